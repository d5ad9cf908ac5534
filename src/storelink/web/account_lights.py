"""What an account and each of its apps may read, as lights: by the last look at the rights, and
where nobody has looked, by what the store answered when reports were fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from storelink.domain.report import Family
from storelink.integrations.models import Probe, ReportState
from storelink.integrations.probes import ACCOUNT
from storelink.products.matrix import family_name
from storelink.providers import contract
from storelink.providers.contract import Provider
from storelink.web.report_lines import Light, lights_by_family

Lights = Mapping[str, Sequence[Light]]
"""App's id at the store → its lights, always in one order. Of the account itself under ACCOUNT;
what is not in it is as the account is."""


def lights_of(provider: Provider, states: Iterable[ReportState], probes: Iterable[Probe]) -> Lights:
    """Asks nobody: from rows that are at hand."""
    answered = lights_by_family(provider, states)
    looked: dict[str, dict[Family, Probe]] = {ACCOUNT: {}}
    for probe in probes:
        if not probe.is_door and probe.subject in set(Family):
            looked.setdefault(probe.app_id, {})[Family(probe.subject)] = probe
    told = {family for lights in looked.values() for family in lights} | set(answered)
    families = [family for family in Family if family in told]
    general = looked[ACCOUNT]
    return {
        app: tuple(
            _light(family, own.get(family) or general.get(family), answered.get(family))
            for family in families
        )
        for app, own in looked.items()
    }


def _light(family: Family, probe: Probe | None, answered: Light | None) -> Light:
    name = family_name(family)
    if probe is not None and probe.light == contract.Light.GREEN:
        return Light(name, "check", "yes", "Yes")
    if probe is not None and probe.light == contract.Light.RED:
        return Light(
            name, "minus", "bad-text", f"No: {probe.sentence or 'a permission is missing'}"
        )
    if answered is not None and answered.tone != "no":
        return answered
    if probe is not None:
        return Light(name, "help", "warn-text", probe.sentence or "Not known, or in part")
    return answered or Light(name, "clock", "no", "Not known yet")

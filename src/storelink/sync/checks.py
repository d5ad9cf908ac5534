"""What looks by several credentials found, put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from storelink.integrations.models import Credential
from storelink.providers.contract import (
    PENDING_UNTIL,
    Capability,
    Check,
    DoorLight,
    Light,
)

_ORDER = (Light.GREEN, Light.AMBER, Light.RED)


def remember(credential: Credential, check: Check) -> None:
    """For the rows and the pages."""
    facts = {**credential.facts, **check.facts}
    facts["capabilities"] = {
        one.family.value: {"light": one.light.value, "sentence": one.sentence}
        for one in check.capabilities
    }
    if check.roles:
        facts["roles"] = list(check.roles)
    facts.pop(PENDING_UNTIL, None)
    if check.pending_until is not None:
        facts[PENDING_UNTIL] = check.pending_until.isoformat()
    credential.facts = facts
    Credential.objects.filter(pk=credential.pk).update(facts=facts)


def merged(checks: Sequence[Check]) -> Check:
    """The best that any of them may do; waited for only where all of them are."""
    roles = dict.fromkeys(role for check in checks for role in check.roles)
    ends = [check.pending_until for check in checks]
    known = [end for end in ends if end is not None]
    return Check(
        best([check.capabilities for check in checks]),
        tuple(roles),
        doors=_best_doors([check.doors for check in checks]),
        pending_until=max(known) if known and len(known) == len(ends) else None,
    )


def best(each: Iterable[Sequence[Capability]]) -> tuple[Capability, ...]:
    """Of each family the best that any of them may do."""
    found: dict[str, Capability] = {}
    for one in (one for several in each for one in several):
        known = found.get(one.family.value)
        if known is None or _ORDER.index(one.light) < _ORDER.index(known.light):
            found[one.family.value] = one
    return tuple(found.values())


def _best_doors(each: Iterable[Sequence[DoorLight]]) -> tuple[DoorLight, ...]:
    best: dict[str, DoorLight] = {}
    for one in (one for found in each for one in found):
        known = best.get(one.name)
        if known is None or _ORDER.index(one.light) < _ORDER.index(known.light):
            best[one.name] = one
    return tuple(best.values())

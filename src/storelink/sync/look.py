"""The beginning of a run: is the account open, which apps, which reports."""

from __future__ import annotations

from collections.abc import Sequence

from storelink.domain.errors import NeedsPermission
from storelink.domain.report import Grain, Report
from storelink.integrations.issue import open_issue, solve
from storelink.integrations.models import Credential, Integration, ReportState, Run
from storelink.products.apps import record
from storelink.products.models import App
from storelink.providers.contract import Capability, Check, Session
from storelink.providers.registry import provider as provider_of
from storelink.sync.session import usable_credential

ACCOUNT = ""
"""The app of a partition that is of the whole account."""


def look(run: Run, session: Session) -> list[str]:
    """The apps to ask for, the account first. Raises what the session raises."""
    integration = run.integration
    check = session.check()
    _remember(integration, check)
    try:
        record(integration, session.apps())
        solve(integration, "apps")
    except NeedsPermission as error:
        open_issue(integration, "apps", error)
    _make_states(run)
    apps = App.objects.filter(integration=integration, is_left_out=False, gone_at=None)
    return [ACCOUNT, *apps.values_list("store_id", flat=True)]


def reports_for(provider_key: str, app: str) -> Sequence[Report]:
    """The provider's reports of the account, or those of one app."""
    grain = Grain.ACCOUNT if app == ACCOUNT else Grain.APP
    return [report for report in provider_of(provider_key).reports if report.grain is grain]


def _remember(integration: Integration, check: Check) -> None:
    credential = usable_credential(integration)
    if credential is None:
        return
    facts = {**credential.facts, **check.facts, "capabilities": _told(check.capabilities)}
    if check.roles:
        facts["roles"] = list(check.roles)
    Credential.objects.filter(pk=credential.pk).update(facts=facts)


def _told(capabilities: Sequence[Capability]) -> dict[str, dict[str, str]]:
    return {
        one.family.value: {"light": one.light.value, "sentence": one.sentence}
        for one in capabilities
    }


def _make_states(run: Run) -> None:
    for report in provider_of(run.integration.provider).reports:
        ReportState.objects.update_or_create(
            integration=run.integration,
            report=report.key,
            defaults={"run": run, "planned": 0, "done": 0},
            create_defaults={"run": run, "outcome": "queued"},
        )

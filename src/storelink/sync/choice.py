"""Which credential fetches which report."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from storelink.domain.report import Family, Report
from storelink.integrations.models import Credential, Integration
from storelink.providers.contract import PENDING_UNTIL, Light, Provider
from storelink.sync.doubt import forgiving_kinds

SEES_APPS = "sees_apps"
"""Fact of a credential of an account that has several: the apps that it sees."""
_LIGHTS = {Light.GREEN.value: 0, Light.AMBER.value: 2, Light.RED.value: 3}


def usable() -> QuerySet[Credential]:
    """Those that the store has not refused, and those that rest and are due to be tried again."""
    due = Q(retry_at=None) | Q(retry_at__lte=timezone.now())
    resting = Q(refused_at__isnull=False, kind__in=forgiving_kinds()) & due
    return Credential.objects.filter(Q(refused_at=None) | resting).exclude(sealed="")


def usable_credentials(integration: Integration) -> list[Credential]:
    """Of one account: those that work first, of these the newest first."""
    found = usable().filter(integration=integration).select_related("integration")
    return sorted(found.order_by("-set_at"), key=lambda one: one.refused_at is not None)


def credential_for(report: Report, usable: Sequence[Credential]) -> Credential | None:
    """The one to fetch the report with. None where no credential is of a kind that can."""
    return next(iter(ranked(report, usable)), None)


def ranked(report: Report, usable: Sequence[Credential], app: str = "") -> list[Credential]:
    """Those of a kind that can fetch the report, the likeliest first: one that the store lets in
    and that sees the app, whose role is known to allow it, of the kind that the report prefers."""
    able = [one for one in usable if not report.kinds or one.kind in report.kinds]
    if len(able) <= 1:  # as with most accounts, and asked for each report of each app
        return able
    return sorted(
        able,
        key=lambda one: (
            *reach(report.family, one, app),
            _rank(report, one),
            _LIGHTS.get(_light(report.family, one), 1),
        ),
    )


def reach(family: Family, credential: Credential, app: str = "") -> tuple[bool, bool, bool, bool]:
    """Smaller is better: at rest, waiting to be let in, blind to the app, barred from the
    family. A credential that is added never takes the place of one that does more."""
    sees = credential.facts.get(SEES_APPS)
    return (
        credential.refused_at is not None,
        PENDING_UNTIL in credential.facts,
        bool(app) and isinstance(sees, list) and app not in sees,
        is_barred(family, credential),
    )


def fetched_reports(provider: Provider, usable: Sequence[Credential]) -> list[Report]:
    """The reports to ask for: those that a credential can fetch, without those that only stand in
    for better ones which all can be had."""
    chosen = ((one, credential_for(one, usable)) for one in provider.reports)
    able = {one.key: (one, by) for one, by in chosen if by is not None}
    good = {key for key, (one, by) in able.items() if not is_barred(one.family, by)}
    return [
        one
        for one, _ in able.values()
        if not (one.instead_of and good.issuperset(one.instead_of))
    ]  # fmt: skip


def is_barred(family: Family, credential: Credential) -> bool:
    """Whether the last look found that the credential's role does not allow this family."""
    return _light(family, credential) == Light.RED.value


def _light(family: Family, credential: Credential) -> str:
    told = credential.facts.get("capabilities", {}).get(family.value, {})
    return str(told.get("light", ""))


def _rank(report: Report, credential: Credential) -> int:
    return report.kinds.index(credential.kind) if report.kinds else 0

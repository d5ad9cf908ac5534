"""Which credential fetches which report."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from storelink.domain.report import Family, Report
from storelink.integrations.models import Credential, Integration
from storelink.providers.contract import Light, Provider
from storelink.sync.doubt import forgiving_kinds


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
    """The one to fetch the report with: the kind that the report prefers, and of those the one
    whose role is known to allow it. None where no credential is of a kind that can."""
    able = [one for one in usable if not report.kinds or one.kind in report.kinds]
    if len(able) == 1:  # as with most accounts, and asked for each report of each app
        return able[0]
    return min(
        able, key=lambda one: (is_barred(report.family, one), _rank(report, one)), default=None
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
    told = credential.facts.get("capabilities", {}).get(family.value, {})
    return bool(told.get("light") == Light.RED.value)


def _rank(report: Report, credential: Credential) -> int:
    return report.kinds.index(credential.kind) if report.kinds else 0

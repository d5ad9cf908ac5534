"""What all reports of an account come to, added up by the database.

An account has a hundred reports: two hundred accounts would be twenty thousand rows for a page
that shows one line of each account.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, FloatField, Max, Q, Sum, Value, When
from django.db.models.functions import Cast

from storelink.domain.outcome import ReportOutcome
from storelink.integrations.models import ReportState


@dataclass(frozen=True, slots=True)
class ReportTotals:
    """The reports of one account, all together."""

    reports_total: int = 0
    reports_in: int = 0
    """How many have come in wholly at least once."""
    part_in: float = 0.0
    """Of those that have not: how many reports' worth has come in, by files."""
    with_data: int = 0
    """To how many something has come in at all."""
    working: int = 0
    """How many have data, are complete or are being loaded."""
    loading: int = 0
    failures_in_a_row: int = 0
    """The most that any report has."""
    waiting: str = ""
    """Why the store is not answering now, if it is not."""
    next_check_at: datetime | None = None
    """When the store is asked again, where it is not answering now."""
    checked_at: datetime | None = None
    loaded_at: datetime | None = None
    complete_to: date | None = None
    queued: int = 0
    """How many nobody has asked the store for yet."""


_BUSY = Q(outcome=ReportOutcome.BUSY)
_WORKING = (ReportOutcome.COMPLETE, ReportOutcome.LOADING)
_IN = Q(first_completed_at__isnull=False)
_PART = Case(
    When(planned=0, then=Value(0.0)),
    When(done__gt=F("planned"), then=Value(1.0)),
    default=Cast("done", FloatField()) / Cast("planned", FloatField()),
    output_field=FloatField(),
)
_SUMS: dict[str, Any] = {
    "reports_total": Count("id"),
    "reports_in": Count("id", filter=_IN),
    "part_in": Sum(_PART, filter=Q(outcome=ReportOutcome.LOADING) & ~_IN, default=0.0),
    "with_data": Count("id", filter=Q(loaded_at__isnull=False)),
    "working": Count(
        "id",
        filter=Q(loaded_at__isnull=False) | Q(outcome__in=_WORKING),
    ),
    "loading": Count("id", filter=Q(outcome=ReportOutcome.LOADING, planned__gt=0)),
    "failures_in_a_row": Max("failures_in_a_row"),
    "waiting": Max("sentence", filter=_BUSY, default=Value("")),
    "next_check_at": Max("next_check_at", filter=_BUSY),
    "checked_at": Max("checked_at"),
    "loaded_at": Max("loaded_at"),
    "complete_to": Max("complete_to"),
    "queued": Count("id", filter=Q(outcome=ReportOutcome.QUEUED)),
}
"""In the order of the fields above."""


def report_totals(accounts: Iterable[int]) -> Mapping[int, ReportTotals]:
    """By the account's id, in one query. An account whose reports were never asked for is not
    in it."""
    states = ReportState.objects.filter(integration__in=list(accounts)).order_by()
    grouped = states.values("integration_id").annotate(**_SUMS)
    return {
        account: ReportTotals(*sums)
        for account, *sums in grouped.values_list("integration_id", *_SUMS)
    }

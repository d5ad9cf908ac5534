"""The days that a question is about: as told, or the last complete ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils import timezone

from storelink.domain.errors import BadInput
from storelink.domain.period import Days, last_days
from storelink.integrations.models import ReportState
from storelink.products.models import App
from storelink.providers.contract import Provider

DEFAULT_COUNT = 30
_STUCK_AFTER = timedelta(days=7)


def days_of(first: str, last: str, count: int, complete_to: date) -> Days:
    """The range of `--from`, `--to` and `--last`; without any, the last 30 complete days.

    BadInput where they contradict each other or are no days.
    """
    begin, end = _day(first, "--from"), _day(last, "--to")
    if begin is not None and count:
        raise BadInput("Give --from or --last, not both.")
    if begin is not None:
        return Days(begin, end or max(complete_to, begin))
    return last_days(count or DEFAULT_COUNT, end or complete_to)


def last_complete_day(chosen: Provider, metrics: Sequence[str], apps: Iterable[App]) -> date:
    """The day on which ranges end: all these figures are there. Yesterday where nothing is.

    A figure that is a week behind the others is stuck, and does not hold them back.
    """
    complete = _complete(apps)
    known = [
        max(days)
        for metric in metrics
        if (days := [complete[key] for key in _reports(chosen, metric) if key in complete])
    ]
    if not known:
        return timezone.now().date() - timedelta(days=1)
    return min(day for day in known if day >= max(known) - _STUCK_AFTER)


def _complete(apps: Iterable[App]) -> dict[str, date]:
    """Report → the day up to which it is complete; of several accounts, the last one counts."""
    found: dict[str, date] = {}
    states = ReportState.objects.filter(
        integration__in={app.integration_id for app in apps}, complete_to__isnull=False
    )
    for report, day in states.values_list("report", "complete_to"):
        if day is not None:
            found[report] = min(day, found.get(report, day))
    return found


def _reports(chosen: Provider, metric: str) -> set[str]:
    ratio = next((r for r in chosen.ratios if r.metric == metric), None)
    parts = (*ratio.above, ratio.below) if ratio else (metric,)
    return {measure.report for measure in chosen.measures if measure.metric in parts}


def _day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"{option} is “{text}”. Write a day as YYYY-MM-DD.") from None

"""The days that a question is about: as told, or the last complete ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils import timezone

from storelink.domain.errors import BadInput
from storelink.domain.period import Days, last_days
from storelink.integrations.models import ReportState
from storelink.products.horizon import horizons
from storelink.products.horizon import last_complete_day as complete_day
from storelink.providers.contract import Provider

DEFAULT_COUNT = 30


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


def last_complete_day(chosen: Provider, metrics: Sequence[str], accounts: Iterable[int]) -> date:
    """The day on which ranges end: all these figures are there, of every account that is not stuck.
    Yesterday where nothing is."""
    states = ReportState.objects.filter(integration__in=list(accounts))
    found = horizons(chosen, metrics, states)
    return complete_day(found.values()) or timezone.now().date() - timedelta(days=1)


def _day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"{option} is “{text}”. Write a day as YYYY-MM-DD.") from None

"""Pacific time by its rule since 2007, so that no time zone database has to be installed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

_STANDARD = timedelta(hours=-8)
_SUMMER = timedelta(hours=-7)


def _sunday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))


@lru_cache(maxsize=4096)
def offset_on(day: date) -> timedelta:
    """How far Pacific clocks are from UTC on a day (the two days of change count as changed)."""
    is_summer = _sunday(day.year, 3, 2) <= day < _sunday(day.year, 11, 1)
    return _SUMMER if is_summer else _STANDARD


def pacific(day: date, at: time) -> datetime:
    """The UTC moment at which Pacific clocks show this."""
    return datetime.combine(day, at, tzinfo=UTC) - offset_on(day)


def pacific_day(moment: datetime) -> date:
    """The day that it is on the Pacific coast."""
    return (moment + offset_on(moment.date())).date()

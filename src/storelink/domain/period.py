"""Days, ranges of days, and what a range is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from storelink.domain.errors import BadInput


class Granularity(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadInput(f"The range ends ({self.last}) before it begins ({self.first}).")

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(len(self)))

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def before(self) -> Days:
        """The range of the same length that ends the day before this one begins."""
        return Days(self.first - timedelta(days=len(self)), self.first - timedelta(days=1))

    def year_before(self) -> Days:
        """The same range 364 days earlier, so that the days of the week match."""
        return Days(self.first - timedelta(days=364), self.last - timedelta(days=364))


def day_typed(text: str, field: str = "") -> date:
    """A day as a person writes it. BadInput where it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(f"“{text}” is not a day. Write it as YYYY-MM-DD.", field=field) from None


def last_days(count: int, until: date) -> Days:
    """The `count` days that end with `until`."""
    return Days(until - timedelta(days=count - 1), until)


def bucket_of(day: date, granularity: Granularity) -> date:
    """First day of the day's week (Monday), month or year; the day itself for days."""
    if granularity is Granularity.WEEK:
        return day - timedelta(days=day.weekday())
    if granularity is Granularity.MONTH:
        return day.replace(day=1)
    if granularity is Granularity.YEAR:
        return day.replace(month=1, day=1)
    return day

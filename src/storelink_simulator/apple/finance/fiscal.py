"""Apple's fiscal calendar: the year starts on the last Sunday of September before it.

Each quarter has periods of 5, 4 and 4 weeks; the last period ends where the next year starts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_WEEKS = (5, 4, 4) * 4


@dataclass(frozen=True, slots=True)
class FiscalPeriod:
    """One fiscal month. `year` and `month` are the fiscal ones."""

    year: int
    month: int
    first_day: date
    last_day: date

    @property
    def name(self) -> str:
        """`YYYY-MM`, as reports are asked for."""
        return f"{self.year}-{self.month:02d}"


def year_starts_on(year: int) -> date:
    """The first day of a fiscal year."""
    last = date(year - 1, 9, 30)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def period(year: int, month: int) -> FiscalPeriod:
    """A fiscal month, 1 to 12."""
    start = year_starts_on(year)
    first = start + timedelta(weeks=sum(_WEEKS[: month - 1]))
    end = year_starts_on(year + 1) if month == 12 else first + timedelta(weeks=_WEEKS[month - 1])
    return FiscalPeriod(year, month, first, end - timedelta(days=1))


def period_of_day(day: date) -> FiscalPeriod:
    """The fiscal month in which a day lies."""
    year = day.year + 1 if day >= year_starts_on(day.year + 1) else day.year
    months = (period(year, month) for month in range(12, 0, -1))
    return next(one for one in months if one.first_day <= day)


def period_named(text: str) -> FiscalPeriod | None:
    """The period that `YYYY-MM` names, if it can be one."""
    found = re.fullmatch(r"(20\d{2})-(\d{2})", text, re.ASCII)
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    return period(int(found[1]), int(found[2]))

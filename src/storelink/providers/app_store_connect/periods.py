"""How partitions are named: days, fiscal months with a region, days of processing with a kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from storelink.domain.period import Days
from storelink.domain.report import Offer, Partition, Report, Version

ONGOING: Final = "ongoing"
SNAPSHOT: Final = "snapshot"

_WEEKS: Final = (5, 4, 4) * 4
"""Each fiscal quarter has months of five, four and four weeks."""


def day_of(partition: Partition) -> date:
    """The day of a sales partition, or the day on which Apple processed an analytics one."""
    return date.fromisoformat(partition.period.partition("/")[0])


def part_of(partition: Partition) -> str:
    """What follows the slash: a finance region, `ongoing` or `snapshot`."""
    return partition.period.partition("/")[2]


def sales_version(day: date) -> Version:
    """Daily files are made once, on the day after."""
    return Version(day.toordinal(), day + timedelta(days=1))


def analytics_version(partition: Partition) -> Version:
    """The newer processing date wins; on one date the ongoing report beats the snapshot."""
    processed_on = day_of(partition)
    return Version(
        int(processed_on.strftime("%Y%m%d")) * 10 + (part_of(partition) == ONGOING), processed_on
    )


@dataclass(frozen=True, slots=True, order=True)
class FiscalMonth:
    """A period of Apple's fiscal year, which ends on the last Saturday of September."""

    year: int
    month: int

    @property
    def days(self) -> Days:
        """Its days by the calendar. A year of 53 weeks gives its first quarter the extra one; a
        file's own dates go before this."""
        first = year_begins_on(self.year)
        weeks = list(_WEEKS)
        if (year_begins_on(self.year + 1) - first).days == 53 * 7:
            weeks[2] += 1
        begins = first + timedelta(weeks=sum(weeks[: self.month - 1]))
        return Days(begins, begins + timedelta(weeks=weeks[self.month - 1], days=-1))

    @property
    def before(self) -> FiscalMonth:
        """The period before it."""
        if self.month == 1:
            return FiscalMonth(self.year - 1, 12)
        return FiscalMonth(self.year, self.month - 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"


def year_begins_on(fiscal_year: int) -> date:
    """The Sunday after the last Saturday of the September before."""
    last = date(fiscal_year - 1, 9, 30)
    return last - timedelta(days=(last.weekday() - 5) % 7) + timedelta(days=1)


def fiscal_month_of(partition: Partition) -> FiscalMonth:
    """The fiscal month of a finance partition (`2026-02/ZZ`)."""
    year, _, month = partition.period.partition("/")[0].partition("-")
    return FiscalMonth(int(year), int(month))


def fiscal_month_at(day: date) -> FiscalMonth:
    """The fiscal month that a day lies in."""
    month = FiscalMonth(day.year + 1, 12)
    while month.days.first > day:
        month = month.before
    return month


def fiscal_offers(report: Report, region: str, today: date) -> Iterator[Offer]:
    """The files of a region that should be there by then, the newest first."""
    month = fiscal_month_at(today).before
    while (today - month.days.last).days <= (report.history_days or 0):
        if (today - month.days.last).days >= report.lag_days:
            yield Offer(Partition(report.key, "", f"{month}/{region}"), days=month.days)
        month = month.before

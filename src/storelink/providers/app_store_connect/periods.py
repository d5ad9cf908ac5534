"""How partitions are named: days, fiscal months with a region, days of processing with a kind."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from storelink.domain.period import Days
from storelink.domain.report import Offer, Partition, Period, Report, Version

ONGOING: Final = "ongoing"
SNAPSHOT: Final = "snapshot"

FREQUENCIES: Final[Mapping[Period, str]] = {
    Period.DAY: "DAILY", Period.MONTH: "MONTHLY", Period.YEAR: "YEARLY",
}  # fmt: skip
"""How Apple calls what a sales file covers."""
_WEEKS: Final = (5, 4, 4) * 4
"""Each fiscal quarter has months of five, four and four weeks."""


def day_of(partition: Partition) -> date:
    """The day of a sales partition, or the day on which Apple processed an analytics one."""
    return date.fromisoformat(partition.period.partition("/")[0])


def sales_days(partition: Partition) -> Days:
    """The days of a sales partition: a day, a month (`2025-11`) or a year (`2025`)."""
    name = partition.period
    if len(name) == len("2025"):
        return Days(date(int(name), 1, 1), date(int(name), 12, 31))
    if len(name) == len("2025-11"):
        first = date.fromisoformat(f"{name}-01")
        return Days(first, first.replace(day=monthrange(first.year, first.month)[1]))
    day = day_of(partition)
    return Days(day, day)


def part_of(partition: Partition) -> str:
    """What follows the slash: a finance region, `ongoing` or `snapshot`."""
    return partition.period.partition("/")[2]


def sales_version(days: Days) -> Version:
    """Files are made once, after the last day."""
    return Version(days.last.toordinal(), days.last + timedelta(days=1))


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


def daily_offers(report: Report, today: date) -> Iterator[Offer]:
    """The days of which there should be a file by then, the newest first."""
    for age in range(report.lag_days, (report.history_days or 0) + 1):
        day = today - timedelta(days=age)
        yield Offer(Partition(report.key, "", day.isoformat()), days=Days(day, day))


def ended_offers(report: Report, today: date, daily_until: date) -> Iterator[Offer]:
    """The months or years of sales that begin before `daily_until`, from where on there are daily
    files, and that the store still keeps, the newest first."""
    oldest = today - timedelta(days=report.history_days or 0)
    partition = Partition(report.key, "", _named(report, today))
    while (days := sales_days(partition)).last >= oldest:
        if days.first < daily_until and (today - days.last).days >= report.lag_days:
            yield Offer(partition, days=days)
        partition = Partition(report.key, "", _named(report, days.first - timedelta(days=1)))


def _named(report: Report, day: date) -> str:
    """The month or year that a day lies in, as Apple wants it written."""
    return f"{day.year}" if report.period is Period.YEAR else f"{day:%Y-%m}"

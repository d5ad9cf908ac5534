"""Whether a file is of the period that was asked for. One of another period is refused whole.

Apple has sent a week's file where a day's was asked for; both begin on the same day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from storelink.domain.errors import NotUnderstood
from storelink.domain.period import Days
from storelink.domain.report import Partition, Report
from storelink.providers.app_store_connect.periods import ONGOING, day_of, fiscal_month_of, part_of
from storelink.providers.delimited.reader import Reading

_EVENTS_LATE: Final = timedelta(days=3)
"""A day's file of events tells of the day before too; a week's of six days."""
_WEEK: Final = timedelta(days=7)
"""A fiscal year of 53 weeks moves its periods by one."""
_CORRECTED: Final = timedelta(days=2)
"""Before the days that Apple still completes: a file is never only of older ones."""
_STORE_OPENED_ON: Final = date(2008, 7, 10)


def check_sales_days(batch: pa.RecordBatch, days: Days, reading: Reading) -> None:
    """A file of sales begins and ends with its period, and holds no events of other days but those
    that came late. NotUnderstood otherwise."""
    asked = f"{days.first}" if len(days) == 1 else f"{days.first} to {days.last}"
    for name, wanted in (("begin_date", days.first), ("end_date", days.last)):
        for other in _days_in(batch, name):
            if other != wanted:
                raise _of_another(asked, f"{other}", reading.file, name)
    for event in _days_in(batch, "event_date"):
        if not days.first - _EVENTS_LATE <= event <= days.last:
            raise _of_another(asked, f"{event}", reading.file, "event_date")


def check_fiscal_month(batch: pa.RecordBatch, partition: Partition, reading: Reading) -> None:
    """The file's own first and last day are those of its fiscal month, give or take a week."""
    month = fiscal_month_of(partition)
    for name, wanted in (("begin_date", month.days.first), ("end_date", month.days.last)):
        for other in _days_in(batch, name):
            check_near(other, wanted, str(month), reading.file, column=name)


def check_near(said: date, wanted: date, asked: str, file: str, *, column: str) -> None:
    """NotUnderstood where the day is more than a week from the one that it should be."""
    if abs(said - wanted) > _WEEK:
        raise _of_another(asked, f"{said}", file, column)


@dataclass
class ProcessedDays:
    """The days of an analytics partition, over all of its files."""

    report: Report
    partition: Partition
    found: set[date] = field(default_factory=set)

    def add(self, batch: pa.RecordBatch, file: str) -> None:
        """NotUnderstood where a day comes after the one on which Apple made the file."""
        processed_on = day_of(self.partition)
        for day in _days_in(batch, "date"):
            if not _STORE_OPENED_ON <= day <= processed_on:
                raise _of_another(f"processed on {processed_on}", f"{day}", file, "date")
            self.found.add(day)

    def check(self) -> None:
        """NotUnderstood where a file that goes on day by day has one day only, outside the days
        that Apple still completes, and it is the one under which Apple puts a whole week or month.
        Any other old day is a correction, which may come alone."""
        if part_of(self.partition) != ONGOING or len(self.found) != 1:
            return
        (day,) = self.found
        if day not in self._window and day in _starts_before(day_of(self.partition)):
            raise NotUnderstood(
                f"holds {day} only, and no day from {self._window.first} to {self._window.last}: "
                "it is of a week or a month, and another period was asked for",
                file=self.report.name,
                column="Date",
            )

    @property
    def _window(self) -> Days:
        last = day_of(self.partition)
        return Days(last - timedelta(days=self.report.settles_after_days) - _CORRECTED, last)


def _starts_before(processed_on: date) -> Collection[date]:
    """The first days of the last week (from Monday) and of the last month that had ended."""
    this_week = processed_on - timedelta(days=processed_on.weekday())
    last_month = (processed_on.replace(day=1) - timedelta(days=1)).replace(day=1)
    return this_week - _WEEK, last_month


def _days_in(batch: pa.RecordBatch, name: str) -> Iterable[date]:
    if name not in batch.schema.names:
        return ()
    return [day for day in pc.unique(batch.column(name)).to_pylist() if day is not None]


def _of_another(asked: str, found: str, file: str, column: str) -> NotUnderstood:
    return NotUnderstood(f"is for {found}, but {asked} was asked for", file=file, column=column)

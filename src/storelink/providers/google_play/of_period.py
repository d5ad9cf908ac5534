"""Whether a file is of the month that its name tells. One of another month is refused whole.

A row of statistics counts on its own day: one of another month would take the place of that
month's figures. Rows of sales and earnings count in their file's month whatever their own day is
(refunds name older ones), but a file with no day of its month is another month's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from storelink.domain.errors import NotUnderstood
from storelink.domain.period import Days


def check_days(days: pa.Array, month: Days | None, file: str) -> None:
    """NotUnderstood where a row's day lies outside the month."""
    if month is None or not len(days):
        return
    for found in pc.min_max(days).as_py().values():
        if found is not None and found not in month:
            raise _of_another(month, f"{found}", file)


def are_in_months(days: pa.Array, months: Sequence[Days | None], files: pa.Array) -> bool:
    """The same for many files at once: `files` says of which each row is."""
    first = pa.array([month.first if month else None for month in months], pa.date32())
    last = pa.array([month.last if month else None for month in months], pa.date32())
    early = pc.less(days, pc.take(first, files))
    late = pc.greater(days, pc.take(last, files))
    return not (pc.any(early).as_py() or pc.any(late).as_py())


_STRAY: Final = timedelta(days=7)
"""So far outside its month a row of an account's file may lie."""


@dataclass
class OwnDays:
    """The rows' own days over a whole file of an account."""

    column: str
    month: Days | None
    has_days: bool = False
    is_of_month: bool = False

    def add(self, batch: pa.RecordBatch) -> None:
        """Looks at the rows of one batch."""
        if self.month is None or self.column not in batch.schema.names:
            return
        for day in pc.unique(batch.column(self.column)).to_pylist():
            self.has_days |= day is not None
            self.is_of_month |= day in _about(self.month)

    def check(self, file: str) -> None:
        """NotUnderstood where no row is of about the month."""
        if self.month is not None and self.has_days and not self.is_of_month:
            raise _of_another(self.month, "other months", file)


def _about(month: Days) -> Days:
    return Days(month.first - _STRAY, month.last + _STRAY)


def _of_another(month: Days, found: str, file: str) -> NotUnderstood:
    asked = f"{month.first:%Y-%m}"
    return NotUnderstood(f"is for {found}, but {asked} was asked for", file=file, column="Date")

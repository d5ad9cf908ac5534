"""Months as partitions of the pages' analytics, and how far Apple knows each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from storelink.domain.period import Days
from storelink.domain.report import Partition, Report, Version


@dataclass(frozen=True, slots=True)
class Month:
    """One month, as far as Apple knows it."""

    days: Days
    """From the first that Apple has to the last that it has."""
    known_on: date
    """The last day that Apple had data of, as far as it matters for this month: it stops moving
    once the month's days no longer change."""

    @property
    def fingerprint(self) -> str:
        """Changes while the month can still change."""
        return self.known_on.isoformat()

    @property
    def version(self) -> Version:
        """What was known later replaces what was known before."""
        return Version(int(self.known_on.strftime("%Y%m%d")), self.known_on + timedelta(days=1))


def period_of(day: date) -> str:
    """`2026-11`."""
    return f"{day:%Y-%m}"


def month_of(report: Report, partition: Partition, available: Days) -> Month | None:
    """The month of a partition; None where Apple has no day of it."""
    first = date.fromisoformat(f"{partition.period}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    begins, ends = max(first, available.first), min(last, available.last)
    if ends < begins:
        return None
    settled_on = last + timedelta(days=report.settles_after_days)
    return Month(Days(begins, ends), min(available.last, settled_on))


def periods(report: Report, available: Days, today: date) -> Iterator[str]:
    """Every month that Apple has and the report goes back to, the oldest first."""
    oldest = available.first
    if report.history_days is not None:
        oldest = max(oldest, today - timedelta(days=report.history_days))
    if report.history_from is not None:
        oldest = max(oldest, report.history_from)
    month = oldest.replace(day=1)
    while month <= available.last:
        yield period_of(month)
        month = (month + timedelta(days=31)).replace(day=1)

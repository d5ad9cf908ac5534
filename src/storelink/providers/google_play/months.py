"""How partitions are named: by calendar month, as the files of the bucket are."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache

from storelink.domain.period import Days
from storelink.domain.report import Partition

UNDATED = "all"
"""The period of files whose names tell no month."""


@lru_cache(maxsize=4096)
def month_named(digits: str) -> str:
    """`202609` as `2026-09`; empty where it is no month of a bucket."""
    year, month = int(digits[:4]), int(digits[4:])
    return f"{year}-{month:02}" if 2008 <= year <= 2100 and 1 <= month <= 12 else ""


def month_of(day: date) -> str:
    """The month that a day lies in."""
    return f"{day.year}-{day.month:02}"


@lru_cache(maxsize=4096)
def days_of(period: str) -> Days | None:
    """The days of a month; None for files that tell none."""
    if period == UNDATED:
        return None
    first = date.fromisoformat(f"{period[:7]}-01")
    return Days(first, first.replace(day=monthrange(first.year, first.month)[1]))


def partition_days(partition: Partition) -> Days | None:
    """The days of a partition's month."""
    return days_of(partition.period)


def months_between(first: date, last: date) -> list[str]:
    """Every month from one day to another, oldest first."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(start, start + max(count, 0))]

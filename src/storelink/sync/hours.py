"""How many requests a budget has sent within the last hour.

Where hosts share a PostgreSQL, they count there, by the budget's name; else all workers of this
home count in a file. Both let through no more than the hour allows, however many ask at once.
Why this is not the library's own bucket for PostgreSQL: docs/decisions/0016.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from pyrate_limiter import Duration, Limiter, Rate
from pyrate_limiter.buckets import SQLiteBucket

from storelink.integrations.models import RequestBudget

T = TypeVar("T")

HOUR = timedelta(hours=1)
_AWAY_SECONDS = 15.0
"""So long a request waits for a database that is away, before the run does."""
_LOOK_AGAIN_SECONDS = 0.5
_MINUTES = 60


class Hour(Protocol):
    """A rolling hour of one budget."""

    def take(self) -> bool:
        """Whether there was a place for one more request, which is taken now."""

    def used(self) -> int:
        """How many places are taken."""

    def freed_at(self, count: int) -> datetime | None:
        """When so many of those taken are free again; None where fewer are taken."""


def hour_of(budget: str, per_hour: int) -> Hour:
    """The hour of that budget, which all who share the database, or this home, count in."""
    if connection.vendor == "postgresql":
        return SharedHour(budget, per_hour)
    return HomeHour(budget, per_hour)


class HomeHour:
    """Counted in a file of this home."""

    def __init__(self, budget: str, per_hour: int) -> None:
        self._bucket = SQLiteBucket.init_from_file(
            [Rate(per_hour, Duration.HOUR)],
            table=budget,
            db_path=str(Path(settings.HOME) / "limits.sqlite3"),
        )
        self._limiter = Limiter(self._bucket)

    def take(self) -> bool:
        """Counting and adding are two statements: one process at a time."""
        with _alone():
            return bool(self._limiter.try_acquire("request", blocking=False))

    def used(self) -> int:
        return int(self._bucket.count())

    def freed_at(self, count: int) -> datetime | None:
        item = self._bucket.peek(self.used() - count)
        return datetime.fromtimestamp(item.timestamp / 1000, UTC) + HOUR if item else None


@contextmanager
def _alone() -> Iterator[None]:
    with (Path(settings.HOME) / "limits.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class SharedHour:
    """Counted in the database, by minutes: a minute counts until its last second is an hour old,
    so that the hour never holds more than it may, and at most a minute's requests wait too long.
    The clock is the database's, the same for every host."""

    def __init__(self, budget: str, per_hour: int) -> None:
        self._budget = budget
        self._per_hour = per_hour

    def take(self) -> bool:
        return while_there(self._take)

    def _take(self) -> bool:
        with transaction.atomic():
            row = self._locked()
            minute = _now_minute()
            counted = _within_the_hour(row.minutes, minute)
            # A clock that was set back forgets nothing: what is newest stays the newest.
            minute = max([minute, *map(int, counted)])
            if sum(counted.values()) >= self._per_hour:
                return False
            counted[str(minute)] = counted.get(str(minute), 0) + 1
            row.minutes = counted
            row.save(update_fields=["minutes", "used_at"])
        return True

    def _locked(self) -> RequestBudget:
        """The budget's row, for this transaction alone. Two who make it at once make one."""
        rows = RequestBudget.objects.select_for_update()
        row = rows.filter(name=self._budget).first()
        if row is None:
            RequestBudget.objects.bulk_create(
                [RequestBudget(name=self._budget)], ignore_conflicts=True
            )
            row = rows.get(name=self._budget)
        return row

    def used(self) -> int:
        return sum(self._counted().values())

    def freed_at(self, count: int) -> datetime | None:
        left = count
        for minute, sent in sorted((int(one), sent) for one, sent in self._counted().items()):
            left -= sent
            if left <= 0:
                return datetime.fromtimestamp((minute + _MINUTES + 1) * 60, UTC)
        return None

    def _counted(self) -> Mapping[str, int]:
        return while_there(self._read)

    def _read(self) -> Mapping[str, int]:
        row = RequestBudget.objects.filter(name=self._budget).first()
        return _within_the_hour(row.minutes, _now_minute()) if row else {}


def while_there(ask: Callable[[], T]) -> T:
    """What it answers. Where the database is away for a moment, this waits; DatabaseError where it
    stays away, or in a transaction, which nothing can go on with."""
    give_up_at = time.monotonic() + _AWAY_SECONDS
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > give_up_at:
                raise
            connection.close()  # it may be dead: the next try opens another
            time.sleep(_LOOK_AGAIN_SECONDS)


def _within_the_hour(minutes: Mapping[str, int], now: int) -> dict[str, int]:
    return {one: sent for one, sent in minutes.items() if now - int(one) <= _MINUTES}


def _now_minute() -> int:
    """By the database's clock, read after the lock was waited for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT floor(extract(epoch FROM clock_timestamp()) / 60)")
        return int(cursor.fetchone()[0])

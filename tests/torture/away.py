"""`python -m tests.torture.away [TIMES [SHORTEST LONGEST]]`: the product's own database and bucket
go away, again and again, while two workers bring in what a store has.

Three homes, one after the other: PostgreSQL that is cut off, a bucket that is cut off, SQLite that
another process locks. By default each goes away 20 times for 5 to 60 seconds. At the end every
figure must be the store's, nothing may stand twice, and no account may wait for an hour.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from storelink.warehouse.tests.buckets import BUCKET, bucket_played
from tests.postgresql import Server, database_of, served
from tests.switch import Switch
from tests.syncing import House, Store, store_played
from tests.test_truth import assert_true

SETTINGS = {"STORELINK_HISTORY_DAYS": "3"}
WORKERS = 2
MOST_SECONDS_TO_WAIT = 300.0
"""From the return of what was away to the end of a run; an hour's pause would be 3,600."""


@dataclass(frozen=True)
class Absence:
    """What goes away, how, and with which settings the workers and those who look live."""

    name: str
    workers: Mapping[str, str]
    lookers: Mapping[str, str]
    away: Callable[[float], None]
    """For so many seconds."""


@dataclass(frozen=True)
class Figures:
    """What a storm came to."""

    name: str
    times: int
    seconds_away: float
    runs: int
    longest_wait_seconds: float

    def __str__(self) -> str:
        return (
            f"{self.name}: away {self.times} times, {self.seconds_away:.0f} s in all; "
            f"{self.runs} runs, every figure the store's; the longest wait after a return "
            f"{self.longest_wait_seconds:.0f} s"
        )


def endured(
    absence: Absence, store: Store, home: Path, *, times: int, between: tuple[float, float]
) -> Figures:
    """The storm over one home. AssertionError where something was lost, doubled or waited for."""
    chance = random.Random(times)
    looks = House(home, store, {**SETTINGS, **absence.lookers})
    works = House(home, store, {**SETTINGS, **absence.workers})
    looks.settle_in()
    integration = looks.connect()
    away_seconds, longest, runs, left = 0.0, 0.0, 0, times
    try:
        for _ in range(WORKERS):
            works.start_worker()
        while left or not runs:
            for _ in range(min(left, chance.randint(2, 5))):
                time.sleep(chance.uniform(0.5, 4.0))
                length = chance.uniform(*between)
                absence.away(length)
                away_seconds += length
                left -= 1
            returned_at = time.monotonic()
            before = looks.ask("standing", integration)
            after = before["run"] - 1 if before["is_open"] else before["run"] * (not left) - 1
            told = looks.wait_for_run(integration, after_run=max(0, after))
            longest = max(longest, time.monotonic() - returned_at)
            assert_true(looks, integration)
            assert told["outcome"] == "done"
            runs += 1
            if left:
                looks.ask("sync", integration)
    finally:
        works.end()
        looks.end()
    assert longest < MOST_SECONDS_TO_WAIT, f"an account waited {longest:.0f} s"
    return Figures(absence.name, times, away_seconds, runs, longest)


@contextmanager
def database_away(server: Server) -> Iterator[Absence]:
    """PostgreSQL, for rows and jobs, behind a connection that is cut."""
    with database_of(server) as url:
        switch = Switch(server.port)
        cut = url.replace(f":{server.port}/", f":{switch.port}/")
        yield Absence(
            "PostgreSQL", {"STORELINK_DATABASE_URL": cut}, {"STORELINK_DATABASE_URL": url},
            _switched(switch),
        )  # fmt: skip
        switch.off()


@contextmanager
def bucket_away() -> Iterator[Absence]:
    """A bucket behind a connection that is cut."""
    with bucket_played() as client:
        port = urlsplit(client.meta.endpoint_url).port or 0
        settings = {
            "STORELINK_DATA_URL": f"s3://{BUCKET}/data", "AWS_ACCESS_KEY_ID": "of-nobody",
            "AWS_SECRET_ACCESS_KEY": "of-nobody", "AWS_DEFAULT_REGION": "us-east-1",
        }  # fmt: skip
        switch = Switch(port)
        yield Absence(
            "the bucket",
            {**settings, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{switch.port}"},
            {**settings, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"},
            _switched(switch),
        )
        switch.off()


def sqlite_locked(home: Path) -> Absence:
    """Another process writes for so long that nobody else can."""

    def away(seconds: float) -> None:
        with closing(sqlite3.connect(home / "app.sqlite3", timeout=60)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            other.rollback()

    return Absence("SQLite, locked", {}, {}, away)


def _switched(switch: Switch) -> Callable[[float], None]:
    def away(seconds: float) -> None:
        switch.off()
        time.sleep(seconds)
        switch.on()

    return away


def main(times: int = 20, shortest: float = 5.0, longest: float = 60.0) -> None:
    """All three, and what they came to."""
    between = (shortest, longest)
    with tempfile.TemporaryDirectory() as folder, store_played() as store:
        store.begin_anew(77)
        with bucket_away() as bucket:
            home = Path(folder, "bucket", "home")
            print(endured(bucket, store, home, times=times, between=between), flush=True)
        home = Path(folder, "sqlite", "home")
        locked = sqlite_locked(home)
        print(endured(locked, store, home, times=times, between=between), flush=True)
        with served() as server, database_away(server) as database:
            home = Path(folder, "postgresql", "home")
            print(endured(database, store, home, times=times, between=between), flush=True)


if __name__ == "__main__":
    main(*(kind(word) for kind, word in zip((int, float, float), sys.argv[1:], strict=False)))

"""The product's own database or bucket goes away for some seconds, again and again, while workers
bring in what a store has: nothing is lost, nothing stands twice, nobody waits for an hour.

The long version, 20 times for up to a minute each: `python -m tests.torture.away`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgresql import Server, postgresql
from tests.syncing import Store, store_played
from tests.torture.away import bucket_away, database_away, endured, sqlite_locked

__all__ = ["postgresql"]
TIMES, SECONDS = 3, (1.0, 4.0)

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def store() -> Iterator[Store]:
    with store_played() as found:
        found.begin_anew(77)
        yield found


def test_a_bucket_that_goes_away_is_waited_for(tmp_path, store):
    with bucket_away() as bucket:
        endured(bucket, store, tmp_path / "home", times=TIMES, between=SECONDS)


def test_a_locked_sqlite_is_waited_for(tmp_path, store):
    home = tmp_path / "home"
    endured(sqlite_locked(home), store, home, times=TIMES, between=SECONDS)


@pytest.mark.postgresql
def test_a_database_that_goes_away_is_waited_for(tmp_path, store, postgresql: Server):
    with database_away(postgresql) as database:
        endured(database, store, tmp_path / "home", times=TIMES, between=SECONDS)

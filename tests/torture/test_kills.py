"""Workers are killed again and again while they bring in what publishers have.

The long version, 1,000 times and more: `python -m tests.torture.kills`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgresql import postgresql, postgresql_url
from tests.syncing import Store, store_played
from tests.torture.kills import weathered

__all__ = ["postgresql", "postgresql_url"]
KILLS = 30

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]


@pytest.fixture
def store() -> Iterator[Store]:
    with store_played() as found:
        yield found


def test_kills_lose_nothing_on_sqlite(tmp_path, store):
    assert weathered(store, tmp_path / "home", KILLS).count == KILLS


@pytest.mark.postgresql
def test_kills_lose_nothing_on_postgresql(tmp_path, store, postgresql_url):
    settings = {"STORELINK_DATABASE_URL": postgresql_url}
    assert weathered(store, tmp_path / "home", KILLS, settings).count == KILLS

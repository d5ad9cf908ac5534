"""A load holds and writes no more at a time than it may, however many rows it has."""

from datetime import timedelta

import pytest

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Version
from storelink.warehouse import build, stage
from storelink.warehouse.contract import AppRef, Load
from storelink.warehouse.facts import FactWriter
from storelink.warehouse.stage import Stage
from storelink.warehouse.tests.example import ALL_DAYS, D1, D3, MINE, STAND, Row, batch, load
from storelink.warehouse.tests.memory_catalog import MemoryCatalog
from storelink.warehouse.warehouse import Limits, Warehouse

STEP = 4_000


@pytest.fixture
def warehouse(files):
    made = Warehouse(MemoryCatalog(), files, Limits(threads=1, load_memory_bytes=0, app_days=100))
    yield made
    made.close()


@pytest.fixture
def seen(monkeypatch):
    """Bytes of every table that is written, and of every one put away."""
    sizes = {"written": [], "put away": []}
    write, put_away = FactWriter.write, Stage._put_away

    def written(self, table):
        sizes["written"].append(table.nbytes)
        write(self, table)

    def away(self, table):
        sizes["put away"].append(table.nbytes)
        return put_away(self, table)

    monkeypatch.setattr(FactWriter, "write", written)
    monkeypatch.setattr(Stage, "_put_away", away)
    monkeypatch.setattr(build, "BYTES_AT_ONCE", STEP)
    monkeypatch.setattr(stage, "_GATHERED_BYTES", STEP // 2)
    return sizes


def counts(warehouse, *apps):
    tables = warehouse.rows(STAND, [AppRef(MINE, app) for app in apps], ALL_DAYS)
    return sorted(count for batch in tables for count in batch.column("counts").to_pylist())


def in_batches(rows, order):
    batches = [batch(rows[n : n + 25]) for n in range(0, len(rows), 25)]
    return Load(MINE, STAND, Version(order, D3), batches)


def of_one_day(count):
    return [Row("A", D1, n, event=f"Event {n}") for n in range(count)]


def of_many_days(count):
    return [Row("AB"[n % 2], D1 + timedelta(n % 29), n, event=f"Event {n}") for n in range(count)]


@pytest.mark.parametrize("rows", [of_one_day, of_many_days])
def test_a_load_of_many_rows_is_built_in_bounded_steps(warehouse, seen, rows):
    for order in (1, 2):
        warehouse.replace(in_batches(rows(1500), order))
        assert counts(warehouse, "A", "B") == list(range(1500))
    assert sum(seen["written"]) > 20 * STEP
    assert max(seen["written"]) <= 4 * STEP
    assert max(seen["put away"]) <= 4 * STEP


def test_a_load_of_too_many_apps_and_days_is_refused_and_nothing_else_lost(warehouse):
    warehouse.replace(load(Row("B", D1, 7), order=1))
    many = [Row(f"app {n}", D1, n) for n in range(101)]
    with pytest.raises(NotUnderstood, match="STORELINK_FILE_APP_DAYS"):
        warehouse.replace(load(*many, order=2))
    assert counts(warehouse, "B", *(row.app for row in many)) == [7]
    warehouse.replace(load(*many[:100], order=2))
    assert len(counts(warehouse, *(row.app for row in many))) == 100

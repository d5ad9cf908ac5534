"""The whole warehouse against a plain model in Python: any order, repeated, gathered, scoped."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storelink.domain.period import Days
from storelink.domain.report import Scope
from storelink.warehouse import build, stage
from storelink.warehouse.contract import AppRef, LoadGroup
from storelink.warehouse.folder import FolderStore
from storelink.warehouse.tests.example import ALL_DAYS, MINE, STAND, Row, load
from storelink.warehouse.tests.memory_catalog import MemoryCatalog
from storelink.warehouse.warehouse import Limits, Warehouse

FIRST = date(2026, 10, 30)
APPS = "ABC"
DAYS = st.integers(0, 4).map(lambda n: FIRST + timedelta(n))
TEXT = st.sampled_from([None, "US", "us", "it's", "日本"])
ROWS = st.builds(Row, st.sampled_from(APPS), DAYS, st.integers(-5, 2**62), TEXT, TEXT)
RANGES = st.tuples(DAYS, DAYS).map(lambda ends: Days(min(ends), max(ends)))
SCOPES = st.builds(Scope, st.sampled_from(["", *APPS]), RANGES)
CONTENTS = st.lists(st.tuples(st.lists(ROWS, max_size=8), st.none() | SCOPES), max_size=5)


@st.composite
def loadings(draw):
    """Contents by their order, how a group is given, and the order in which they are loaded, in
    groups."""
    contents = dict(enumerate(draw(CONTENTS)))
    repeats = draw(st.lists(st.sampled_from(sorted(contents)), max_size=3)) if contents else []
    sequence = draw(st.permutations([*contents, *repeats]))
    size = draw(st.integers(1, 4))
    how = draw(st.sampled_from([list, grouped, grouped_in_vain]))
    return contents, how, [sequence[n : n + size] for n in range(0, len(sequence), size)]


def grouped(loads):
    """All of them as one group."""
    batches = [batch for one in loads for batch in one.batches]
    whole = pa.Table.from_batches(batches).unify_dictionaries().combine_chunks()
    rows = (whole.to_batches() or batches)[0], [batch.num_rows for batch in batches]
    return [LoadGroup(loads, lambda: rows)]


def grouped_in_vain(loads):
    return [LoadGroup(loads, lambda: None)]


def model(contents):
    stands = {}
    for order, (rows, scope) in contents.items():
        said = {(row.app, row.day) for row in rows}
        emptied = {
            (app, day)
            for app, day in stands
            if scope and scope.app in {"", app} and day in scope.days
        }
        stands = {key: kept for key, kept in stands.items() if key not in said | emptied}
        for row in rows:
            cells = (row.counts, row.event, row.territory, order)
            stands.setdefault((row.app, row.day), []).append(cells)
    return {key: sorted(rows, key=repr) for key, rows in stands.items()}


def found(warehouse):
    stands = {}
    for batch in warehouse.rows(STAND, [AppRef(MINE, app) for app in APPS], ALL_DAYS):
        for row in batch.to_pylist():
            cells = (row["counts"], row["event"], row["territory"], row["version"])
            stands.setdefault((row["app_id"], row["date"]), []).append(cells)
    return {key: sorted(rows, key=repr) for key, rows in stands.items()}


@pytest.fixture(params=["in memory", "spilled, in small steps"])
def limits(request, monkeypatch):
    if request.param == "in memory":
        return Limits(threads=2, query_memory="128MB")
    monkeypatch.setattr(build, "BYTES_AT_ONCE", 200)
    monkeypatch.setattr(stage, "_GATHERED_ROWS", 3)
    return Limits(threads=1, query_memory="128MB", load_memory_bytes=0)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(loadings())
def test_what_is_found_is_the_newest_word_on_every_app_and_day(limits, loading):
    contents, how, groups = loading
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Warehouse(MemoryCatalog(), FolderStore(Path(folder)), limits)
        for group in groups:
            loads = [
                load(*contents[order][0], order=order, scope=contents[order][1]) for order in group
            ]
            warehouse.replace_many(how(loads))
        assert found(warehouse) == model(contents)
        warehouse.sweep(grace_seconds=-1, orphan_seconds=-1)
        assert found(warehouse) == model(contents)
        warehouse.close()

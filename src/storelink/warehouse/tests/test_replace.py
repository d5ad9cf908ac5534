"""Loads take their places: newer over older, all at once, never mixed."""

from decimal import Decimal

import pyarrow as pa
import pytest

from storelink.domain.period import Days
from storelink.domain.report import Scope, Version
from storelink.warehouse.contract import AppRef, Conflict, Load, Loaded
from storelink.warehouse.errors import BatchRefused, ContendedCell
from storelink.warehouse.tests.example import (
    ALL_DAYS,
    D1,
    D2,
    D3,
    MINE,
    OCTOBER,
    STAND,
    Row,
    batch,
    load,
)


def counts(warehouse, app="A", integration=MINE):
    """Day → counts of its rows, sorted."""
    found: dict[object, list[int]] = {}
    for part in warehouse.rows(STAND, [AppRef(integration, app)], ALL_DAYS):
        for row in part.to_pylist():
            found.setdefault(row["date"], []).append(row["counts"])
    return {day: sorted(rows) for day, rows in sorted(found.items())}


def test_a_load_is_there_once_it_is_replaced(warehouse):
    loaded = warehouse.replace(load(Row("A", D1, 3), Row("A", OCTOBER, 4), Row("B", D2, 5)))
    assert loaded == Loaded(3, False, frozenset("AB"), Days(OCTOBER, D2))
    assert counts(warehouse, "A") == {OCTOBER: [4], D1: [3]}
    assert counts(warehouse, "B") == {D2: [5]}


def test_a_newer_version_replaces_the_app_and_day_as_a_whole(warehouse):
    warehouse.replace(load(Row("A", D1, 1), Row("A", D1, 2), Row("A", D2, 3)))
    warehouse.replace(load(Row("A", D1, 9), order=2))
    assert counts(warehouse) == {D1: [9], D2: [3]}


def test_an_older_version_changes_nothing_and_says_so(warehouse, catalog):
    warehouse.replace(load(Row("A", D1, 9), order=2))
    before = catalog.live([MINE], "lemonade/stand")
    assert warehouse.replace(load(Row("A", D1, 1), order=1)).is_superseded
    assert counts(warehouse) == {D1: [9]}
    assert catalog.live([MINE], "lemonade/stand") == before


def test_the_same_version_again_replaces_itself(warehouse):
    for _ in range(3):
        assert not warehouse.replace(load(Row("A", D1, 4), Row("A", D1, 5))).is_superseded
    assert counts(warehouse) == {D1: [4, 5]}


def test_a_load_may_win_one_day_and_lose_another(warehouse):
    warehouse.replace(load(Row("A", D1, 1), order=1))
    warehouse.replace(load(Row("A", D2, 3), order=3))
    warehouse.replace(load(Row("A", D1, 20), Row("A", D2, 20), order=2))
    assert counts(warehouse) == {D1: [20], D2: [3]}


def test_a_complete_file_empties_the_days_that_vanished(warehouse):
    scope = Scope("A", Days(D1, D3))
    warehouse.replace(load(Row("A", D1), Row("A", D2), Row("B", D1), scope=scope))
    warehouse.replace(load(Row("A", D2, 7), order=2, scope=scope))
    assert counts(warehouse) == {D2: [7]}
    assert counts(warehouse, "B") == {D1: [1]}


def test_a_complete_file_without_rows_empties_all_and_leaves_no_file(warehouse, catalog):
    scope = Scope("A", Days(D1, D3))
    warehouse.replace(load(Row("A", D1), scope=scope))
    assert not warehouse.replace(load(order=2, scope=scope)).is_superseded
    assert counts(warehouse) == {}
    assert catalog.live([MINE], "lemonade/stand") == ()


def test_an_older_complete_file_that_comes_late_is_superseded_even_where_all_is_empty(warehouse):
    scope = Scope("A", Days(D1, D3))
    warehouse.replace(load(order=2, scope=scope))
    assert warehouse.replace(load(Row("A", D1), order=1, scope=scope)).is_superseded
    assert warehouse.replace(load(order=1, scope=scope)).is_superseded
    assert counts(warehouse) == {}


def test_a_complete_file_of_the_whole_account_speaks_of_every_app(warehouse):
    warehouse.replace(load(Row("A", D1), Row("B", D1), Row("B", OCTOBER)))
    warehouse.replace(load(Row("A", D1, 8), order=2, scope=Scope("", Days(D1, D3))))
    assert counts(warehouse, "A") == {D1: [8]}
    assert counts(warehouse, "B") == {OCTOBER: [1]}


def test_two_integrations_never_share_a_file(warehouse, catalog):
    warehouse.replace_many([load(Row("A", D1, 1)), load(Row("A", D1, 2), integration=2)])
    assert counts(warehouse, integration=1) == {D1: [1]}
    assert counts(warehouse, integration=2) == {D1: [2]}
    assert len({file.path for file in catalog.live([1, 2], "lemonade/stand")}) == 2


def test_many_loads_rewrite_a_cell_once(warehouse, catalog):
    loads = [load(Row("A", day, n), order=n) for n, day in enumerate((D1, D2, D3, D1))]
    warehouse.replace_many(loads)
    assert counts(warehouse) == {D1: [3], D2: [1], D3: [2]}
    assert len(catalog.known_paths()) == 1


def test_nothing_at_all_is_a_load_too(warehouse):
    noted: list[tuple[Loaded, ...]] = []
    assert warehouse.replace_many([load()], noted.append) == (Loaded(0),)
    assert noted == [(Loaded(0),)]


def test_the_bookkeeping_is_told_what_was_loaded(warehouse):
    noted: list[tuple[Loaded, ...]] = []
    loaded = warehouse.replace_many([load(Row("A", D1)), load(Row("B", D2))], noted.append)
    assert noted == [loaded]


def test_where_the_bookkeeping_fails_nothing_is_published(warehouse):
    def fail(loaded):
        raise LookupError("no such run")

    with pytest.raises(LookupError):
        warehouse.replace_many([load(Row("A", D1))], fail)
    assert counts(warehouse) == {}


def test_where_a_file_cannot_be_parsed_nothing_is_published_and_nothing_left(warehouse, files):
    def broken():
        yield batch([Row("A", D1)])
        raise LookupError("line 2")

    whole = load(Row("B", D1))
    with pytest.raises(LookupError, match="line 2"):
        warehouse.replace_many([whole, Load(MINE, STAND, Version(1, D1), broken())])
    assert counts(warehouse, "B") == {}
    assert list(files.list("")) == []


def test_a_conflict_is_built_again_on_what_stands_then(warehouse, catalog, monkeypatch):
    commit, met = catalog.commit, []

    def meet(swap, record=None):
        if not met:
            met.append(True)
            warehouse.replace(load(Row("A", D2, 5)))
        commit(swap, record)

    monkeypatch.setattr(catalog, "commit", meet)
    warehouse.replace(load(Row("A", D1, 4)))
    assert counts(warehouse) == {D1: [4], D2: [5]}


def test_a_claim_made_meanwhile_is_a_conflict_too(warehouse, catalog, monkeypatch):
    commit, met = catalog.commit, []

    def meet(swap, record=None):
        if not met:
            met.append(True)
            warehouse.replace(load(order=9, scope=Scope("A", Days(D1, D1))))
        commit(swap, record)

    monkeypatch.setattr(catalog, "commit", meet)
    warehouse.replace(load(Row("A", D1, 4), order=1))
    assert counts(warehouse) == {}


def test_endless_conflicts_end_in_an_error_and_leave_no_file(
    warehouse, catalog, files, monkeypatch
):
    def conflict(swap, record=None):
        raise Conflict

    monkeypatch.setattr(catalog, "commit", conflict)
    monkeypatch.setattr("storelink.warehouse.load._wait", lambda attempt: None)
    with pytest.raises(ContendedCell):
        warehouse.replace(load(Row("A", D1)))
    assert list(files.list("")) == []


@pytest.mark.parametrize(
    ("column", "values", "saying"),
    [
        ("counts", pa.array([1.5]), "is double"),
        ("price", pa.array([1.5]), "is double"),
        ("price", pa.array([Decimal("0.0000001")]), "is decimal"),
        ("territory", pa.array([1]), "is int64"),
        ("date", pa.array([None], pa.date32()), "no date"),
        ("app_id", pa.array([None], pa.string()), "no app_id"),
        ("event", None, "no column “event”"),
    ],
)
def test_a_batch_that_is_not_as_declared_is_refused(warehouse, column, values, saying):
    good = batch([Row("A", D1)])
    columns = {name: good.column(name) for name in good.schema.names} | {column: values}
    bad = pa.RecordBatch.from_pydict({k: v for k, v in columns.items() if v is not None})
    with pytest.raises(BatchRefused, match=saying):
        warehouse.replace(Load(MINE, STAND, Version(1, D1), [bad]))
    assert counts(warehouse) == {}


def test_plain_text_and_untidy_dictionaries_are_taken(warehouse):
    good = batch([Row("A", D1, 1), Row("A", D2, 2)])
    untidy = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int8()), pa.array(["A", "A"]))
    holed = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), pa.array(["US", None]))
    plain = {"app_id": untidy, "territory": holed, "event": pa.array(["Sale", None])}
    columns = {name: plain.get(name, good.column(name)) for name in good.schema.names}
    mixed = pa.RecordBatch.from_pydict(columns)
    warehouse.replace(Load(MINE, STAND, Version(1, D1), [mixed]))
    assert counts(warehouse) == {D1: [1], D2: [2]}

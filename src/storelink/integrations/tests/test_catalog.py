"""The list of live files in the database. `test_catalog_postgresql` runs these there too."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from storelink.domain.period import Days
from storelink.domain.report import Scope
from storelink.integrations.catalog import DjangoCatalog
from storelink.warehouse.contract import AppRef, Cell, Claim, Conflict, DataFile, Swap

MONTH = date(2026, 11, 1)
DAYS = Days(MONTH, date(2026, 11, 30))
CELL = Cell(1, "lemonade/stand", 0, MONTH)
FILE = DataFile(None, CELL, "facts/one", MONTH, date(2026, 11, 3), 5, 100, 7)
OTHER = replace(FILE, path="facts/two")
CLAIM = Claim(1, "lemonade/stand", Scope("A", DAYS), 5)

catalog = DjangoCatalog()


def live():
    return catalog.live([1], "lemonade/stand")


def put(file=FILE, over=None):
    catalog.commit(Swap({file.cell: over}, (file,)))
    return live()[0]


@pytest.mark.django_db
def test_what_is_committed_is_live():
    found = put()
    assert replace(found, id=None) == FILE


@pytest.mark.django_db
def test_a_file_takes_the_place_of_another():
    first = put()
    second = put(OTHER, over=first.id)
    assert live() == (second,)
    assert [file.path for file in catalog.dead(9e9)] == ["facts/one"]
    assert catalog.known_paths() == {"facts/one", "facts/two"}
    catalog.forget([first.id, second.id])
    assert catalog.known_paths() == {"facts/two"}


@pytest.mark.django_db
@pytest.mark.parametrize("over", [None, 12345])
def test_a_cell_that_was_replaced_meanwhile_is_a_conflict(over):
    first = put()
    noted = []
    with pytest.raises(Conflict):
        catalog.commit(Swap({CELL: over}, (OTHER,)), lambda: noted.append("never"))
    assert live() == (first,)
    assert noted == []


@pytest.mark.django_db
def test_a_scope_that_was_claimed_meanwhile_is_a_conflict():
    within = {(1, "lemonade/stand"): DAYS}
    catalog.commit(Swap({}, (), claims=(CLAIM,)))
    with pytest.raises(Conflict):
        catalog.commit(Swap({CELL: None}, (FILE,), within=within))
    assert live() == ()
    catalog.commit(Swap({CELL: None}, (FILE,), read=frozenset({CLAIM}), within=within))
    assert len(live()) == 1


@pytest.mark.django_db
def test_of_the_same_scope_the_highest_order_stays():
    within = {(1, "lemonade/stand"): DAYS}
    for order in (5, 9, 7):
        read = catalog.claims(1, "lemonade/stand", DAYS)
        claims = (replace(CLAIM, order=order),)
        catalog.commit(Swap({}, (), read=read, within=within, claims=claims))
    assert catalog.claims(1, "lemonade/stand", DAYS) == {replace(CLAIM, order=9)}
    before = Days(date(2026, 10, 1), date(2026, 10, 31))
    assert catalog.claims(1, "lemonade/stand", before) == frozenset()


@pytest.mark.django_db
def test_where_the_bookkeeping_fails_nothing_holds():
    def fail():
        raise LookupError

    with pytest.raises(LookupError):
        catalog.commit(Swap({CELL: None}, (FILE,), claims=(CLAIM,)), fail)
    assert live() == ()
    assert catalog.claims(1, "lemonade/stand", DAYS) == frozenset()


@pytest.mark.django_db
def test_a_big_app_has_a_bucket_of_its_own_and_small_ones_share():
    rows = {"big": 450_000, "huge": 3_000_000, "small": 9_000, "tiny": 10, "other": 60_000}
    found = catalog.buckets(1, "lemonade/stand", rows)
    assert found["small"] == found["tiny"] == found["big"]
    assert len({found["huge"], found["big"], found["other"]}) == 3
    assert catalog.buckets(1, "lemonade/stand", {"huge": 1, "new": 5})["huge"] == found["huge"]


@pytest.mark.django_db
def test_only_files_with_the_asked_apps_and_days_are_given():
    catalog.buckets(1, "lemonade/stand", {"A": 10, "B": 3_000_000})
    put()  # of the first bucket, in which the big one is
    assert catalog.live([1], "lemonade/stand", apps=[AppRef(1, "B")]) == live()
    assert catalog.live([1], "lemonade/stand", apps=[AppRef(1, "A")]) == ()
    assert catalog.live([1], "lemonade/stand", apps=[AppRef(2, "B")]) == ()
    assert catalog.live([1], "lemonade/stand", days=Days(date(2026, 11, 4), DAYS.last)) == ()
    assert catalog.live([2], "lemonade/stand") == ()


@pytest.mark.django_db
def test_erasing_leaves_nothing_live_of_that_integration_alone():
    put()
    put(replace(OTHER, cell=replace(CELL, integration=2)))
    catalog.commit(Swap({}, (), claims=(CLAIM,)))
    catalog.erase(1)
    assert live() == ()
    assert len(catalog.live([2], "lemonade/stand")) == 1
    assert catalog.claims(1, "lemonade/stand", DAYS) == frozenset()


@pytest.mark.django_db(transaction=True)
def test_of_two_commits_at_once_on_one_cell_exactly_one_holds():
    if connection.vendor == "sqlite":
        pytest.skip("threads share the tests' SQLite; tests/test_warehouse_crash.py has processes")
    outcomes = []
    start = threading.Barrier(4)

    def attempt(number):
        start.wait()
        try:
            catalog.commit(Swap({CELL: None}, (replace(FILE, path=f"facts/{number}"),)))
            outcomes.append("held")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "conflict", "conflict", "held"]
    assert len(live()) == 1

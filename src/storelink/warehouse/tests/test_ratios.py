"""A ratio is told only of days that all its parts have: a first sync must not make it wrong."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storelink.domain.metric import Measure, Ratio
from storelink.domain.period import Days, Granularity
from storelink.warehouse.contract import AppRef, Told
from storelink.warehouse.folder import FolderStore
from storelink.warehouse.tests.example import (
    ALL_DAYS,
    D1,
    D2,
    D3,
    MINE,
    Row,
    load,
    metric,
    question,
)
from storelink.warehouse.tests.example import report as report_of
from storelink.warehouse.tests.memory_catalog import MemoryCatalog
from storelink.warehouse.warehouse import Limits, Warehouse

GOT, ORDERED, SEEN = report_of("got"), report_of("ordered"), report_of("seen_there")
COUNTED = report_of("got", absence_is_zero=True)
RATIO = Ratio("share", ("sold", "ordered"), "seen")
REPORTS = {report.key: report for report in (GOT, ORDERED, SEEN)}
FACTS = {
    "measures": (
        Measure("sold", "got", "counts"),
        Measure("ordered", "ordered", "counts"),
        Measure("seen", "seen_there", "counts"),
    ),
    "parts": (metric("sold"), metric("ordered"), metric("seen")),
    "ratios": (RATIO,),
    "reports": REPORTS,
}
NO_ORDERS = Told("ordered", MINE, ("A", "B"), Days(date.min, date.max))


def shares(warehouse, *told, **changes):
    rows = warehouse.query(question("share", told=told, **{**FACTS, **changes})).to_pylist()
    return [row["share"] for row in rows]


@pytest.fixture
def seen(warehouse):
    """The newest days have come in, of one part of the ratio."""
    warehouse.replace(load(Row("A", D2, 10), Row("A", D3, 30), of=SEEN))
    return warehouse


def test_a_part_that_has_not_come_in_at_all_withholds_it(seen):
    seen.replace(load(Row("A", D2, 5), Row("A", D3, 5), of=GOT))
    assert shares(seen) == [None]
    assert shares(seen, NO_ORDERS) == [10 / 40]


def test_the_parts_are_summed_over_the_days_that_all_have(seen):
    seen.replace(load(Row("A", D1, 700), Row("A", D3, 6), of=GOT))
    assert shares(seen, NO_ORDERS) == [6 / 30]
    assert shares(seen, NO_ORDERS, by=("date",)) == [None, None, 6 / 30]
    assert shares(seen, NO_ORDERS, by=("date",), granularity=Granularity.MONTH) == [6 / 30]
    assert shares(seen, NO_ORDERS, days=Days(D1, D2)) == [None]


def test_one_apps_days_say_nothing_of_anothers(seen):
    seen.replace(load(Row("B", D2, 500), Row("A", D3, 6), of=GOT))
    assert shares(seen, NO_ORDERS) == [6 / 30]
    assert shares(seen, NO_ORDERS, by=("app",)) == [6 / 30, None]


def test_a_day_that_was_told_counts_without_rows(seen):
    seen.replace(load(Row("A", D3, 6), of=GOT))
    through_d2 = Told("got", MINE, ("A",), Days(D1, D2))
    assert shares(seen, NO_ORDERS, through_d2) == [6 / 40]
    of_another = Told("got", MINE + 1, ("A",), Days(D1, D2))
    assert shares(seen, NO_ORDERS, of_another) == [6 / 30]


def test_the_metrics_themselves_keep_all_their_days(seen):
    seen.replace(load(Row("A", D1, 700), Row("A", D3, 6), of=GOT))
    facts = {**FACTS, "metrics": (metric("sold"), metric("share"), metric("seen"))}
    asked = question(told=(NO_ORDERS,), **facts)
    assert seen.query(asked).to_pylist() == [{"sold": 706, "share": 6 / 30, "seen": 40}]


def test_nothing_above_is_missing_unless_the_store_says_that_it_is_zero(seen):
    told = Told("got", MINE, ("A",), Days(D1, D3))
    assert shares(seen, NO_ORDERS, told) == [None]
    reports = {**REPORTS, "got": COUNTED}
    assert shares(seen, NO_ORDERS, told, reports=reports) == [0]
    assert shares(seen, NO_ORDERS, reports=reports) == [None]


def test_a_split_place_without_one_part_still_has_its_ratio(seen):
    seen.replace(load(Row("A", D3, 6, territory="DE"), of=GOT))
    seen.replace(load(Row("A", D3, 24, territory="DE"), of=SEEN, order=2))
    assert shares(seen, NO_ORDERS, by=("territory",)) == [6 / 24, None]


FIRST = D1
PARTS = ("got", "ordered", "seen_there")
PLACES = st.tuples(st.sampled_from("AB"), st.integers(0, 3).map(lambda n: FIRST + timedelta(n)))
COUNTS = st.dictionaries(PLACES, st.integers(0, 50), max_size=8)
SPOKEN = st.sets(PLACES, max_size=8)


def _model(rows, spoken, app):
    """The ratio in plain Python: the sums over the places of which every part has spoken."""
    days = set.intersection(*(set(rows[part]) | spoken[part] for part in PARTS))
    days = {place for place in days if app in {None, place[0]}}
    sums = {part: [count for place, count in rows[part].items() if place in days] for part in PARTS}
    below = sum(sums["seen_there"])
    above = sums["got"] + sums["ordered"]
    return sum(above) / below if below and above else None


@settings(max_examples=60)
@given(
    st.fixed_dictionaries(dict.fromkeys(PARTS, COUNTS)),
    st.fixed_dictionaries(dict.fromkeys(PARTS, SPOKEN)),
)
def test_it_is_the_ratio_of_the_sums_over_the_shared_days(rows, spoken):
    told = [
        Told(part, MINE, (app,), Days(day, day))
        for part, places in spoken.items()
        for app, day in places
    ]
    with tempfile.TemporaryDirectory() as folder:
        limits = Limits(threads=1, query_memory="128MB")
        warehouse = Warehouse(MemoryCatalog(), FolderStore(Path(folder)), limits)
        for part, counts in rows.items():
            listed = [Row(app, day, count) for (app, day), count in counts.items()]
            warehouse.replace(load(*listed, of=REPORTS[part]))
        assert shares(warehouse, *told) == [_model(rows, spoken, None)]
        for app in "AB":
            assert shares(warehouse, *told, apps=(AppRef(MINE, app),), days=ALL_DAYS) == [
                _model(rows, spoken, app)
            ]
        warehouse.close()

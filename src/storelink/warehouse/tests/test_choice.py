"""From which report a figure comes, where several yield it."""

from decimal import Decimal

import pytest

from storelink.domain.errors import BadInput
from storelink.domain.metric import Measure
from storelink.domain.report import Column, Kind
from storelink.warehouse.choose import choose
from storelink.warehouse.contract import AppRef
from storelink.warehouse.tests.example import COLUMNS, D1, D2, MINE, STAND, Row, load, question
from storelink.warehouse.tests.example import report as report_of

OTHERS = 2
WEB = report_of("web", absence_is_zero=True)
COARSE = report_of("coarse", tuple(c for c in COLUMNS if c.name != "territory"))
EXACT = report_of(
    "exact", (*(c for c in COLUMNS if c.name != "counts"), Column("counts", Kind.AMOUNT, "Counts"))
)
REPORTS = {report.key: report for report in (COARSE, STAND, WEB, EXACT)}
BOTH = (AppRef(MINE, "A"), AppRef(OTHERS, "A"))
DOUBTFUL = {"event": ("sale",)}


def asked(*order, **changes):
    measures = tuple(Measure("sold", key, "counts", DOUBTFUL) for key in order)
    return question("sold", measures=measures, reports=REPORTS, **{"apps": BOTH, **changes})


def answer(warehouse, *order, **changes):
    return warehouse.query(asked(*order, **changes)).to_pylist()


def chosen(warehouse, *order, **changes):
    found = choose(warehouse.with_held(asked(*order, **changes)))["sold"]
    return [(one.report.key, set(one.integrations)) for one in found]


def test_the_first_report_is_used_where_no_other_has_data(warehouse):
    assert chosen(warehouse, "stand", "web") == [("stand", {MINE, OTHERS})]
    assert chosen(warehouse, "stand", "web", apps=()) == [("stand", set())]
    assert answer(warehouse, "stand", "web") == [{"sold": None}]


def test_the_first_report_is_used_where_both_have_data(warehouse):
    warehouse.replace(load(Row("A", D1, 4)))
    warehouse.replace(load(Row("A", D1, 5), of=WEB))
    assert answer(warehouse, "stand", "web") == [{"sold": 4}]
    assert answer(warehouse, "web", "stand") == [{"sold": 5}]


def test_a_later_report_is_used_where_only_it_has_data(warehouse):
    warehouse.replace(load(Row("A", D1, 5, territory="DE"), of=WEB))
    assert answer(warehouse, "stand", "web") == [{"sold": 5}]
    assert answer(warehouse, "stand", "web", by=("territory",)) == [{"territory": "DE", "sold": 5}]


def test_a_report_without_the_split_is_not_used_though_it_has_data(warehouse):
    warehouse.replace(load(Row("A", D1, 5), of=COARSE))
    assert answer(warehouse, "coarse", "web") == [{"sold": 5}]
    assert answer(warehouse, "coarse", "web", by=("territory",)) == []
    with pytest.raises(BadInput, match="cannot be split"):
        answer(warehouse, "coarse", by=("territory",))


def test_it_stays_the_same_report_on_days_that_it_has_nothing_of(warehouse):
    warehouse.replace(load(Row("A", D1, 4)))
    warehouse.replace(load(Row("A", D2, 5), of=WEB))
    assert answer(warehouse, "stand", "web", by=("date",)) == [
        {"date": D1, "sold": 4, "provisional": True}
    ]


def test_each_account_has_its_figures_from_what_it_holds(warehouse):
    warehouse.replace(load(Row("A", D1, 4, territory="US")))
    warehouse.replace(load(Row("A", D1, 90, territory="US"), of=WEB))
    warehouse.replace(
        load(
            Row("A", D1, 5, territory="US"),
            Row("A", D1, 6, territory="DE"),
            integration=OTHERS,
            of=WEB,
        )
    )
    assert chosen(warehouse, "stand", "web") == [("stand", {MINE}), ("web", {OTHERS})]
    assert answer(warehouse, "stand", "web") == [{"sold": 15}]
    assert answer(warehouse, "stand", "web", by=("territory",), order="sold") == [
        {"territory": "US", "sold": 9},
        {"territory": "DE", "sold": 6},
    ]
    assert [row["sold"] for row in answer(warehouse, "stand", "web", by=("app",))] == [4, 11]


def test_rows_of_others_make_no_zero_of_what_is_missing(warehouse):
    warehouse.replace(load(Row("A", D1, 4)))
    warehouse.replace(load(Row("A", D2, 9), of=WEB))
    warehouse.replace(load(Row("A", D1, 5), integration=OTHERS, of=WEB))
    rows = answer(warehouse, "stand", "web", by=("date",))
    assert [(row["date"], row["sold"]) for row in rows] == [(D1, 9), (D2, None)]


def test_whole_numbers_and_exact_ones_add_up_exactly(warehouse):
    warehouse.replace(load(Row("A", D1, 4)))
    exact = Row("A", D1, more=(("counts", Decimal("0.1")),))
    warehouse.replace(load(exact, integration=OTHERS, of=EXACT))
    assert answer(warehouse, "stand", "exact") == [{"sold": Decimal("4.1")}]


def test_only_reports_that_there_is_a_choice_between_are_looked_up(warehouse):
    assert warehouse.with_held(asked("stand")).held == {}
    assert set(warehouse.with_held(asked("coarse", "web", by=("territory",))).held) == set()
    warehouse.replace(load(Row("A", D1, 4)))
    mine = asked("stand", "web", apps=BOTH[:1])
    assert warehouse.with_held(mine).held == {"stand": {MINE}}

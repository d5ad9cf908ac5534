"""Questions and answers."""

from decimal import Decimal

import pyarrow as pa
import pytest

from storelink.domain.errors import BadInput
from storelink.domain.metric import Measure, Ratio
from storelink.domain.period import Days, Granularity
from storelink.domain.report import Column, Kind
from storelink.warehouse.contract import AppRef
from storelink.warehouse.errors import NotAdditive, QueryFailed
from storelink.warehouse.tests.example import (
    COLUMNS,
    D1,
    D2,
    D3,
    MEASURES,
    MINE,
    OCTOBER,
    STAND,
    Row,
    load,
    metric,
    question,
    report,
)


def answer(warehouse, *metrics, **changes):
    return warehouse.query(question(*metrics, **changes)).to_pylist()


@pytest.fixture
def filled(warehouse):
    warehouse.replace(
        load(
            Row("A", D1, 5, "Sale", "US"),
            Row("A", D1, 10, "view", "US"),
            Row("A", D2, 7, "SALE", "DE"),
            Row("A", D2, 30, "View", None),
            Row("B", OCTOBER, 2, "Sale", "US"),
            Row("C", D1, 1000, "Sale", "US"),
        )
    )
    warehouse.replace(load(Row("A", D1, 5000), integration=2))
    return warehouse


def test_without_a_split_it_is_one_row(filled):
    assert answer(filled, "sold", "seen") == [{"sold": 14, "seen": 40}]


def test_what_is_missing_is_null_and_never_zero(filled):
    only_b = (AppRef(MINE, "B"),)
    assert answer(filled, "sold", "seen", apps=only_b) == [{"sold": 2, "seen": None}]
    assert answer(filled, "sold", apps=()) == [{"sold": None}]
    nowhere = Days(D3, D3)
    assert answer(filled, "sold", days=nowhere) == [{"sold": None}]
    assert answer(filled, "sold", days=nowhere, by=("territory",)) == []


def test_only_the_asked_apps_of_the_asked_integration_are_read(filled):
    asked = (AppRef(MINE, "A"), AppRef(2, "B"), AppRef(3, "A"))
    assert answer(filled, "sold", apps=asked, by=("app",)) == [
        {"integration": MINE, "app_id": "A", "sold": 12}
    ]


def test_a_split_by_a_dimension_keeps_null_as_a_value(filled):
    assert answer(filled, "sold", "seen", by=("territory",)) == [
        {"territory": "DE", "sold": 7, "seen": None},
        {"territory": "US", "sold": 7, "seen": 10},
        {"territory": None, "sold": None, "seen": 30},
    ]


def test_days_weeks_and_months(filled):
    def sold(granularity):
        rows = answer(filled, "sold", by=("date",), granularity=granularity)
        return {str(row["date"]): row["sold"] for row in rows}

    assert sold(Granularity.DAY) == {"2026-10-31": 2, "2026-11-01": 5, "2026-11-02": 7}
    assert sold(Granularity.WEEK) == {"2026-10-26": 7, "2026-11-02": 7}
    assert sold(Granularity.MONTH) == {"2026-10-01": 2, "2026-11-01": 12}


def test_the_types_of_an_answer(filled):
    table = filled.query(question("sold", "share", by=("app", "date")))
    assert table.schema == pa.schema(
        {
            "integration": pa.int64(),
            "app_id": pa.string(),
            "date": pa.date32(),
            "sold": pa.int64(),
            "share": pa.float64(),
            "provisional": pa.bool_(),
        }
    )


def test_a_day_is_provisional_until_the_store_has_settled_it(warehouse):
    warehouse.replace(load(Row("A", D1), processed_on=D3))
    warehouse.replace(load(Row("A", OCTOBER), processed_on=D3))
    rows = answer(warehouse, "sold", by=("date",))
    assert [(row["date"], row["provisional"]) for row in rows] == [(OCTOBER, False), (D1, True)]
    (month,) = answer(
        warehouse, "sold", by=("date",), granularity=Granularity.MONTH, days=Days(D1, D3)
    )
    assert month["provisional"] is True


def test_filters_compare_without_case_and_know_the_missing(filled):
    assert answer(filled, "sold", where={"territory": ("us",)}) == [{"sold": 7}]
    assert answer(filled, "sold", where={"territory": ("us", "De")}) == [{"sold": 14}]
    assert answer(filled, "seen", where={"territory": ("",)}) == [{"seen": 30}]
    assert answer(filled, "seen", where={"territory": ("", "US")}) == [{"seen": 40}]
    assert answer(filled, "seen", where={"territory": ()}) == [{"seen": None}]


def test_a_value_is_never_read_as_sql(filled):
    evil = "US' OR '1'='1"
    assert answer(filled, "sold", where={"territory": (evil,)}) == [{"sold": None}]
    assert answer(filled, "sold", apps=(AppRef(MINE, evil),)) == [{"sold": None}]


@pytest.mark.parametrize("key", ["territory; DROP", 'territory" --', "date_", "counts", "price"])
def test_only_declared_dimensions_can_be_split_or_filtered_by(filled, key):
    with pytest.raises(BadInput, match="cannot be split or filtered"):
        answer(filled, "sold", by=(key,))
    with pytest.raises(BadInput, match="cannot be split or filtered"):
        answer(filled, "sold", where={key: ("x",)})


def test_a_name_that_no_catalogue_would_declare_is_refused(filled):
    with pytest.raises(ValueError, match="cannot be a column"):
        filled.query(
            question(
                metrics=(metric('sold" FROM x --'),),
                measures=(Measure('sold" FROM x --', "stand", "counts"),),
            )
        )


def test_order_and_limit(filled):
    top = answer(filled, "seen", by=("territory",), order="seen", limit=2)
    assert [row["territory"] for row in top] == [None, "US"]
    with pytest.raises(BadInput, match="order"):
        answer(filled, "seen", order="sold")
    with pytest.raises(BadInput, match="limit"):
        answer(filled, "seen", limit=0)


def test_a_ratio_is_of_the_sums(filled):
    (row,) = answer(filled, "share")
    assert row["share"] == 14 / 40
    by_territory = answer(filled, "share", by=("territory",))
    assert [row["share"] for row in by_territory] == [None, 0.7, None]


def test_a_ratio_over_nothing_is_missing(warehouse):
    warehouse.replace(load(Row("A", D1, 4, "Sale"), Row("A", D1, 0, "View")))
    assert answer(warehouse, "share") == [{"share": None}]


def test_money_is_exact(warehouse):
    warehouse.replace(
        load(
            *(Row("A", D1, 1, price=Decimal("0.1"), currency="EUR") for _ in range(3)),
            Row("A", D1, 3, price=Decimal("0.000001"), currency="EUR"),
            Row("A", D1, -2, price=Decimal("999999999999.999999"), currency="USD"),
        )
    )
    assert answer(warehouse, "income", by=("currency",)) == [
        {"currency": "EUR", "income": Decimal("0.300003")},
        {"currency": "USD", "income": Decimal("-1999999999999.999998")},
    ]


def test_money_of_several_currencies_is_not_added_up(filled):
    with pytest.raises(NotAdditive, match="split by currency"):
        answer(filled, "income")
    with pytest.raises(NotAdditive):
        answer(filled, "income", where={"currency": ("EUR", "USD")})
    assert answer(filled, "income", where={"currency": ("EUR",)}) == [{"income": None}]


def test_unique_counts_are_never_summed(filled):
    for by in ((), ("app", "date"), ("app", "date", "territory")):
        with pytest.raises(NotAdditive, match="counted twice"):
            answer(filled, "visitors", by=by)
    with pytest.raises(NotAdditive, match="date"):
        answer(
            filled,
            "visitors",
            by=("app", "date", "territory", "currency"),
            granularity=Granularity.WEEK,
        )


def test_unique_counts_are_shown_row_by_row(warehouse):
    warehouse.replace(load(Row("A", D1, 5, "Visitor", "US"), Row("A", D1, 6, "visitor", "DE")))
    rows = answer(warehouse, "visitors", by=("app", "date", "territory", "currency"))
    assert [(row["territory"], row["visitors"]) for row in rows] == [("DE", 6), ("US", 5)]
    held = {"territory": ("US",), "currency": ("",)}
    one = (AppRef(MINE, "A"),)
    day = Days(D1, D1)
    assert answer(warehouse, "visitors", where=held, apps=one, days=day) == [{"visitors": 5}]


def test_a_ratio_of_unique_counts_is_refused_like_them(filled):
    with pytest.raises(NotAdditive, match="Visitors"):
        answer(filled, "share", ratios=(Ratio("share", ("sold",), "visitors"),))


def test_a_state_is_that_of_the_last_day(warehouse):
    warehouse.replace(
        load(
            Row("A", OCTOBER, 3, "Member", "US"),
            Row("A", D1, 5, "Member", "US"),
            Row("A", D2, 6, "Member", "US"),
            Row("A", D2, 7, "Member", "DE"),
        )
    )
    days = Days(OCTOBER, D2)
    assert answer(warehouse, "members", days=days) == [{"members": 13}]
    weeks = answer(warehouse, "members", days=days, by=("date",), granularity=Granularity.WEEK)
    assert [row["members"] for row in weeks] == [5, 13]
    assert answer(warehouse, "members", days=Days(OCTOBER, D3)) == [{"members": None}]


def test_a_published_day_without_such_a_row_is_zero_where_absence_means_that(warehouse):
    sales = report(absence_is_zero=True)
    warehouse.replace(load(Row("A", D1, 4, "View"), of=sales))
    reports = {"stand": sales}
    assert answer(warehouse, "sold", "seen", reports=reports) == [{"sold": 0, "seen": 4}]
    nothing = answer(warehouse, "sold", reports=reports, days=Days(D2, D2))
    assert nothing == [{"sold": None}]


def test_two_reports_stand_side_by_side(warehouse):
    other = report("visits")
    warehouse.replace(load(Row("A", D1, 4, territory="US"), Row("A", D1, 5, territory=None)))
    warehouse.replace(load(Row("A", D1, 8, "View", "DE"), Row("A", D1, 9, "View", None), of=other))
    measures = (MEASURES[0], Measure("seen", "visits", "counts"))
    both = {"measures": measures, "reports": {"stand": STAND, "visits": other}}
    assert answer(warehouse, "sold", "seen", "share", by=("territory",), **both) == [
        {"territory": "DE", "sold": None, "seen": 8, "share": None},
        {"territory": "US", "sold": 4, "seen": None, "share": None},
        {"territory": None, "sold": 5, "seen": 9, "share": 5 / 9},
    ]


def test_the_first_report_with_all_the_columns_is_used(warehouse):
    coarse = report("coarse", tuple(c for c in COLUMNS if c.name != "territory"))
    warehouse.replace(load(Row("A", D1, 4)))
    warehouse.replace(load(Row("A", D1, 5), of=coarse))
    changes = {
        "measures": (Measure("sold", "coarse", "counts"), Measure("sold", "stand", "counts")),
        "reports": {"stand": STAND, "coarse": coarse},
    }
    assert answer(warehouse, "sold", **changes) == [{"sold": 5}]
    assert answer(warehouse, "sold", by=("territory",), **changes) == [
        {"territory": "US", "sold": 4}
    ]


def test_a_metric_that_is_asked_for_twice_or_not_at_all_is_refused(filled):
    with pytest.raises(BadInput, match="at least one metric"):
        answer(filled)
    with pytest.raises(BadInput, match="twice"):
        answer(filled, "sold", by=("app", "app"))
    with pytest.raises(BadInput, match="twice"):
        answer(filled, "sold", "sold")


def test_sums_beyond_what_a_whole_number_holds_are_an_error_and_not_a_wrong_number(warehouse):
    warehouse.replace(load(Row("A", D1, 2**62), Row("A", D1, 2**62), Row("A", D1, 2**62)))
    with pytest.raises(QueryFailed, match="out of range"):
        answer(warehouse, "sold")


def test_old_files_lack_new_columns_and_have_narrower_ones(warehouse):
    old = report(
        columns=(
            Column("event", Kind.TEXT, "Event"),
            Column("territory", Kind.COUNT, "Territory"),
            Column("counts", Kind.COUNT, "Counts"),
            Column("price", Kind.COUNT, "Price"),
        )
    )
    old_row = Row("A", D1, 4, more=(("territory", 7), ("price", 2)))
    warehouse.replace(load(old_row, of=old))
    warehouse.replace(load(Row("A", OCTOBER, 5, price=Decimal("1.5"), currency="EUR")))
    assert answer(warehouse, "income", by=("currency", "territory")) == [
        {"currency": "EUR", "territory": "US", "income": Decimal("7.5")},
        {"currency": None, "territory": "7", "income": Decimal(8)},
    ]
    warehouse.replace(load(Row("A", D2, 6, price=Decimal("0.5"), currency="EUR")))
    assert answer(warehouse, "income", by=("currency", "territory")) == [
        {"currency": "EUR", "territory": "US", "income": Decimal("10.5")},
        {"currency": None, "territory": "7", "income": Decimal(8)},
    ]

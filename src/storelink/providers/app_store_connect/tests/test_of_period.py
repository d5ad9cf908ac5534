"""A file is of the period that was asked for, or it is refused. Two of each: right and wrong."""

import gzip
from datetime import date, timedelta

import pytest

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Partition, Version
from storelink.providers.app_store_connect.parse import parse
from storelink.providers.app_store_connect.tests.stage import report
from storelink.providers.contract import Fetched, Part, StoreApp

APPS = (StoreApp("100", "Drift", sku="DRIFT"), StoreApp("200", "Quill", sku="QUILL"))
MONDAY, SUNDAY = "11/23/2026", "11/29/2026"
SALES = "SKU\tProduct Type Identifier\tUnits\tApple Identifier\tBegin Date\tEnd Date"
PRE_ORDERS = "SKU\tOrdered\tCanceled\tApple Identifier\tStart Date\tEnd Date"
EVENTS = "Event Date\tEvent\tApp Apple ID\tQuantity"
FINANCIAL = (
    "Start Date\tEnd Date\tVendor Identifier\tQuantity\tPartner Share\tExtended Partner Share"
)
DOWNLOADS = "Date\tApp Apple Identifier\tDownload Type\tCounts"


@pytest.fixture
def parsed(tmp_path):
    def rows(key, period, *lines, app=""):
        part = Part("0.gz", tmp_path / "0.gz")
        part.path.write_bytes(gzip.compress("\n".join(lines).encode() + b"\n"))
        fetched = Fetched(Partition(key, app, period), Version(1, date(2026, 11, 30)), (part,))
        return [row for batch in parse(report(key), fetched, APPS) for row in batch.to_pylist()]

    return rows


def sold(first, last):
    return f"DRIFT\t1F\t700\t100\t{first}\t{last}"


def test_a_day_s_file_is_read(parsed):
    [row] = parsed("sales_summary", "2026-11-23", SALES, sold(MONDAY, MONDAY))
    assert (row["date"], row["units"]) == (date(2026, 11, 23), 700)


@pytest.mark.parametrize(
    ("first", "last"),
    [(MONDAY, SUNDAY), ("11/22/2026", "11/22/2026"), ("11/01/2026", "11/30/2026")],
)
def test_a_week_s_file_in_place_of_a_day_s_is_refused(parsed, first, last):
    with pytest.raises(NotUnderstood, match="but 2026-11-23 was asked for"):
        parsed("sales_summary", "2026-11-23", SALES, sold(MONDAY, MONDAY), sold(first, last))


def test_so_is_one_of_pre_orders(parsed):
    line = f"DRIFT\t3\t0\t100\t{MONDAY}\t"
    assert parsed("pre_order", "2026-11-23", PRE_ORDERS, line + MONDAY)
    with pytest.raises(NotUnderstood, match="is for 2026-11-29"):
        parsed("pre_order", "2026-11-23", PRE_ORDERS, line + SUNDAY)


def events(*days):
    return [f"{day.isoformat()}\tRenew\t100\t1" for day in days]


def test_a_day_s_events_may_be_of_the_day_before(parsed):
    day = date(2026, 11, 23)
    rows = parsed("subscription_event", "2026-11-23", EVENTS, *events(day, day - timedelta(days=1)))
    assert {row["date"] for row in rows} == {day}


@pytest.mark.parametrize("asked", ["2026-11-23", "2026-11-29"])
def test_a_week_s_events_in_place_of_a_day_s_are_refused(parsed, asked):
    week = [date(2026, 11, 23) + timedelta(days=n) for n in range(7)]
    with pytest.raises(NotUnderstood, match=f"but {asked} was asked for"):
        parsed("subscription_event", asked, EVENTS, *events(*week))


def settled(first, last):
    return f"{first}\t{last}\tDRIFT\t2\t1.00\t2.00"


@pytest.mark.parametrize(
    ("first", "last"), [("11/02/2025", "11/29/2025"), ("11/09/2025", "12/06/2025")]
)
def test_a_fiscal_month_may_be_off_by_a_week(parsed, first, last):
    assert parsed("finance_financial", "2026-02/ZZ", FINANCIAL, settled(first, last))


@pytest.mark.parametrize(
    ("first", "last"), [("11/30/2025", "12/27/2025"), ("09/28/2025", "11/01/2025")]
)
def test_a_file_of_another_fiscal_month_is_refused(parsed, first, last):
    with pytest.raises(NotUnderstood, match="but 2026-02 was asked for"):
        parsed("finance_financial", "2026-02/ZZ", FINANCIAL, settled(first, last))


def loaded(*days):
    return [f"{day}\t100\tFirst-time download\t5" for day in days]


def processed(parsed, period, *days):
    return parsed("app_downloads_standard", period, DOWNLOADS, *loaded(*days), app="100")


def test_an_analytics_file_holds_the_days_before_its_processing(parsed):
    assert len(processed(parsed, "2026-11-20/ongoing", "2026-11-18", "2026-11-19")) == 2


def test_it_may_correct_much_older_days_beside_them(parsed):
    assert processed(parsed, "2026-11-20/ongoing", "2026-03-01", "2026-11-19")


@pytest.mark.parametrize("days", [["2026-11-07"], ["2026-11-02"], ["2026-11-03", "2026-11-09"]])
def test_a_correction_of_older_days_may_come_alone(parsed, days):
    assert len(processed(parsed, "2026-11-20/ongoing", *days)) == len(days)


def test_a_history_holds_old_days_alone(parsed):
    assert processed(parsed, "2026-11-20/snapshot", "2025-03-01", "2026-01-19")


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("2026-11-20/ongoing", ["2026-11-09"]),  # a week's, which stands at its Monday
        ("2026-12-05/ongoing", ["2026-11-01"]),  # a month's
        ("2026-11-20/ongoing", ["2026-11-19", "2026-11-21"]),
        ("2026-11-20/snapshot", ["2026-11-21"]),
        ("2026-11-20/snapshot", ["1970-01-01"]),
    ],
)
def test_an_analytics_file_of_other_days_is_refused(parsed, period, days):
    with pytest.raises(NotUnderstood, match="asked for"):
        processed(parsed, period, *days)

"""Which app and day the rows of a partition are given."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from storelink.domain.errors import NotUnderstood
from storelink.domain.nothing import Evidence, Proof
from storelink.domain.report import Partition, Version
from storelink.providers.app_store_connect.parse import parse
from storelink.providers.app_store_connect.reports.analytics import DOWNLOADS
from storelink.providers.app_store_connect.reports.finance import FINANCE_DETAIL, FINANCE_FINANCIAL
from storelink.providers.app_store_connect.reports.sales import SALES_SUMMARY
from storelink.providers.app_store_connect.reports.subscriptions import (
    SUBSCRIPTION,
    SUBSCRIPTION_EVENT,
)
from storelink.providers.contract import Fetched, Part, StoreApp

APPS = (StoreApp("100", "Drift", sku="DRIFT"), StoreApp("200", "Quill", sku="QUILL"))
DAY = date(2026, 11, 20)


@pytest.fixture
def parsed(tmp_path: Path):
    """(report, period, *parts) → rows; each part is a tuple of lines."""

    def rows(report, period, *parts, app="", is_packed=True):
        found = []
        for number, lines in enumerate(parts):
            content = "\n".join(lines).encode() + b"\n"
            path = tmp_path / f"{number}.gz"
            path.write_bytes(gzip.compress(content) if is_packed else content)
            found.append(Part(path.name, path))
        partition = Partition(report.key, app, period)
        nothing = None if found else Evidence(Proof.NO_SALES, "There were no sales.")
        fetched = Fetched(partition, Version(1, DAY), tuple(found), nothing=nothing)
        return [row for batch in parse(report, fetched, APPS) for row in batch.to_pylist()]

    return rows


SALES = "SKU\tProduct Type Identifier\tUnits\tApple Identifier\tParent Identifier\tBegin Date"


@pytest.mark.parametrize(
    ("row", "app"),
    [
        ("DRIFT\t1F\t1\t100\t ", "100"),
        ("QUILL\t7\t1\t200\t", "200"),
        ("OLD\t1\t1\t900\t", "900"),
        ("gold\tIA1\t1\t555\tDRIFT", "100"),
        ("gold\tIAY\t1\t555\tQUILL", "200"),
        ("gold\tIA1\t1\t555\tUNKNOWN", ""),
        ("gold\tIA1\t1\t555\t ", ""),
        ("gold\tFI1\t1\t555\t", ""),
        ("odd\tIA1\t1\t100\t", "100"),
        ("odd\t1\t1\t\t", ""),
        ("pack\t1-B\t1\t700\t", ""),
        ("pack\tF1-B\t1\t700\t ", ""),
    ],
)
def test_a_sale_belongs_to_its_app_or_to_the_app_whose_sku_is_its_parent(parsed, row, app):
    (only,) = parsed(SALES_SUMMARY, "2026-11-20", (SALES, f"{row}\t11/20/2026"))
    assert (only["app_id"], only["date"]) == (app, DAY)


def test_a_purchase_of_an_app_that_left_the_account_belongs_to_it_where_the_file_names_it(parsed):
    """Its parent is a SKU that the account's list lacks; another row of the file has the id."""
    lines = ("gold\tIA1\t3\t555\tOLD\t11/20/2026", "OLD\t7\t1\t900\t\t11/20/2026")
    rows = parsed(SALES_SUMMARY, "2026-11-20", (SALES, lines[0]), (SALES, lines[1]))
    assert [row["app_id"] for row in rows] == ["900", "900"]


def test_neither_a_bundle_nor_a_purchase_is_taken_for_the_app_of_a_sku(parsed):
    lines = ("pack\t1-B\t1\t700\t\t11/20/2026", "gold\tIA1\t3\t555\tpack\t11/20/2026")
    rows = parsed(SALES_SUMMARY, "2026-11-20", (SALES, *lines))
    assert [row["app_id"] for row in rows] == ["", ""]


def test_a_sales_file_of_another_day_is_an_error(parsed):
    with pytest.raises(NotUnderstood, match="is for 2026-11-19, but 2026-11-20 was asked for"):
        parsed(SALES_SUMMARY, "2026-11-20", (SALES, "D\t1\t1\t100\t\t11/19/2026"))


def test_no_row_is_lost_between_parts_and_apps(parsed):
    lines = [f"S\t1\t{n}\t100\t\t11/20/2026" for n in range(500)]
    rows = parsed(SALES_SUMMARY, "2026-11-20", (SALES, *lines[:200]), (SALES, *lines[200:]))
    assert [int(row["units"]) for row in rows] == list(range(500))


def test_a_subscription_file_is_of_the_day_that_was_asked_for(parsed):
    head = "App Name\tApp Apple ID\tActive Standard Price Subscriptions"
    (row,) = parsed(SUBSCRIPTION, "2026-11-20", (head, "Drift\t100\t7"))
    assert (row["app_id"], row["date"], row["active_standard_price"]) == ("100", DAY, 7)
    assert row["subscribers"] is None


def test_events_of_the_day_before_belong_to_the_file_that_tells_of_them(parsed):
    """Each event is told once. By its own date it would take the place of that day's file."""
    head = "Event Date\tEvent\tApp Apple ID\tQuantity"
    rows = parsed(
        SUBSCRIPTION_EVENT, "2026-11-20",
        (head, "2026-11-20\tRenew\t100\t1", "2026-11-19\tRenew\t100\t2"),
    )  # fmt: skip
    assert [row["date"] for row in rows] == [DAY, DAY]
    assert [row["event_date"] for row in rows] == [DAY, date(2026, 11, 19)]


DOWNLOAD_HEAD = "Date\tApp Name\tApp Apple Identifier\tDownload Type\tCounts"


def test_an_analytics_row_is_of_its_own_day(parsed):
    rows = parsed(
        DOWNLOADS[0], "2026-11-22/ongoing",
        (DOWNLOAD_HEAD, "2026-11-20\tDrift\t100\tRedownload\t3", "2026-11-21\tDrift\t100\tX\t4"),
        app="100",
    )  # fmt: skip
    assert [(row["app_id"], row["date"], row["counts"]) for row in rows] == [
        ("100", DAY, 3), ("100", date(2026, 11, 21), 4),
    ]  # fmt: skip


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_file_that_does_not_name_its_app_is_of_the_app_it_was_fetched_for(parsed, is_packed):
    lines = ("Date,Download Type,Counts", "2026-11-20,Redownload,3")
    (row,) = parsed(DOWNLOADS[0], "2026-11-22/ongoing", lines, app="100", is_packed=is_packed)
    assert row["app_id"] == "100"


def test_a_file_of_another_app_is_an_error(parsed):
    lines = (DOWNLOAD_HEAD, "2026-11-20\tQuill\t200\tRedownload\t3")
    with pytest.raises(NotUnderstood, match="speaks of the app 200"):
        parsed(DOWNLOADS[0], "2026-11-22/ongoing", lines, app="100")


def test_finance_is_of_the_last_day_of_its_period(parsed):
    financial = (
        "Start Date\tEnd Date\tApple Identifier\tVendor Identifier\tQuantity\tPartner Share"
        "\tExtended Partner Share",
        "11/02/2025\t11/29/2025\t100\tx\t1\t3.15\t3.15",
        "11/02/2025\t11/29/2025\t555\tQUILL\t1\t3.15\t3.15",
        "11/02/2025\t11/29/2025\t555\tgold\t1\t3.15\t3.15",
        "Total_Rows\t3",
    )
    rows = parsed(FINANCE_FINANCIAL, "2026-02/ZZ", financial)
    assert [row["app_id"] for row in rows] == ["100", "200", ""]
    assert {row["date"] for row in rows} == {date(2025, 11, 29)}


@pytest.mark.parametrize(
    ("preamble", "day"),
    [(("End Date\t09/26/2026",), date(2026, 9, 26)), ((), date(2026, 9, 26))],
)
def test_finance_details_are_of_the_last_day_even_where_a_transaction_is_older(
    parsed, preamble, day
):
    head = "Transaction Date\tApple Identifier\tQuantity\tExtended Partner Share"
    rows = parsed(FINANCE_DETAIL, "2026-12/Z1", (*preamble, head, "07/01/2026\t100\t1\t1"))
    assert rows[0]["date"] == day
    assert rows[0]["transaction_date"] == date(2026, 7, 1)


def test_totals_are_checked_here_too(parsed):
    lines = (
        "Quantity\tPartner Share\tExtended Partner Share\tEnd Date",
        "1\t1\t1\t11/29/2025",
        "Total_Rows\t2",
    )
    with pytest.raises(NotUnderstood, match="there are 2 rows, but 1"):
        parsed(FINANCE_FINANCIAL, "2026-02/ZZ", lines)


def test_a_partition_without_parts_has_no_rows(parsed):
    assert parsed(SALES_SUMMARY, "2026-11-20") == []

import gzip
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Kind
from storelink.providers.app_store_connect.recognise import recognise
from storelink.providers.app_store_connect.reports.catalogue import FETCHED, KNOWN
from storelink.providers.app_store_connect.reports.sales import SALES_MONTH, SALES_YEAR


def told(*lines: str, name: str = "file") -> str:
    report = recognise("\n".join(lines).encode() + b"\n", name)
    return report.key if report else ""


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Date\tDevice\tSessions\tUnique Devices", "app_sessions_standard"),
        ("Date\tApp Version\tDevice\tCrashes", "app_crashes"),
        ("Date\tDownload Type\tTerritory\tCounts", "app_downloads_standard"),
        ("Date\tDownload Type\tCampaign\tTerritory\tCounts", "app_downloads_detailed"),
        (
            "Date\tEvent\tDownload Type\tTerritory\tCounts",
            "app_store_installation_and_deletion_standard",
        ),
        (
            "Date\tEvent\tEngagement Type\tCounts",
            "app_store_discovery_and_engagement_standard",
        ),
        (
            "Date\tEvent\tEngagement Type\tBrowser\tCounts",
            "app_store_web_preview_engagement",
        ),
        ("Date\tPurchases\tPaying Users", "app_store_purchases_standard"),
        ("app_id,date,device,meets_threshold,crashes", "legacy_crashes"),
        ("date,app_id,sessions,active_devices,meets_threshold", "legacy_usage"),
        ("date,app_id,meets_threshold,impressions,page_views", "legacy_store_views"),
        ("Product Type Identifier\tUnits\tSKU", "sales_summary"),
        ("Event Date\tEvent\tSubscription Name\tQuantity", "subscription_event"),
    ],
)
def test_a_few_columns_are_enough(header, key):
    assert told(header) == key


def test_where_columns_are_the_same_the_events_tell():
    head = "Date\tEvent\tDevice\tCounts"
    assert told(head, "2026-11-20\tTap\tiPhone\t1").startswith("app_store_discovery")
    assert told(head, "2026-11-20\tDelete\tiPhone\t1").startswith("app_store_installation")


def test_where_nothing_tells_the_name_of_the_file_may():
    assert told("Date\tSessions", name="app_sessions_detailed_2026.csv") == "app_sessions_detailed"


@pytest.mark.parametrize(
    "header",
    ["date,sessions,users,bounce rate,new users,goal", "Date,Package Name,Daily Crashes",
     "name,email", "Date\tApp Name\tDownloads", '{"errors": []}', "<html>"],
)  # fmt: skip
def test_what_is_none_of_apples_is_not_taken_for_one(header):
    assert told(header) == ""


def test_a_preamble_does_not_hide_the_header():
    assert told(
        "Vendor Name\tx", "Start Date\t08/30/2026", "Transaction Date\tQuantity\tTitle"
    ) == ("finance_detail")


def test_a_damaged_gzip_file_is_told_by_what_can_be_read():
    header = b"Date\tDevice\tSessions\n" + random.Random(1).randbytes(1 << 20).hex().encode()
    packed = gzip.compress(header)
    report = recognise(packed[:-50], "a")
    assert report is not None
    assert report.key == "app_sessions_standard"
    with pytest.raises(NotUnderstood, match="cut short"):
        recognise(packed[:12], "a")


TOLD_BY_HEADERS = [one for one in FETCHED if one not in {SALES_MONTH, SALES_YEAR}]
"""A file of a month has the columns of one of a day."""


@settings(max_examples=300)
@given(st.sampled_from(TOLD_BY_HEADERS), st.randoms(), st.sampled_from("\t,"), st.booleans())
def test_headers_are_told_in_any_order(report, chance, delimiter, is_snake):
    """Any order, Apple's spelling or a connector's."""
    columns = list(report.columns)
    chance.shuffle(columns)
    names = [c.name if is_snake else c.source for c in columns]
    found = recognise(delimiter.join(names).encode(), "file")
    assert found == report


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_told_or_not(content):
    try:
        found = recognise(content, "file")
    except NotUnderstood:
        return
    assert found is None or found in KNOWN


def test_every_known_report_can_hold_every_kind_it_declares():
    assert {column.kind for report in KNOWN for column in report.columns} <= set(Kind)

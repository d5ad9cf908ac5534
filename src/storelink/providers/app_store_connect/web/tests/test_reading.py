"""Answers of the pages' analytics, understood. Cases are our own, after the described shapes."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Partition, Version
from storelink.providers.app_store_connect.parse import parse, schema_of
from storelink.providers.app_store_connect.read import read
from storelink.providers.app_store_connect.recognise import recognise
from storelink.providers.app_store_connect.reports.web import (
    WEB_BY_DEVICE,
    WEB_BY_SOURCE,
    WEB_BY_TERRITORY,
    WEB_REPORTS,
    WEB_TOTALS,
)
from storelink.providers.contract import Fetched, Part

DAY, NEXT = date(2026, 11, 1), date(2026, 11, 2)


def total(measure, *values, **more):
    data = [
        {"date": f"{day}T00:00:00Z", "value": v}
        for day, v in zip((DAY, NEXT), values, strict=False)
    ]
    return {"adamId": "1", "measure": measure, "type": "COUNT", "data": data, **more}


def series(measure, key, *values, title="", **more):
    data = [
        {"date": f"{day}T00:00:00Z", measure: v}
        for day, v in zip((DAY, NEXT), values, strict=False)
    ]
    return {"adamId": "1", "group": {"key": key, "title": title}, "data": data, **more}


def answer(*results):
    return json.dumps({"size": len(results), "results": results}).encode()


@pytest.fixture
def rows(tmp_path):
    def rows(report, *contents, period="2026-11"):
        parts = []
        for number, content in enumerate(contents):
            path = tmp_path / f"{number}"
            path.write_bytes(content)
            parts.append(Part(f"{report.key}.{number}.json", path))
        partition = Partition(report.key, "1", period)
        fetched = Fetched(partition, Version(1, NEXT), tuple(parts))
        batches = list(parse(report, fetched, ()))
        assert all(batch.schema == schema_of(report) for batch in batches)
        found = [row for batch in batches for row in batch.to_pylist()]
        return [{name: v for name, v in row.items() if v is not None} for row in found]

    return rows


def test_measures_of_one_day_stand_in_one_row(rows):
    found = rows(
        WEB_TOTALS,
        answer(total("units", 41.0, 38.0), total("impressionsTotal", 900, 800)),
        answer(total("proceeds", 12.5, 0)),
    )
    assert found == [
        {"app_id": "1", "date": DAY, "first_time_downloads": 41, "impressions": 900,
         "proceeds_usd": Decimal("12.5")},
        {"app_id": "1", "date": NEXT, "first_time_downloads": 38, "impressions": 800,
         "proceeds_usd": Decimal(0)},
    ]  # fmt: skip


def test_too_few_users_are_missing_and_no_zero(rows):
    found = rows(
        WEB_TOTALS,
        answer(total("activeDevices", 3, 4, meetsThreshold=False), total("units", 0, -1)),
    )
    assert found == [{"app_id": "1", "date": DAY, "first_time_downloads": 0}]


def test_where_nothing_is_told_there_is_no_row(rows):
    assert rows(WEB_TOTALS, answer(total("units", -1, None))) == []
    assert rows(WEB_TOTALS, answer()) == []


def test_storefronts_become_countries(rows):
    found = rows(
        WEB_BY_TERRITORY,
        answer(series("units", "143441", 5), series("units", "143462", 3)),
        answer(series("sessions", "143441", 9)),
    )
    assert [(r["territory"], r["first_time_downloads"], r.get("sessions")) for r in found] == [
        ("US", 5, 9), ("JP", 3, None),
    ]  # fmt: skip


def test_a_storefront_that_nobody_knows_keeps_its_name(rows):
    found = rows(WEB_BY_TERRITORY, answer(series("units", "199999", 5, title="Atlantis")))
    assert found[0]["territory"] == "Atlantis"


def test_sources_are_called_as_in_the_official_reports(rows):
    keys = ("Search", "Other", "AppRef", "WebRef", "Unknown", "Notification")
    found = rows(WEB_BY_SOURCE, answer(*(series("units", key, 1) for key in keys)))
    assert [row["source_type"] for row in found] == [
        "App Store search", "App Store browse", "App referrer", "Web referrer", "Unavailable",
        "Notification",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("report", "content"),
    [
        (WEB_TOTALS, b"<html>"),
        (WEB_TOTALS, b"{}"),
        (WEB_TOTALS, b'{"results": 1}'),
        (WEB_TOTALS, answer({"measure": "units"})),
        (WEB_TOTALS, answer(total("units", "5"))),
        (WEB_TOTALS, answer(total("units", True))),
        (WEB_TOTALS, answer(total("units", 1.5))),
        (WEB_TOTALS, answer(total("units", 2**63))),
        (WEB_TOTALS, answer(total("units", float("nan")))),
        (WEB_TOTALS, answer({"measure": "units", "data": [{"date": "yesterday", "value": 1}]})),
        (WEB_TOTALS, answer(series("units", "143441", 1))),
        (WEB_BY_DEVICE, answer(total("units", 1))),
        (WEB_TOTALS, answer(total("units", 1), total("units", 2))),
    ],
)  # fmt: skip
def test_what_is_no_such_answer_is_refused_whole(rows, report, content):
    with pytest.raises(NotUnderstood):
        rows(report, content)


def test_another_month_than_was_asked_for_is_refused(rows):
    with pytest.raises(NotUnderstood, match="was asked for 2026-10"):
        rows(WEB_TOTALS, answer(total("units", 1)), period="2026-10")


@given(st.lists(st.integers(0, 2**53) | st.just(-1) | st.none(), min_size=2, max_size=2))
def test_a_count_is_itself_or_missing_and_nothing_else(values):
    content = answer(total("units", *values))
    table = read(WEB_TOTALS, content, "web_analytics.1.json").table
    told = table.column("first_time_downloads").to_pylist() if table.num_rows else []
    assert told == [value for value in values if value not in {-1, None}]


@pytest.mark.parametrize("report", WEB_REPORTS, ids=lambda report: report.key)
def test_a_kept_answer_is_recognised_by_its_name_and_shape(report):
    is_total = report is WEB_TOTALS
    content = answer(total("units", 1) if is_total else series("units", "x", 1))
    assert recognise(content, f"{report.key}.units.json") == report
    assert recognise(content, "something.json") is None
    assert recognise(answer(series("units", "x", 1)), "web_analytics.1.json") is None


def test_one_answer_reads_as_a_table():
    found = read(WEB_BY_TERRITORY, answer(series("units", "143441", 5, 6)), "x.json")
    assert [c.source for c in found.columns] == ["Date", "Storefront", "units"]
    assert found.table.to_pydict() == {
        "date": [DAY, NEXT], "territory": ["US", "US"], "first_time_downloads": [5, 6],
    }  # fmt: skip

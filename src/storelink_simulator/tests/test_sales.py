"""GET /v1/salesReports: what it takes, when files come, and what is in them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from storelink_simulator.tests.playing import Player, Row, opened, problem, table


def rows(sim: Player, report_type: str = "SALES", **changes: Any) -> list[Row]:
    return list(table(opened(sim.sales(report_type, **changes))))


def header(sim: Player, report_type: str, **changes: Any) -> list[str]:
    return opened(sim.sales(report_type, **changes)).decode().splitlines()[0].split("\t")


def test_a_daily_summary_is_one_day_of_all_apps(sim: Player) -> None:
    found = rows(sim)
    assert {row["Begin Date"] for row in found} == {"11/20/2026"} == {r["End Date"] for r in found}
    apps = {row["SKU"] for row in found if row["Product Type Identifier"].startswith("1")}
    assert apps == {"TIDEWATER01", "PETAL01", "STARGAZER01", "QUILL01", "DRIFT01"}
    assert {"1F", "3F", "7F", "IAY", "IA1", "F1"} <= {r["Product Type Identifier"] for r in found}


def test_rows_are_not_repeated(sim: Player) -> None:
    lines = opened(sim.sales()).decode().splitlines()
    assert len(lines) == len(set(lines)) > 200


def test_in_app_purchases_name_their_app_by_sku(sim: Player) -> None:
    bought = [row for row in rows(sim) if row["Product Type Identifier"].startswith("IA")]
    assert {row["Parent Identifier"] for row in bought} <= {
        "TIDEWATER01", "PETAL01", "STARGAZER01", "QUILL01", "DRIFT01",
    }  # fmt: skip
    assert {row["Subscription"] for row in bought} == {"New", "Renewal", " "}


def test_refunds_have_negative_units_and_price_and_positive_proceeds(sim: Player) -> None:
    refunds = [row for row in rows(sim) if Decimal(row["Units"]) < 0]
    assert refunds
    for row in refunds:
        assert Decimal(row["Customer Price"]) < 0 < Decimal(row["Developer Proceeds"])


def test_free_downloads_have_no_currency_of_proceeds(sim: Player) -> None:
    free = next(row for row in rows(sim) if row["Product Type Identifier"] == "7F")
    assert free["Currency of Proceeds"] == " "


def test_amounts_have_as_many_decimals_as_their_currency(sim: Player) -> None:
    for row in rows(sim):
        whole = row["Customer Currency"] in ["JPY", "KRW", "CLP", "IDR", "HUF", "VND", "TWD", "COP"]
        assert ("." in row["Customer Price"]) != whole


def test_a_week_adds_its_days_up(sim: Player) -> None:
    week = rows(sim, filter_frequency="WEEKLY", filter_reportDate="2026-11-15")
    assert {(row["Begin Date"], row["End Date"]) for row in week} == {("11/09/2026", "11/15/2026")}
    days: Counter[tuple[str, str]] = Counter()
    for day in range(9, 16):
        answer = sim.sales(filter_reportDate=f"2026-11-{day:02d}")
        for row in table(opened(answer)) if answer.status_code == 200 else ():
            days[row["Apple Identifier"], row["Product Type Identifier"]] += int(row["Units"])
    whole: Counter[tuple[str, str]] = Counter()
    for row in week:
        whole[row["Apple Identifier"], row["Product Type Identifier"]] += int(row["Units"])
    assert whole == days


@pytest.mark.parametrize(
    ("frequency", "date", "begin", "end"),
    [
        ("MONTHLY", "2026-10", "10/01/2026", "10/31/2026"),
        ("YEARLY", "2025", "01/01/2025", "12/31/2025"),
    ],
)
def test_longer_periods(sim: Player, frequency: str, date: str, begin: str, end: str) -> None:
    sim.reset(app_count=1)
    found = rows(sim, filter_frequency=frequency, filter_reportDate=date)
    assert {(row["Begin Date"], row["End Date"]) for row in found} == {(begin, end)}


def test_without_a_date_the_newest_daily_summary_comes(sim: Player) -> None:
    found = rows(sim, filter_reportDate=None)
    assert found[0]["Begin Date"] >= "11/20/2026"
    assert (
        sim.sales("SUBSCRIPTION", filter_reportDate=None, filter_version="1_4").status_code == 404
    )


def test_versions_differ_in_their_tail(sim: Player) -> None:
    old, new = header(sim, "SALES"), header(sim, "SALES", filter_version="1_1")
    assert len(old) == len(new) == 28
    assert old != new
    assert sorted(old) == sorted(new)


def test_a_wrong_version_is_told_the_latest(sim: Player) -> None:
    error = problem(sim.sales("SUBSCRIPTION", filter_version="1_0"))
    assert error["code"] == "PARAMETER_ERROR.INVALID"
    assert error["source"] == {"parameter": "filter[version]"}
    assert error["detail"].endswith("1_4")


def test_subscription_types_need_a_version(sim: Player) -> None:
    assert problem(sim.sales("SUBSCRIBER"))["detail"].endswith("1_3")
    assert sim.sales("SUBSCRIBER", filter_version="1_3").status_code == 200


@pytest.mark.parametrize(
    ("report_type", "version", "count"),
    [
        ("SUBSCRIPTION", "1_2", 28),
        ("SUBSCRIPTION", "1_4", 35),
        ("SUBSCRIPTION_EVENT", "1_2", 28),
        ("SUBSCRIPTION_EVENT", "1_4", 29),
        ("SUBSCRIBER", "1_3", 26),
        ("PRE_ORDER", "1_0", 19),
    ],
)
def test_each_type_has_its_columns(sim: Player, report_type: str, version: str, count: int) -> None:
    assert len(header(sim, report_type, filter_version=version)) == count


@pytest.mark.parametrize(
    "changes",
    [
        {"filter_frequency": "MONTHLY"},
        {"filter_frequency": "WEEKLY"},
        {"filter_reportDate": "2026-11"},
        {"filter_reportSubType": "DETAILED"},
        {"report_type": "SUBSCRIPTION_EVENT", "filter_frequency": "MONTHLY"},
    ],
    ids=str,
)
def test_what_does_not_fit_together_is_refused(sim: Player, changes: dict[str, Any]) -> None:
    error = problem(sim.sales(**changes))
    assert error["code"] == "PARAMETER_ERROR.INVALID.INVALID_COMBINATION"


def test_a_day_that_is_none_is_refused(sim: Player) -> None:
    assert problem(sim.sales(filter_reportDate="2026-02-30"))["code"] == "PARAMETER_ERROR.INVALID"


def test_a_wrong_vendor_number_is_refused(sim: Player) -> None:
    error = problem(sim.sales(filter_vendorNumber="81234567"))
    assert error["detail"] == "Invalid vendor number specified"


def test_yesterday_comes_by_eight_in_the_morning_pacific(sim: Player) -> None:
    sim.admin("POST", "clock", {"set": "2026-11-24T12:00:00Z"})
    early = sim.sales(filter_reportDate="2026-11-23")
    assert early.status_code == 404
    assert problem(early)["detail"].startswith("Report is not available yet.")
    sim.admin("POST", "clock", {"set": "2026-11-24T16:01:00Z"})
    assert sim.sales(filter_reportDate="2026-11-23").status_code == 200


def test_a_running_month_and_a_just_ended_week_answer_as_if_nothing_was_sold(sim: Player) -> None:
    month = sim.sales(filter_frequency="MONTHLY", filter_reportDate="2026-11")
    assert problem(month)["detail"] == "There were no sales for the date specified."


def test_files_are_kept_for_a_year(sim: Player) -> None:
    assert sim.sales(filter_reportDate="2025-11-27").status_code != 410
    assert problem(sim.sales(filter_reportDate="2025-11-20"))["code"] == "GONE_ERROR"


def test_some_days_sold_nothing_and_some_come_late(sim: Player) -> None:
    details: Counter[str] = Counter()
    for seed in range(1, 9):
        sim.reset(seed=seed, app_count=1)
        for day in range(1, 24):
            answer = sim.sales(filter_reportDate=f"2026-11-{day:02d}")
            if answer.status_code == 404:
                details[problem(answer)["detail"][:20]] += 1
    assert details["There were no sales "] >= 1
    assert sum(details.values()) < 25


@pytest.mark.parametrize("report_type", ["NEWSSTAND", "WIN_BACK_ELIGIBILITY"])
def test_types_that_the_publisher_has_nothing_of(sim: Player, report_type: str) -> None:
    sub_type = "DETAILED" if report_type == "NEWSSTAND" else "SUMMARY"
    answer = sim.sales(report_type, filter_reportSubType=sub_type, filter_version="1_0")
    assert problem(answer)["detail"] == "There were no sales for the date specified."


def test_an_app_is_ordered_before_it_comes(sim: Player) -> None:
    found = rows(sim, "PRE_ORDER")
    assert {row["SKU"] for row in found} == {"LUMEN01"}
    for row in found:
        assert int(row["Cumulative Ordered"]) >= int(row["Ordered"]) > 0
    sim.admin("POST", "clock", {"days": 40})
    late = sim.sales("PRE_ORDER", filter_reportDate="2026-12-25")
    assert late.status_code == 404
    units = [row for row in rows(sim, filter_reportDate="2026-12-25") if row["SKU"] == "LUMEN01"]
    assert units


def test_events_account_for_the_change_of_active_subscriptions(sim: Player) -> None:
    name = "Active Standard Price Subscriptions"

    def active(day: int) -> int:
        date = f"2026-11-{day:02d}"
        found = rows(sim, "SUBSCRIPTION", filter_version="1_4", filter_reportDate=date)
        return sum(int(row[name]) for row in found)

    changes = {
        "Subscribe": 1,
        "Paid Subscription from Introductory Offer": 1,
        "Upgrade": 1,
        "Reactivate": 1,
        "Cancel": -1,
        "Canceled from Billing Retry": -1,
    }
    date = "2026-11-20"
    events = rows(sim, "SUBSCRIPTION_EVENT", filter_version="1_4", filter_reportDate=date)
    net = sum(
        changes.get(row["Event"], 0) * int(row["Quantity"])
        for row in events
        if row["Event Date"] == date
    )
    assert net == active(20) - active(19)
    assert {row["Event Date"] for row in events} == {"2026-11-19", "2026-11-20"}


def test_subscribers_come_one_a_line(sim: Player) -> None:
    found = rows(sim, "SUBSCRIBER", filter_version="1_3")
    assert {row["Units"] for row in found} == {"1", "-1"}
    assert all(row["Refund"] == "Yes" for row in found if row["Units"] == "-1")
    assert all(len(row["Subscriber ID"]) == 13 for row in found)

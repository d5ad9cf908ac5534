"""The truth equals what the served files add up to, for many seeds, apps and days.

Here the files are read as a client has to: all instances, newest processing date per date wins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storelink_simulator.tests.playing import Player, Row, opened, table
from storelink_simulator.truth.metrics import ALL

Sums = dict[tuple[str, ...], Decimal]


def is_in(column: str, *values: str) -> Callable[[Row], bool]:
    return lambda row: row[column] in values


REPORTS: dict[str, dict[str, tuple[Callable[[Row], bool], str]]] = {
    "App Store Discovery and Engagement Standard": {
        "impressions": (is_in("Event", "Impression"), "Counts"),
        "product_page_views": (is_in("Event", "Page view"), "Counts"),
        "taps": (is_in("Event", "Tap"), "Counts"),
    },
    "App Downloads Standard": {
        "first_time_downloads": (is_in("Download Type", "First-time download"), "Counts"),
        "redownloads": (is_in("Download Type", "Redownload"), "Counts"),
        "total_downloads": (is_in("Download Type", "First-time download", "Redownload"), "Counts"),
        "updates": (is_in("Download Type", "Manual update", "Auto-update"), "Counts"),
    },
    "App Store Installation and Deletion Standard": {
        "installations": (is_in("Event", "Install"), "Counts"),
        "deletions": (is_in("Event", "Delete"), "Counts"),
    },
    "App Sessions Standard": {
        "sessions": (lambda _: True, "Sessions"),
        "session_seconds": (lambda _: True, "Total Session Duration"),
    },
    "App Crashes": {"crashes": (lambda _: True, "Crashes")},
    "App Store Purchases Standard": {
        "purchases": (lambda _: True, "Purchases"),
        "sales_usd": (lambda _: True, "Sales in USD"),
        "proceeds_usd": (lambda _: True, "Proceeds in USD"),
    },
    "App Store Pre-Orders Standard": {
        "pre_orders": (lambda _: True, "Pre-Orders Placed"),
        "pre_orders_cancelled": (lambda _: True, "Pre-Order Canceled"),
    },
}


def newest_rows(sim: Player, app: str, name: str, kept: dict[str, Any]) -> dict[str, list[Row]]:
    """Date → rows of the newest processing date; `kept` remembers what was read before."""
    for access_type in ("ONGOING", "ONE_TIME_SNAPSHOT"):
        path = f"/v1/apps/{app}/analyticsReportRequests"
        if not sim.data(path, filter_accessType=access_type):
            continue
        for one in sim.instances(app, name, access_type, filter_granularity="DAILY"):
            key = f"{one['attributes']['processingDate']} {access_type}"
            if key not in kept:
                kept[key] = sim.rows(one)
    days: dict[str, list[Row]] = {}
    for key in sorted(kept):
        by_day: dict[str, list[Row]] = defaultdict(list)
        for row in kept[key]:
            by_day[row["Date"]].append(row)
        days.update(by_day)
    return days


def summed(days: dict[str, list[Row]], name: str, column: str | None = None) -> Sums:
    """What a report's rows add up to: (metric, date) or (metric, date, value of a column)."""
    sums: Sums = defaultdict(Decimal)
    for day, rows in days.items():
        for metric, (is_counted, measure) in REPORTS[name].items():
            if column is None:
                sums[metric, day] += 0
            for row in filter(is_counted, rows):
                group = () if column is None else (row[column],)
                sums[(metric, day, *group)] += Decimal(row[measure])
    return dict(sums)


def told(facts: Iterable[dict[str, Any]]) -> Sums:
    """The same from facts."""
    return {
        (fact["metric"], fact["date"], *fact.get("by", {}).values()): Decimal(fact["value"])
        for fact in facts
    }


@pytest.mark.parametrize("seed", range(1, 8))
def test_every_metric_of_an_app_is_what_the_files_add_up_to(sim: Player, seed: int) -> None:
    sim.reset(seed=seed, app_count=7, snapshots="none")
    app = sim.app_id(seed % 7)
    turn = [*REPORTS.items(), *REPORTS.items()][seed - 1 : seed + 2]
    for name, metrics in turn:
        days = newest_rows(sim, app, name, {})
        assert summed(days, name) == told(sim.truth(metric=",".join(metrics), app=app))


def test_it_holds_for_the_whole_history_of_a_snapshot(sim: Player) -> None:
    sim.reset(seed=11, app_count=3, snapshots="all")
    app = sim.app_id(2)
    for name in ("App Downloads Standard", "App Crashes"):
        days = newest_rows(sim, app, name, {})
        assert len(days) > 300
        assert summed(days, name) == told(sim.truth(metric=",".join(REPORTS[name]), app=app))


@pytest.mark.parametrize("seed", [3, 4])
def test_it_holds_day_after_day_through_late_files_and_restatements(sim: Player, seed: int) -> None:
    sim.reset(seed=seed, app_count=5, snapshots="some")
    app = sim.app_id(4)
    kept: dict[str, dict[str, Any]] = {name: {} for name in REPORTS}
    for step in range(4):
        for name in ("App Store Discovery and Engagement Standard", "App Store Purchases Standard"):
            days = newest_rows(sim, app, name, kept[name])
            assert summed(days, name) == told(sim.truth(metric=",".join(REPORTS[name]), app=app))
        if step == 1:
            sim.play("restated", options={"days_from": 3, "days_to": 20, "factor": 0.8})
        sim.admin("POST", "clock", {"days": 1, "hours": 5})


@pytest.mark.parametrize("by", ["territory", "source_type", "device", "app_version"])
def test_it_can_be_split(sim: Player, by: str) -> None:
    app = sim.app_id(1)
    name = "App Downloads Standard"
    days = newest_rows(sim, app, name, {})
    metrics = ",".join(REPORTS[name])
    window = {"first": "2026-11-01", "to": "2026-11-10"}
    expected = {
        key: value
        for key, value in summed(days, name, by.replace("_", " ").title()).items()
        if window["first"] <= key[1] <= window["to"]
    }
    assert expected == told(sim.truth(metric=metrics, app=app, by=by, **window))


def test_days_that_are_not_published_are_absent(sim: Player) -> None:
    dates = {fact["date"] for fact in sim.truth(metric="sessions", app=sim.app_id(1))}
    assert max(dates) <= "2026-11-23"
    assert "2026-10-16" in dates


def test_a_reader_who_began_late_never_saw_what_was_deleted(sim: Player) -> None:
    sim.reset(snapshots="none")
    app = sim.app_id()
    sim.admin("POST", "clock", {"days": 20})
    first, late = (
        min(fact["date"] for fact in sim.truth(metric="redownloads", app=app, **since))
        for since in ({}, {"since": "now"})
    )
    assert (first, late) == ("2026-10-19", "2026-11-08")


def sales_sums(rows: Iterable[Row]) -> Sums:
    metrics = {"1": "app_units", "F1": "app_units", "3": "sales_redownloads", "7": "sales_updates"}
    sums: Sums = defaultdict(Decimal)
    apps = {}
    for row in rows:
        apps[row["SKU"]] = row["Apple Identifier"]
        kind = row["Product Type Identifier"]
        is_bought = kind.startswith(("IA", "FI"))
        start = kind[:2] if kind.startswith("F") else kind[:1]
        metric = "in_app_purchase_units" if is_bought else metrics.get(start, "sales_" + start)
        sku = row["Parent Identifier"] if is_bought else row["SKU"]
        metric = {"sales_F3": "sales_redownloads", "sales_F7": "sales_updates"}.get(metric, metric)
        sums[metric, sku] += Decimal(row["Units"])
        if Decimal(row["Customer Price"]):
            money = Decimal(row["Units"]) * Decimal(row["Developer Proceeds"])
            sums["developer_proceeds", sku, row["Currency of Proceeds"]] += money
    return {(metric, apps[sku], *rest): value for (metric, sku, *rest), value in sums.items()}


@pytest.mark.parametrize("seed", range(21, 26))
def test_sales_are_what_the_files_add_up_to(sim: Player, seed: int) -> None:
    sim.reset(seed=seed)
    metrics = "app_units,sales_redownloads,sales_updates,in_app_purchase_units,developer_proceeds"
    for day in range(3, 22, 4):
        date = f"2026-11-{day:02d}"
        facts = sim.truth(metric=metrics, first=date, to=date)
        answer = sim.sales(filter_reportDate=date)
        if answer.status_code == 404:
            assert facts == []
            continue
        expected = sales_sums(table(opened(answer)))
        found = {
            (fact["metric"], fact["app"], *fact.get("by", {}).values()): Decimal(fact["value"])
            for fact in facts
        }
        assert {key: value for key, value in found.items() if value or key in expected} == expected


@pytest.mark.parametrize(
    ("period", "frequency", "name", "first", "last"),
    [
        ("month", "MONTHLY", "2026-02", "2026-02-01", "2026-02-28"),
        ("year", "YEARLY", "2024", "2024-01-01", "2024-12-31"),
        ("year", "YEARLY", "2025", "2025-01-01", "2025-12-31"),
    ],
)
def test_months_and_years_are_what_their_files_add_up_to(
    sim: Player, period: str, frequency: str, name: str, first: str, last: str
) -> None:
    sim.reset(seed=22, app_count=2)
    answer = sim.sales(filter_frequency=frequency, filter_reportDate=name)
    expected = sales_sums(table(opened(answer)))
    metrics = "app_units,sales_redownloads,sales_updates,in_app_purchase_units,developer_proceeds"
    found = {
        (fact["metric"], fact["app"], *fact.get("by", {}).values()): Decimal(fact["value"])
        for fact in sim.truth(metric=metrics, first=first, to=last, period=period)
    }
    assert {key: value for key, value in found.items() if value or key in expected} == expected


def test_a_month_is_the_sum_of_its_days(sim: Player) -> None:
    sim.reset(seed=22, app_count=2)
    days = sim.truth(metric="app_units", first="2026-10-01", to="2026-10-31")
    (month,) = {
        f["date"] for f in sim.truth(metric="app_units", period="month", first="2026-10-01")
    }
    whole = sim.truth(metric="app_units", period="month", first="2026-10-01")
    assert month == "2026-10-01"
    assert sum(fact["value"] for fact in whole) == sum(fact["value"] for fact in days)


def test_months_that_are_gone_or_not_out_are_not_told(sim: Player) -> None:
    months = {fact["date"] for fact in sim.truth(metric="app_units", period="month")}
    assert (min(months), max(months)) == ("2025-11-01", "2026-10-01")
    years = {fact["date"] for fact in sim.truth(metric="app_units", period="year")}
    assert years == {"2024-01-01", "2025-01-01"}


def test_subscriptions_are_what_the_files_add_up_to(sim: Player) -> None:
    columns = {
        "active_standard_price_subscriptions": "Active Standard Price Subscriptions",
        "active_free_trial_subscriptions": "Active Free Trial Introductory Offer Subscriptions",
        "promotional_offer_subscriptions": "Pay As You Go Promotional Offer Subscriptions",
        "billing_retry_subscriptions": "Billing Retry",
        "grace_period_subscriptions": "Grace Period",
    }
    date = "2026-11-18"
    answer = sim.sales("SUBSCRIPTION", filter_version="1_4", filter_reportDate=date)
    expected: dict[tuple[str, str], int] = defaultdict(int)
    for row in table(opened(answer)):
        for metric, column in columns.items():
            expected[metric, row["App Apple ID"]] += int(row[column])
    facts = sim.truth(metric=",".join(columns), first=date, to=date)
    assert {(fact["metric"], fact["app"]): fact["value"] for fact in facts} == expected


def test_events_belong_to_their_own_day(sim: Player) -> None:
    expected: dict[tuple[str, str], int] = defaultdict(int)
    for day in ("2026-11-17", "2026-11-18"):
        answer = sim.sales("SUBSCRIPTION_EVENT", filter_version="1_4", filter_reportDate=day)
        for row in table(opened(answer)):
            if row["Event Date"] == "2026-11-17":
                expected[row["App Apple ID"], row["Event"]] += int(row["Quantity"])
    facts = sim.truth(metric="subscription_events", first="2026-11-17", to="2026-11-17")
    assert {(fact["app"], fact["by"]["event"]): fact["value"] for fact in facts} == expected
    for metric, event in (
        ("subscription_renewals", "Renew"),
        ("subscription_cancellations", "Cancel"),
    ):
        facts = sim.truth(metric=metric, first="2026-11-17", to="2026-11-17")
        alone = {key: count for key, count in expected.items() if key[1] == event}
        assert alone
        assert {(fact["app"], fact["by"]["event"]): fact["value"] for fact in facts} == alone


@pytest.mark.parametrize("metric", ["extended_partner_share", "settled_proceeds"])
def test_finance_is_what_the_consolidated_file_adds_up_to(sim: Player, metric: str) -> None:
    text = opened(sim.finance("FINANCIAL", "ZZ", "2026-12")).decode().partition("Total_Rows")[0]
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for row in table(text.encode()):
        expected[row["Partner Share Currency"]] += Decimal(row["Extended Partner Share"])
    found: dict[str, Decimal] = defaultdict(Decimal)
    for fact in sim.truth(metric=metric, first="2026-08-30", to="2026-08-30"):
        found[fact["by"]["currency"]] += Decimal(fact["value"])
    assert found == expected


def test_every_metric_is_told_in_the_manual() -> None:
    manual = (Path(__file__).parents[1] / "README.md").read_text()
    assert [metric.name for metric in ALL if f"`{metric.name}`" not in manual] == []


def test_a_wrong_question_is_told_what_is_wrong(sim: Player) -> None:
    for query in ("metric=happiness", "from=yesterday", "colour=blue", "since=soon", "period=week"):
        answer = sim.client.get(f"/_simulator/truth?{query}")
        assert answer.status_code == 400
        assert answer.json()["error"]

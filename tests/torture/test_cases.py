"""Inputs on which Storelink was wrong once, with the right values, through the whole product: the
store behind a stub, a worker, and the commands that a person types."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.torture.shared_cases import CASES, NEEDS_CASES, CaseHome, case_home

pytestmark = [pytest.mark.torture, pytest.mark.timeout(900), NEEDS_CASES]

MARROW, LANTERN = "1503318842", "1482093311"
SHORT = {"STORELINK_HISTORY_DAYS": "20"}


@pytest.fixture
def apple(tmp_path):
    with case_home(tmp_path, **SHORT) as found:
        found.connect_apple()
        yield found


@pytest.fixture
def google(tmp_path):
    with case_home(tmp_path, STORELINK_HISTORY_DAYS="120") as found:
        yield found


def test_an_analytics_file_without_segments_is_asked_for_again(tmp_path):
    with case_home(tmp_path, **SHORT) as home:
        home.answer_by("01_empty_segments")
        home.connect_apple()
        home.sync()
        home.sync()
        days = home.by_day("first_time_downloads", "2026-11-15", "2026-11-16", "--app", MARROW)
    assert days == {"2026-11-15": 604, "2026-11-16": 491}


def test_one_401_puts_no_key_to_rest(apple: CaseHome):
    apple.answer_by("02_401_once")
    apple.sync()
    assert "Invalid credentials" not in apple.status()


def test_subscriptions_are_unknown_while_no_vendor_number_is_accepted(apple: CaseHome):
    metric, days = "active_standard_price_subscriptions", ("2026-11-26", "2026-11-27")
    apple.answer_by("03_vendor_400_everywhere")
    apple.sync()
    assert set(apple.by_day(metric, *days).values()) <= {None}
    apple.answer_by("")
    apple.sync()
    assert apple.by_day(metric, *days) == {"2026-11-26": 12466, "2026-11-27": 12440}
    assert apple.by_day("subscription_events", *days) == {"2026-11-26": 351, "2026-11-27": 361}


def test_pre_orders_refused_while_sales_came_are_no_issue(apple: CaseHome):
    apple.answer_by("05_pre_order_400_vendor")
    apple.sync()
    assert "doesn’t know this vendor number" not in apple.status()


def test_sales_that_fail_alone_do_not_stop_connecting(tmp_path):
    with case_home(tmp_path, **SHORT) as home:
        home.answer_by("07_sales_500")
        home.connect_apple()
        home.sync()
        told = home.status()
        downloads = home.by_day("first_time_downloads", "2026-11-15", "2026-11-16", "--app", MARROW)
    assert "vendor number" in told
    assert downloads == {"2026-11-15": 604, "2026-11-16": 491}


def test_both_buckets_of_one_number_are_used(google: CaseHome):
    google.answer_by("08_two_buckets")
    google.connect_google("10000002430143959621")
    google.sync()
    money = google.figures("earnings_amount", "--by", "currency", *_october())
    assert _amounts(money, "earnings_amount") == {"USD": Decimal("7372.47")}
    assert google.figures("store_listing_visitors", *_october())[0]["store_listing_visitors"]


def test_sales_of_an_app_that_left_are_counted(apple: CaseHome):
    apple.answer_by("12_transferred_app")
    apple.sync()
    days = ("--from", "2026-11-27", "--to", "2026-11-29")
    assert apple.figures("app_units", *days)[0]["app_units"] == 6484
    assert apple.figures("in_app_purchase_units", *days)[0]["in_app_purchase_units"] == 605
    assert MARROW in apple.run("apps", "list", "--json")


def test_months_that_google_no_longer_has_are_named_once(google: CaseHome):
    google.answer_by("17_error_counts_400")
    google.connect_google()
    google.sync()
    before = _refused(google)
    google.sync()
    assert _refused(google) == before
    assert '"unexpected"' not in google.status()


def test_a_weekly_file_in_place_of_a_daily_one_is_refused(apple: CaseHome):
    apple.answer_by("19_weekly_in_place_of_daily")
    apple.sync()
    days = apple.by_day("app_units", "2026-11-23", "2026-11-23", "--app", LANTERN)
    assert set(days.values()) <= {None}
    apple.answer_by("")
    apple.sync()
    [units] = apple.by_day("app_units", "2026-11-23", "2026-11-23", "--app", LANTERN).values()
    assert units not in {None, 0, 700}


def test_no_sales_of_another_version_make_no_zeros(apple: CaseHome):
    metric = "active_standard_price_subscriptions"
    apple.answer_by("21_version_flip")
    apple.sync()
    assert set(apple.by_day(metric, "2026-11-24", "2026-11-27").values()) <= {None}
    apple.answer_by("")
    apple.sync()
    days = apple.by_day(metric, "2026-11-26", "2026-11-27")
    assert days == {"2026-11-26": 12466, "2026-11-27": 12440}


def test_a_snapshot_whose_files_are_gone_is_asked_for_again(tmp_path):
    with case_home(tmp_path, "--snapshots", "none", **SHORT) as home:
        home.answer_by("23_old_snapshot")
        home.connect_apple()
        home.sync()
        calls = (tmp_path / "stub.log").read_text().splitlines()
    asked = [one for one in calls if one.startswith("POST /v1/analyticsReportRequests")]
    assert len(asked) == 3


def test_taxes_belong_to_the_account(google: CaseHome):
    google.connect_google()
    google.sync()
    month = _october()
    everything = google.figures("earnings_amount", "--by", "currency", *month)
    assert _amounts(everything, "earnings_amount") == {"USD": Decimal("7372.47")}
    split = google.figures("earnings_amount", "--by", "app,currency", *month)
    assert sum(Decimal(str(row["earnings_amount"])) for row in split) == Decimal("7372.47")
    assert Decimal("-12.82") in {Decimal(str(row["earnings_amount"])) for row in split}


def test_a_next_link_that_repeats_stops_one_list(apple: CaseHome):
    apple.answer_by("27_reviews_next_is_self")
    apple.sync()
    assert len(apple.apps_with_reviews(3)) == 3


@pytest.mark.parametrize(
    ("name", "row_count"),
    [
        ("11a_finance_financial_two_sections.txt", 4),
        ("ok1_sales_multimember_gzip.txt.gz", 2),
        ("ok2_sales_title_quotes.txt", 4),
        ("ok3_reviews_example.app_202609.csv", 4),
        ("ok4_play_sales_thousands.csv", 2),
        ("ok_b1_bom_twice_installs_example.fernweh.app_202610_overview.csv", 1),
    ],
)
def test_files_are_read_whole(tmp_path, name, row_count):
    with case_home(tmp_path) as home:
        told = json.loads(home.run("parse", str(CASES / name), "--json"))
    assert told["row_count"] == row_count


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("14a_financial_report_2026_payments.csv", "FINANCIAL files instead"),
        ("15_play_console_ui_installed_audience.csv", "bucket’s files instead"),
    ],
)
def test_files_that_are_no_reports_are_read_or_named(tmp_path, name, words):
    with case_home(tmp_path) as home:
        told = home.run("parse", str(CASES / name), "--json", fails=True)
    assert '"row_count"' in told or words in told


def test_dates_of_another_month_are_refused_or_read_the_right_way(tmp_path):
    with case_home(tmp_path) as home:
        name = "30_earnings_202610_dates_day_first.csv"
        told = home.run("parse", str(CASES / name), "--json", fails=True)
    assert "2026-03-10" not in told
    assert "2026-05-10" not in told


def _october() -> tuple[str, ...]:
    return "--from", "2026-10-01", "--to", "2026-10-31", "--provider", "google_play"


def _amounts(rows, metric):
    return {row["currency"]: Decimal(str(row[metric])) for row in rows if row[metric] is not None}


def _refused(home: CaseHome) -> int:
    log = home.rules.with_name("stub.log").read_text()
    return sum("errorCountMetricSet:query -> 400" in line for line in log.splitlines())

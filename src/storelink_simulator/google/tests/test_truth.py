"""What the files hold is what the truth tells: read over HTTP, added up, compared."""

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

import pytest

from storelink_simulator.google.tests.playing import PACKAGE, REPORTING

MONTH = ("2026-09-01", "2026-09-30")
COLUMN = {
    "daily_device_installs": "Daily Device Installs",
    "daily_user_installs": "Daily User Installs",
    "daily_user_uninstalls": "Daily User Uninstalls",
    "active_device_installs": "Active Device Installs",
    "install_events": "Install events",
    "update_events": "Update events",
    "uninstall_events": "Uninstall events",
    "daily_crashes": "Daily Crashes",
    "daily_anrs": "Daily ANRs",
    "store_listing_visitors": "Store listing visitors",
    "store_listing_acquisitions": "Store listing acquisitions",
    "new_subscriptions": "New Subscriptions",
    "cancelled_subscriptions": "Cancelled Subscriptions",
    "active_subscriptions": "Active Subscriptions",
}
METRICS = {
    "installs": [name for name in COLUMN if "install" in name or name == "update_events"],
    "crashes": ["daily_crashes", "daily_anrs"],
    "subscriptions": [name for name in COLUMN if name.endswith("_subscriptions")],
}
FILES = {
    "installs": ("stats/installs/installs_", "_overview.csv"),
    "installs by country": ("stats/installs/installs_", "_country.csv"),
    "crashes": ("stats/crashes/crashes_", "_overview.csv"),
    "sources": ("stats/store_performance/store_performance_", "_traffic_source.csv"),
    "countries": ("stats/store_performance/store_performance_", "_country.csv"),
    "subscriptions": ("financial-stats/subscriptions/subscriptions_", "_country.csv"),
}


def told(google, *by, start=MONTH[0], end=MONTH[1], **question):
    """The truth as a mapping."""
    facts = google.truth(first=start, to=end, by=",".join(by), **question)
    return {
        (fact["metric"], fact["app"], fact["date"], *fact.get("by", {}).values()): fact["value"]
        for fact in facts
    }


def summed(google, kind, metrics, *columns, month="202609"):
    """What the files of a month add up to."""
    prefix, ending = FILES[kind]
    sums = defaultdict(int)
    for name in google.names(prefix):
        if name.endswith(f"_{month}{ending}"):
            for row in google.rows(name):
                package = row.get("Package name") or row.get("Package Name")
                for metric in metrics:
                    group = [row[column] for column in columns]
                    sums[metric, package, row["Date"], *group] += int(row[COLUMN[metric]] or 0)
    return sums


@pytest.mark.parametrize("kind", ["installs", "installs by country", "crashes", "subscriptions"])
def test_counts_add_up_to_the_truth(google, kind):
    metrics = METRICS[kind.partition(" ")[0]]
    truth = told(google, metric=",".join(metrics))
    assert truth
    assert summed(google, kind, metrics) == truth


def test_visitors_add_up_by_country_and_by_search_term(google):
    metrics = ["store_listing_visitors", "store_listing_acquisitions"]
    asked = {"metric": ",".join(metrics)}
    by_term = summed(google, "sources", metrics, "Traffic source", "Search term")
    assert by_term == told(google, "traffic_source", "search_term", **asked)
    by_country = summed(google, "countries", metrics, "Country / region")
    assert by_country == told(google, "country", **asked)
    assert sum(by_country.values()) == sum(by_term.values())


def test_rates_are_fractions_of_visitors_and_terms_are_there(google):
    name = f"stats/store_performance/store_performance_{PACKAGE}_202609_traffic_source.csv"
    rows = google.rows(name)
    assert {"surf forecast", "Other"} <= {row["Search term"] for row in rows}
    for row in rows:
        acquired, seen = (int(row[f"Store listing {n}"]) for n in ("acquisitions", "visitors"))
        assert float(row["Store listing conversion rate"]) == acquired / seen <= 1


def test_the_running_month_is_told_as_far_as_it_is_out(google):
    today = {"start": "2026-11-01", "end": "2026-11-30"}
    truth = told(google, metric="daily_user_installs", **today)
    assert summed(google, "installs", ["daily_user_installs"], month="202611") == truth
    assert max(key[2] for key in truth) == "2026-11-22"
    google.admin("POST", "clock", {"days": 1})
    later = told(google, metric="daily_user_installs", **today)
    assert max(key[2] for key in later) == "2026-11-23"
    key = ("daily_user_installs", PACKAGE, "2026-11-22")
    assert later[key] > truth[key], "young days settle upwards"


def test_a_month_written_anew_changes_files_and_truth_alike(google):
    before = told(google, metric="daily_crashes")
    old = google.object(f"stats/crashes/crashes_{PACKAGE}_202609_overview.csv").json()
    google.admin("POST", "google-rewrites", {"month": "2026-09", "factor": 2, "app": PACKAGE})
    after = told(google, metric="daily_crashes")
    new = google.object(old["name"]).json()
    assert int(new["generation"]) > int(old["generation"])
    assert summed(google, "crashes", ["daily_crashes"]) == after
    changed = {key for key in before if before[key] != after[key]}
    assert {key[1] for key in changed} == {PACKAGE}


def test_sales_are_what_buyers_were_charged_less_refunds(google):
    sums = defaultdict(Decimal)
    for row in google.rows("sales/salesreport_202609.zip"):
        amount = Decimal(row["Charged Amount"].replace(",", ""))
        sign = -1 if row["Financial Status"] == "Refund" else 1
        day, package = row["Order Charged Date"], row["Package ID"]
        sums["charged_amount", package, day, row["Currency of Sale"]] += sign * abs(amount)
        assert (
            datetime.fromtimestamp(int(row["Order Charged Timestamp"]), UTC).isoformat()[:10] == day
        )
    truth = told(google, metric="charged_amount")
    assert sums == {key: Decimal(value) for key, value in truth.items()}
    assert len(sums) > 100


@pytest.mark.parametrize("month", ["2025-03", "2026-09"])
def test_earnings_are_the_sum_of_all_zips_of_a_month(google, month):
    ends = {"2025-03": "2025-03-31", "2026-09": "2026-09-30"}[month]
    names = google.names(f"earnings/earnings_{month.replace('-', '')}_")
    assert len(names) == (2 if month == "2025-03" else 1)
    sums = defaultdict(Decimal)
    for name in names:
        for row in google.rows(name):
            day = (
                datetime.strptime(f"{row['Transaction Date']} Z", "%b %d, %Y %z").date().isoformat()
            )
            package = row.get("Package ID", row.get("Product id"))
            key = ("earnings", package, day, row["Merchant Currency"])
            sums[key] += Decimal(row["Amount (Merchant Currency)"])
    truth = told(google, metric="earnings", start=f"{month}-01", end=ends)
    assert sums == {key: Decimal(value) for key, value in truth.items()}
    assert any(key[1] == "" for key in sums), "a row of the account alone"


def test_ratings_are_means_of_what_was_given_that_day(google):
    truth = told(google, metric="daily_average_rating", app=PACKAGE)
    rows = google.rows(f"stats/ratings/ratings_{PACKAGE}_202609_overview.csv")
    found = {row["Date"]: row["Daily Average Rating"] for row in rows}
    assert {day: Decimal(v) for (_, _, day), v in truth.items()} == {
        day: Decimal(v) for day, v in found.items() if v not in ("", "NA", "0.0")
    }


def test_reviews_are_counted_once_however_often_they_stand_in_files(google):
    seen = {}
    for month in ("202609", "202610", "202611"):
        for row in google.rows(f"reviews/reviews_{PACKAGE}_{month}.csv"):
            key = (row["Review Submit Millis Since Epoch"], row["Device"], row["Reviewer Language"])
            seen[key] = row["Review Submit Date and Time"][:10]
    truth = told(google, metric="ratings_given", app=PACKAGE)
    for day in (date(2026, 9, n).isoformat() for n in range(1, 31)):
        given = sum(1 for one in seen.values() if one == day)
        assert truth["ratings_given", PACKAGE, day] == given


def test_vitals_are_the_rates_of_the_api(google):
    spec = {
        "aggregationPeriod": "DAILY",
        "startTime": {"year": 2026, "month": 9, "day": 1},
        "endTime": {"year": 2026, "month": 10, "day": 1},
    }
    body = {"timelineSpec": spec, "metrics": ["crashRate", "userPerceivedCrashRate"]}
    path = f"/v1beta1/apps/{PACKAGE}/crashRateMetricSet:query"
    rows = google.post(path, body, REPORTING).json()["rows"]
    truth = told(google, metric="crash_rate", app=PACKAGE)
    days = count(1)
    for row in rows:
        day = f"2026-09-{next(days):02d}"
        value = row["metrics"][0]["decimalValue"]["value"]
        assert Decimal(value) == Decimal(truth["crash_rate", PACKAGE, day])
    assert len(rows) == 30


def test_a_wrong_question_is_told_what_is_wrong(google):
    for question in ({"metric": "downloads"}, {"by": "mood"}, {"first": "soon"}, {"x": "1"}):
        asked = {{"first": "from"}.get(name, name): value for name, value in question.items()}
        answer = google.client.get("/_simulator/google-truth", params=asked)
        assert answer.status_code == 400
        assert answer.json()["error"]

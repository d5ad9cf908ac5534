"""What comes out of the parser is what the simulated publisher did, also after months were
written anew."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from storelink.providers.google_play.tests.stage import KEY, report, session_of
from storelink.providers.registry import provider
from storelink.providers.tests.simulator import TODAY

SINCE = date(2026, 10, 1)
MONTHS = ("2026-10", "2026-11")
COLUMNS = {
    "installs_overview": (
        "daily_device_installs", "daily_user_installs", "daily_user_uninstalls",
        "active_device_installs", "install_events", "update_events", "uninstall_events",
    ),
    "crashes_overview": ("daily_crashes", "daily_anrs"),
    "ratings_overview": ("daily_average_rating", "total_average_rating"),
    "subscriptions_country": (
        "new_subscriptions", "cancelled_subscriptions", "active_subscriptions",
    ),
    "crash_rate_overview": ("crash_rate", "user_perceived_crash_rate"),
    "anr_rate_overview": ("anr_rate", "user_perceived_anr_rate"),
}  # fmt: skip


@pytest.fixture
def loaded(play, tmp_path):
    """Every row of the last months of a report, as a first load would bring it in."""

    def rows(key):
        session = session_of(play, "reports")
        apps = [app.id for app in session.apps()] if report(key).grain == "app" else [""]
        found = []
        for app in apps:
            for offer in session.available(report(key), app, TODAY):
                if offer.partition.period in MONTHS:
                    folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
                    folder.mkdir()
                    fetched = session.fetch(report(key), offer.partition, folder)
                    batches = provider(KEY).parse(report(key), fetched, ())
                    found += [row for batch in batches for row in batch.to_pylist()]
        return found

    return rows


def truth(play, metric):
    facts = play.simulator.get("google-truth", metric=metric, **{"from": SINCE.isoformat()})
    return {
        (fact["app"], fact["date"], *fact.get("by", {}).values()): Decimal(str(fact["value"]))
        for fact in facts["facts"]
        if Decimal(str(fact["value"]))
    }


def summed(rows, column, *by):
    sums = defaultdict(Decimal)
    for row in rows:
        if row[column] is not None:
            key = (row["app_id"], row["date"].isoformat(), *(row[name] for name in by))
            sums[key] += Decimal(str(row[column]))
    return {key: value for key, value in sums.items() if value}


@pytest.mark.parametrize("key", COLUMNS)
def test_every_figure_of_every_day_is_true(play, loaded, key):
    rows = loaded(key)
    for column in COLUMNS[key]:
        assert summed(rows, column) == truth(play, column), column


def test_splits_add_up_to_no_more_than_the_truth(play, loaded):
    true = truth(play, "install_events")
    for key in ("installs_country", "installs_device", "installs_app_version"):
        found = summed(loaded(key), "install_events")
        assert found
        assert all(found[each] <= true[each] for each in found)


@pytest.mark.parametrize("key", ["store_performance_country", "store_performance_traffic_source"])
def test_store_performance_is_true(play, loaded, key):
    rows = loaded(key)
    for column in ("store_listing_visitors", "store_listing_acquisitions"):
        assert summed(rows, column) == truth(play, column)


def test_sales_less_refunds_are_true_in_each_currency(play, loaded):
    found = summed(loaded("sales"), "net_charged_amount", "currency")
    assert found == truth(play, "charged_amount")


def test_earnings_are_true_with_those_of_no_app(play, loaded):
    found = summed(loaded("earnings"), "merchant_amount", "currency")
    assert found == truth(play, "earnings")
    assert "" in {app for app, *_ in found}


def test_a_month_that_is_written_anew_is_true_anew(play, loaded):
    before = truth(play, "install_events")
    play.simulator.post("google-rewrites", month="2026-10", factor=1.3)
    after = truth(play, "install_events")
    assert after != before
    assert summed(loaded("installs_overview"), "install_events") == after

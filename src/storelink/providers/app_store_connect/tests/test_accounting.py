"""Sales and finance files, and Apple's limits, against the simulator."""

from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from storelink.domain.errors import Busy, NeedsPermission, NoLongerKept, NotReady, NotUnderstood
from storelink.domain.period import Days
from storelink.domain.report import Partition
from storelink.providers.app_store_connect.tests.stage import (
    SALES_DAY,
    admin,
    fetch_sales,
    report,
    rows_of,
    session_of,
)
from storelink.providers.tests.simulator import TODAY

# --- available and fetch: sales and finance


def test_every_day_of_the_last_year_should_have_a_sales_file(play):
    offers = list(session_of(play, "ADMIN").available(report("sales_summary"), "", TODAY))
    assert len(offers) == 365
    assert offers[0].partition.period == (TODAY - timedelta(days=1)).isoformat()


def test_without_a_vendor_number_no_sales_are_offered(play, tmp_path):
    answers = {**admin(play.simulator), "vendor_number": ""}
    secret = play.provider.connect("api_key", {}, answers, play.http).secret
    session = play.provider.open(secret, play.client())
    assert list(session.available(report("sales_summary"), "", TODAY)) == []
    with pytest.raises(NeedsPermission, match="vendor number"):
        fetch_sales(session, tmp_path)


def test_an_old_day_without_a_file_had_no_sales(play, tmp_path):
    session = session_of(play, "ADMIN")
    play.simulator.play("no_sales")
    fetched = fetch_sales(session, tmp_path)
    assert fetched.parts == ()
    assert fetched.scope is not None
    assert fetched.scope.days.first == fetched.scope.days.last == SALES_DAY


def test_a_young_day_without_a_file_is_not_ready_and_never_zero(play, tmp_path):
    session = session_of(play, "ADMIN")
    list(session.available(report("sales_summary"), "", TODAY))
    play.simulator.play("no_sales")
    with pytest.raises(NotReady):
        fetch_sales(session, tmp_path, TODAY - timedelta(days=1))


def test_for_subscriptions_an_invalid_vendor_number_means_none_only_beside_sales(play, tmp_path):
    session, later = session_of(play, "ADMIN"), session_of(play, "ADMIN")
    partition = Partition("subscription", "", SALES_DAY.isoformat())
    play.simulator.play("invalid_vendor_number", count=1)
    assert session.fetch(report("subscription"), partition, tmp_path).parts == ()
    play.simulator.play("invalid_vendor_number")
    with pytest.raises(NeedsPermission, match="vendor number"):
        later.fetch(report("subscription"), partition, tmp_path)


def test_the_version_that_apple_names_is_asked_for_and_remembered(play, tmp_path):
    session = session_of(play, "ADMIN")
    play.simulator.play("version_drift", options={"latest": "1_9"})
    for day in (SALES_DAY, SALES_DAY - timedelta(days=1)):
        partition = Partition("subscription_event", "", day.isoformat())
        assert session.fetch(report("subscription_event"), partition, tmp_path).parts
    statuses = [call.status for call in play.calls if call.path == "/v1/salesReports"]
    assert statuses.count(400) == 1


def test_finance_files_come_by_fiscal_month_and_region(play, tmp_path):
    session = session_of(play, "FINANCE")
    for key, region in (("finance_financial", "ZZ"), ("finance_detail", "Z1")):
        offers = list(session.available(report(key), "", TODAY))
        assert all(offer.partition.period.endswith(region) for offer in offers)
        assert rows_of(play, session.fetch(report(key), offers[0].partition, tmp_path))


def test_finance_goes_back_as_far_as_apple_keeps_it(play):
    session = session_of(play, "FINANCE")
    for key in ("finance_financial", "finance_detail"):
        offers = list(session.available(report(key), "", TODAY))
        assert len({offer.partition for offer in offers}) == len(offers)
        assert 119 <= len(offers) <= 120
        oldest = min(offer.days.first for offer in offers)
        assert timedelta(days=3590) < TODAY - oldest < timedelta(days=3700)


def test_a_file_that_apple_has_deleted_is_gone_and_no_zero(play, tmp_path):
    def gone(request):
        return httpx.Response(410, json={"errors": [{"status": "410", "code": "GONE_ERROR"}]})

    session = session_of(play, "ADMIN")
    session.client.http.close()
    session.client.http.transport = httpx.MockTransport(gone)
    with pytest.raises(NoLongerKept, match="Apple keeps daily sales files for about a year"):
        fetch_sales(session, tmp_path)


@pytest.mark.parametrize(
    ("key", "period", "is_sure"),
    [
        ("sales_summary", "2026-03-01", True),
        ("sales_summary", "2025-11-25", False),
        ("subscription", "2025-11-25", False),
        ("sales_summary_year", "2020", True),
        ("finance_financial", "2026-08/ZZ", True),
        ("finance_financial", "2025-08/ZZ", False),
        ("finance_detail", "2019-01/Z1", False),
    ],
)
def test_no_sales_where_apple_may_keep_the_file_no_longer_proves_nothing(
    play, tmp_path, key, period, is_sure
):
    """Days of which the file is about to go, and financial reports of over a year ago, of which
    some accounts get twelve months."""
    session = session_of(play, "ADMIN")
    list(session.available(report(key), "", TODAY))
    play.simulator.play("no_sales")
    asked = Partition(key, "", period)
    if is_sure:
        assert session.fetch(report(key), asked, tmp_path).nothing is not None
    else:
        with pytest.raises(NoLongerKept, match="Apple keeps"):
            session.fetch(report(key), asked, tmp_path)


# --- limits


def test_the_wait_that_apple_asks_for_is_handed_on(play, tmp_path):
    session = session_of(play, "ADMIN")
    play.simulator.play("rate_limited", options={"retry_after": 17})
    with pytest.raises(Busy) as caught:
        fetch_sales(session, tmp_path)
    assert caught.value.wait == timedelta(seconds=17)


def test_the_hourly_limit_is_learnt_from_the_answer(play):
    learnt: list[int] = []

    class Limits:
        def acquire(self):
            """Nothing to wait for."""

        learn = staticmethod(learnt.append)

    play.simulator.begin_anew(calls_per_hour=2345)
    secret = play.connect().secret
    play.provider.open(secret, play.client(limiter=Limits())).apps()
    assert set(learnt) == {2345}


def test_one_bad_gateway_is_not_even_noticed(play):
    session = session_of(play, "ADMIN")
    play.simulator.play("bad_gateway_once")
    assert session.apps()


def test_a_clock_that_runs_ahead_does_not_let_the_key_rest(play):
    session = session_of(play, "ADMIN")
    play.simulator.play("clock_ahead", options={"seconds": 300})
    assert session.apps()


# --- where daily files have ended

ENDED = ("sales_summary_month", "sales_summary_year")


def test_months_and_years_are_offered_where_daily_files_have_ended(play):
    session = session_of(play, "ADMIN")
    found = {
        key: [offer.partition.period for offer in session.available(report(key), "", TODAY)]
        for key in ENDED
    }
    assert date(2026, 11, 24) == TODAY
    assert found["sales_summary_month"] == ["2025-11"]
    assert found["sales_summary_year"] == [str(year) for year in range(2025, 2015, -1)]


def test_a_year_that_daily_files_cover_is_not_offered(play):
    session = session_of(play, "ADMIN")
    new_year = date(2027, 1, 20)
    offers = session.available(report("sales_summary_year"), "", new_year)
    assert next(iter(offers)).partition.period == "2026"  # 1 to 19 January have no daily file
    on_the_eve = session.available(report("sales_summary_year"), "", date(2027, 1, 5))
    assert next(iter(on_the_eve)).partition.period == "2025"


def test_they_are_read_by_their_own_grain(play, tmp_path):
    session = session_of(play, "ADMIN")
    month = Partition("sales_summary_month", "", "2026-10")
    fetched = session.fetch(report("sales_summary_month"), month, tmp_path)
    rows = rows_of(play, fetched)
    assert rows
    assert {row["date"] for row in rows} == {date(2026, 10, 1)}
    assert {row["end_date"] for row in rows} == {date(2026, 10, 31)}
    assert fetched.scope.days == Days(date(2026, 10, 1), date(2026, 10, 31))
    assert [report(key).rollup_of for key in ENDED] == ["sales_summary", "sales_summary_month"]


def test_a_file_of_another_length_is_refused(play, tmp_path):
    session = session_of(play, "ADMIN")
    month = Partition("sales_summary_month", "", "2026-10")
    fetched = session.fetch(report("sales_summary_month"), month, tmp_path)
    day = Partition("sales_summary", "", "2026-10-01")
    with pytest.raises(NotUnderstood):
        rows_of(play, replace(fetched, partition=day))
    year = Partition("sales_summary_year", "", "2026")
    with pytest.raises(NotUnderstood):
        rows_of(play, replace(fetched, partition=year))

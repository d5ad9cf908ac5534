"""Vitals by the Reporting API: how far they go, month by month, page by page."""

import json
from datetime import date, timedelta

import httpx
import pytest

from storelink.domain.errors import (
    Missing,
    NeedsPermission,
    NoLongerKept,
    NotReady,
    NotUnderstood,
    Unexpected,
)
from storelink.domain.period import Days
from storelink.domain.report import Partition
from storelink.providers.google_play.pages import table_of_page
from storelink.providers.google_play.tests.files import APP
from storelink.providers.google_play.tests.test_files import TODAY, report

KEY = "crash_rate_country"


def offers(session, app=APP, key=KEY):
    return {o.partition.period: o for o in session.available(report(key), app, TODAY)}


def row(day, country, rate):
    return {
        "aggregationPeriod": "DAILY",
        "startTime": {"year": 2026, "month": 11, "day": day},
        "dimensions": [{"dimension": "countryCode", "stringValue": country}],
        "metrics": [
            {"metric": "userPerceivedCrashRate", "decimalValue": {"value": str(rate)}},
            {"metric": "distinctUsers", "decimalValue": {"value": "1200"}},
        ],
    }


def test_a_year_is_offered_up_to_the_last_day_that_google_has(desk):
    found = offers(desk.session())
    assert (min(found), max(found), len(found)) == ("2025-11", "2026-11", 13)
    assert found["2026-11"].days.last == date(2026, 11, 21)


def test_only_months_that_are_not_settled_change_day_by_day(desk):
    before = offers(desk.session())
    desk.freshness = {"year": 2026, "month": 11, "day": 23}
    after = offers(desk.session())
    changed = {m for m in before if before[m].fingerprint != after[m].fingerprint}
    assert changed == {"2026-11"}


def test_one_question_tells_how_far_all_splits_of_a_rate_go(desk):
    session = desk.session()
    for key in (KEY, "crash_rate_device", "crash_rate_overview"):
        offers(session, key=key)
    assert desk.paths().count(f"/v1beta1/apps/{APP}/crashRateMetricSet") == 1


def test_an_app_that_the_api_does_not_know_has_none(desk):
    assert offers(desk.session(), app="example.old") == {}


def test_an_app_without_data_yet_has_none(desk):
    desk.freshness = {}
    assert offers(desk.session()) == {}


def test_a_month_is_asked_for_in_the_only_zone_that_is_allowed(desk, tmp_path):
    desk.vitals = [row(20, "DE", 0.01)]
    session = desk.session()
    fetched = session.fetch(report(KEY), Partition(KEY, APP, "2026-11"), tmp_path)
    assert fetched.fingerprint == offers(session)["2026-11"].fingerprint
    assert fetched.scope.days.last == date(2026, 11, 21)
    [request] = [r for r in desk.asked if r.url.path.endswith(":query")]
    body = json.loads(request.content)
    line = body["timelineSpec"]
    assert line["startTime"]["timeZone"] == {"id": "America/Los_Angeles"}
    assert (line["endTime"]["month"], line["endTime"]["day"]) == (11, 22)
    assert body["dimensions"] == ["countryCode"]
    [part] = fetched.parts
    table = table_of_page(report(KEY), part.path.read_bytes(), part.name)
    assert table.to_pylist()[0]["territory"] == "DE"


def test_a_month_to_come_is_not_ready(desk, tmp_path):
    with pytest.raises(NotReady):
        desk.session().fetch(report(KEY), Partition(KEY, APP, "2026-12"), tmp_path)


def test_a_refusal_names_what_is_missing(desk):
    desk.refuse("apps:search", 403, "forbidden", "The caller does not have permission")
    with pytest.raises(NeedsPermission, match="View app information"):
        offers(desk.session())


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b'{"rows": 1}', b'{"rows": [1]}', b'{"rows": [{}]}', b'{"rows": [{"startTime":'
     b' {"year": 2026, "month": 13, "day": 1}}]}', b"[" * 100_000],
)  # fmt: skip
def test_a_page_of_something_else_is_said_to_be_strange(content):
    with pytest.raises(NotUnderstood):
        table_of_page(report(KEY), content, "page.json")


def test_a_rate_that_is_no_number_names_its_column():
    page = json.dumps({"rows": [row(20, "DE", "many")]}).encode()
    with pytest.raises(NotUnderstood, match="userPerceivedCrashRate"):
        table_of_page(report(KEY), page, "page.json")


ERRORS = "error_count_type"
REFUSED = {
    "error": {
        "code": 400, "message": "Request contains an invalid argument.",
        "status": "INVALID_ARGUMENT",
    }
}  # fmt: skip


@pytest.fixture
def forgetful(desk, monkeypatch):
    """Google refuses what begins before a day, as it does: without a word on why."""

    def since(first, message="Request contains an invalid argument."):
        answer = desk._reporting

        def reporting(request):
            if request.url.path.endswith(":query"):
                line = json.loads(request.content)["timelineSpec"]["startTime"]
                if date(line["year"], line["month"], line["day"]) < first:
                    error = {**REFUSED["error"], "message": message}
                    return httpx.Response(400, json={"error": error})
            return answer(request)

        monkeypatch.setattr(desk, "_reporting", reporting)

    return since


def starts(desk):
    """From where each question for data began."""
    lines = [
        json.loads(request.content)["timelineSpec"]["startTime"]
        for request in desk.asked
        if request.url.path.endswith(":query")
    ]
    return [date(line["year"], line["month"], line["day"]) for line in lines]


def test_of_error_counts_the_last_two_months_are_offered_and_no_day_before_is_asked_for(
    desk, tmp_path
):
    session = desk.session()
    found = offers(session, key=ERRORS)
    assert sorted(found) == ["2026-09", "2026-10", "2026-11"]
    for month in found:
        session.fetch(report(ERRORS), Partition(ERRORS, APP, month), tmp_path)
    first = TODAY - timedelta(days=60)
    assert sorted(starts(desk)) == [first, date(2026, 10, 1), date(2026, 11, 1)]


def test_where_google_keeps_a_few_days_less_the_rest_of_the_month_is_had(desk, forgetful, tmp_path):
    forgetful(TODAY - timedelta(days=56))
    session = desk.session()
    offers(session, key=ERRORS)
    partition = Partition(ERRORS, APP, "2026-09")
    fetched = session.fetch(report(ERRORS), partition, tmp_path)
    assert fetched.scope.days == Days(TODAY - timedelta(days=55), date(2026, 9, 30))


def test_a_month_of_error_counts_that_is_still_refused_is_said_to_be_gone(
    desk, forgetful, tmp_path
):
    forgetful(date(2026, 11, 1))
    session = desk.session()
    offers(session, key=ERRORS)
    with pytest.raises(NoLongerKept, match="Google keeps error counts for about two months"):
        session.fetch(report(ERRORS), Partition(ERRORS, APP, "2026-09"), tmp_path)


def test_another_set_whose_old_months_are_refused_is_gone_where_a_young_one_was_answered(
    desk, forgetful, tmp_path
):
    forgetful(date(2026, 6, 1))
    session = desk.session()
    offers(session)
    old = Partition(KEY, APP, "2026-03")
    with pytest.raises(Unexpected) as unknown:
        session.fetch(report(KEY), old, tmp_path)
    assert not isinstance(unknown.value, NoLongerKept)
    session.fetch(report(KEY), Partition(KEY, APP, "2026-10"), tmp_path)
    with pytest.raises(NoLongerKept, match="for a limited time"):
        session.fetch(report(KEY), old, tmp_path)


@pytest.mark.parametrize(
    ("month", "message"),
    [
        ("2026-11", "Request contains an invalid argument."),
        ("2026-09", "The requested metrics and dimensions cannot be used together."),
    ],
)
def test_a_refusal_that_is_not_about_age_is_none_of_history(
    desk, forgetful, tmp_path, month, message
):
    forgetful(date(2027, 1, 1), message)
    session = desk.session()
    offers(session, key=ERRORS)
    with pytest.raises(Unexpected) as refused:
        session.fetch(report(ERRORS), Partition(ERRORS, APP, month), tmp_path)
    assert refused.value.reason == "argument_refused"


# --- a metric set that Google has of games alone


GAMES = "slow_rendering_rate_overview"
NO_SUCH_SET = "slowRenderingRateMetricSet"


@pytest.mark.parametrize("status", [400, 403])
def test_a_set_for_games_that_is_refused_is_no_missing_permission(desk, status):
    desk.refuse(NO_SUCH_SET, status, "forbidden", "The caller does not have permission")
    session = desk.session()
    assert offers(session, key=GAMES) == {}
    assert offers(session), "the other sets go on"


def test_the_same_refusal_of_a_set_for_every_app_is_one(desk):
    desk.refuse("crashRateMetricSet", 403, "forbidden", "The caller does not have permission")
    session = desk.session()
    with pytest.raises(NeedsPermission):
        offers(session)
    assert offers(session, key=GAMES)


def test_of_two_apps_the_game_has_its_set(desk, monkeypatch):
    desk.apps = {**desk.apps, "example.game": "Game"}
    desk.refuse(
        f"apps/{APP}/{NO_SUCH_SET}", 403, "forbidden", "The caller does not have permission"
    )
    session = desk.session()
    assert offers(session, key=GAMES) == {}
    assert offers(session, app="example.game", key=GAMES)


# --- how far the data goes


def told_by(desk, monkeypatch, *freshnesses):
    answer = {"name": f"apps/{APP}", "freshnessInfo": {"freshnesses": list(freshnesses)}}
    monkeypatch.setattr(desk, "_reporting", _with(desk._reporting, answer))


def _with(usual, answer):
    def reporting(request):
        if request.url.path.endswith("MetricSet"):
            return httpx.Response(200, json=answer)
        return usual(request)

    return reporting


def end(day, period="DAILY"):
    return {
        "aggregationPeriod": period, "latestEndTime": {"year": 2026, "month": 11, "day": day}
    }  # fmt: skip


def test_the_end_of_the_daily_data_counts_and_not_that_of_the_hours(desk, monkeypatch):
    told_by(desk, monkeypatch, end(26, "HOURLY"), end(24))
    assert offers(desk.session())["2026-11"].days.last == date(2026, 11, 23)


def test_the_day_of_the_end_is_not_whole_and_is_not_offered(desk, monkeypatch):
    told_by(desk, monkeypatch, end(1))
    assert max(offers(desk.session())) == "2026-10"


def test_hours_alone_tell_nothing_of_days(desk, monkeypatch):
    told_by(desk, monkeypatch, end(26, "HOURLY"))
    assert offers(desk.session()) == {}


@pytest.mark.parametrize(
    "moment",
    [{"year": 2026}, {"year": 2026, "month": 13, "day": 1}, {"year": "soon", "month": 1, "day": 1}],
)
def test_an_end_that_is_no_day_is_told_and_not_taken_for_no_data(desk, monkeypatch, moment):
    told_by(desk, monkeypatch, {"aggregationPeriod": "DAILY", "latestEndTime": moment})
    with pytest.raises(Missing, match="how far its vitals go"):
        offers(desk.session())

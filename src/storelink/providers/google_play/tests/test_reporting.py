"""Vitals by the Reporting API: how far they go, month by month, page by page."""

import json
from datetime import date

import pytest

from storelink.domain.errors import NeedsPermission, NotReady, NotUnderstood
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

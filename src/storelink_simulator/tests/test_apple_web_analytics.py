"""The private analytics API: the same figures as the official reports."""

from __future__ import annotations

import csv
import io

import pytest

from storelink_simulator.apple.web.analytics.storefronts import STOREFRONTS
from storelink_simulator.tests.asking_analytics import (
    BASE,
    SETTLED,
    ask,
    by_day,
    grouped,
    moment,
    question,
    results,
)
from storelink_simulator.tests.playing import Player
from storelink_simulator.tests.signing_in import (
    Browser,
    entered,
)

SAME = {
    "impressionsTotal": "impressions",
    "pageViewCount": "product_page_views",
    "units": "first_time_downloads",
    "redownloads": "redownloads",
    "totalDownloads": "total_downloads",
    "updates": "updates",
    "installs": "installations",
    "uninstalls": "deletions",
    "sessions": "sessions",
    "crashes": "crashes",
    "sales": "sales_usd",
    "proceeds": "proceeds_usd",
}


@pytest.mark.parametrize(("measure", "metric"), SAME.items())
def test_figures_equal_what_the_official_reports_settle_to(
    sim: Player, measure: str, metric: str
) -> None:
    browser = entered(sim)
    for place in (0, 3):
        app = sim.app_id(place)
        told = by_day(results(browser, "time-series", question(app, measure))[0], measure)
        facts = sim.truth(metric=metric, app=app, first=SETTLED[0], to=SETTLED[1])
        truth = {fact["date"]: float(fact["value"]) for fact in facts}
        assert truth
        assert {day: value for day, value in told.items() if value or day in truth} == truth
        assert len(told) == 24


@pytest.mark.parametrize(
    ("measure", "metric", "dimension", "column"),
    [
        ("units", "first_time_downloads", "platform", "device"),
        ("sessions", "sessions", "appVersion", "app_version"),
        ("crashes", "crashes", "platformVersion", "platform_version"),
    ],
)
def test_groups_equal_the_truth_of_their_column(
    sim: Player, measure: str, metric: str, dimension: str, column: str
) -> None:
    app = sim.app_id(1)
    group = grouped(measure, dimension)
    found = results(entered(sim), "time-series", question(app, measure, group=group))
    told = {
        (item["group"]["key"], day): value
        for item in found
        for day, value in by_day(item, measure).items()
        if value
    }
    facts = sim.truth(metric=metric, app=app, by=column, first=SETTLED[0], to=SETTLED[1])
    assert told == {
        (fact["by"][column], fact["date"]): float(fact["value"]) for fact in facts if fact["value"]
    }


@pytest.mark.parametrize("place", [0, 1, 4])
@pytest.mark.parametrize("measure", ["impressionsTotal", "units", "updates", "sessions", "sales"])
def test_every_day_and_territory_equals_the_truth(sim: Player, place: int, measure: str) -> None:
    app, since = sim.app_id(place), "2026-08-01"
    group = grouped(measure, "storefront")
    body = question(app, measure, startTime=moment(since), group=group)
    code = {one.id: one.code for one in STOREFRONTS}
    told = {
        (code[item["group"]["key"]], day): value
        for item in results(entered(sim), "time-series", body)
        for day, value in by_day(item, measure).items()
        if value
    }
    facts = sim.truth(metric=SAME[measure], app=app, by="territory", first=since, to=SETTLED[1])
    values = {(fact["by"]["territory"], fact["date"]): float(fact["value"]) for fact in facts}
    published = {day for _, day in values}
    assert len(published) > 20
    assert {key: value for key, value in told.items() if key[1] in published} == {
        key: value for key, value in values.items() if value
    }


def options(browser: Browser, key: str) -> dict[str, str]:
    settings = browser.client.get(f"{BASE}/settings/all").json()
    found = next(one for one in settings["dimensions"] if one["key"] == key)
    return {one["id"]: one["title"] for one in found["options"]}


def test_sources_and_storefronts_have_ids_whose_titles_stand_in_the_settings(sim: Player) -> None:
    browser, app = entered(sim), sim.app_id()
    for dimension, column, known in (
        ("source", "source_type", "Search"),
        ("storefront", "territory", "143441"),
    ):
        group = grouped("units", dimension)
        found = results(browser, "time-series", question(app, "units", group=group))
        titles = options(browser, dimension)
        assert {item["group"]["key"]: item["group"]["title"] for item in found}.items() <= (
            titles.items()
        )
        assert known in {item["group"]["key"] for item in found}
        facts = sim.truth(
            metric="first_time_downloads", app=app, by=column, first=SETTLED[0], to=SETTLED[1]
        )
        sums: dict[str, int] = {}
        for fact in facts:
            sums[fact["by"][column]] = sums.get(fact["by"][column], 0) + fact["value"]
        assert sorted(item["totals"]["value"] for item in found) == sorted(
            map(float, sums.values())
        )


def test_regions_add_up_the_storefronts(sim: Player) -> None:
    browser, app = entered(sim), sim.app_id()
    totals = []
    for dimension in ("region", "storefront"):
        body = question(app, "units", dimensions=[dimension], limit=200, hideEmptyValues=True)
        body["measure"] = body.pop("measures")[0]
        totals.append(results(browser, "app/detail/dimensions", body)[0])
    assert totals[0]["total"] == totals[1]["total"]
    assert "-100003" in {one["key"] for one in totals[0]["data"]}


def test_days_are_complete_at_once_and_end_two_days_ago(sim: Player) -> None:
    browser, app = entered(sim), sim.app_id()
    settings = browser.client.get(f"{BASE}/settings/all").json()["configuration"]
    assert settings["dataEndDate"] == moment("2026-11-22")
    body = question(app, "units", startTime=moment("2026-11-22"), endTime=moment("2026-11-22"))
    before = results(browser, "time-series", body)[0]["totals"]["value"]
    sim.admin("POST", "clock", {"days": 6})
    fresh = entered(sim)
    assert results(fresh, "time-series", body)[0]["totals"]["value"] == before
    facts = sim.truth(metric="first_time_downloads", app=app, first="2026-11-22", to="2026-11-22")
    assert facts[0]["value"] == before


def test_restated_days_change_here_too(sim: Player) -> None:
    browser, app = entered(sim), sim.app_id()
    body = question(app, "units", startTime=moment("2026-11-15"), endTime=moment("2026-11-16"))
    before = results(browser, "time-series", body)[0]["totals"]["value"]
    sim.play("restated", app=app, options={"days_from": 8, "days_to": 9, "factor": 2})
    assert results(browser, "time-series", body)[0]["totals"]["value"] == before
    sim.admin("POST", "clock", {"days": 1})
    browser.client.get("/olympus/v1/session")
    after = entered(sim)
    assert results(after, "time-series", body)[0]["totals"]["value"] == 2 * before


def test_days_before_everything_have_no_data(sim: Player) -> None:
    body = question(sim.app_id(), "units", startTime=moment("2023-12-30"))
    body["endTime"] = moment("2024-01-02")
    values = [one["units"] for one in results(entered(sim), "time-series", body)[0]["data"]]
    assert values[:2] == [-1, -1]
    assert all(value > 0 for value in values[2:])


def test_days_before_an_app_could_be_seen_have_no_data(sim: Player) -> None:
    coming = sim.app_id(5)
    body = question(coming, "impressionsTotal", startTime=moment("2026-10-01"))
    values = [
        one["impressionsTotal"] for one in results(entered(sim), "time-series", body)[0]["data"]
    ]
    assert values[0] == -1
    assert values[-1] > 0


@pytest.mark.parametrize(("frequency", "count"), [("week", 4), ("MONTH", 2)])
def test_weeks_and_months_add_up_the_days(sim: Player, frequency: str, count: int) -> None:
    browser, app = entered(sim), sim.app_id()
    days = results(browser, "time-series", question(app, "units"))[0]
    longer = results(browser, "time-series", question(app, "units", frequency=frequency))[0]
    assert len(longer["data"]) == count
    assert sum(one["units"] for one in longer["data"]) == days["totals"]["value"]
    assert longer["totals"] == days["totals"]


def test_the_other_spelling_and_several_apps(sim: Player) -> None:
    browser = entered(sim)
    body = question(sim.app_id(0), "units") | {"adamId": [sim.app_id(0), sim.app_id(1)]}
    found = results(browser, "timeseries", body)
    assert [item["adamId"] for item in found] == body["adamId"]
    assert found[0]["group"] is None
    assert found[0]["totals"]["type"] == "COUNT"


def test_the_largest_come_first_and_no_more_than_asked_for(sim: Player) -> None:
    browser, app = entered(sim), sim.app_id()
    group = grouped("units", "storefront", limit=3)
    totals = [
        item["totals"]["value"]
        for item in results(browser, "time-series", question(app, "units", group=group))
    ]
    assert len(totals) == 3
    assert totals == sorted(totals, reverse=True)


def test_filters_leave_what_they_name(sim: Player) -> None:
    browser, app = entered(sim), sim.app_id()
    whole = results(browser, "time-series", question(app, "units"))[0]["totals"]["value"]
    parts = 0.0
    for key in ("iPhone", "iPad", "Desktop"):
        chosen = [{"dimensionKey": "platform", "optionKeys": [key]}]
        body = question(app, "units", dimensionFilters=chosen)
        parts += results(browser, "time-series", body)[0]["totals"]["value"]
    assert parts == whole
    chosen = [{"dimensionKey": "storefront", "optionKeys": ["143441"]}]
    group = grouped("units", "platform")
    body = question(app, "units", dimensionFilters=chosen, group=group)
    assert 0 < sum(i["totals"]["value"] for i in results(browser, "time-series", body)) < whole


def test_rates_are_percentages(sim: Player) -> None:
    browser, app = entered(sim), sim.app_id()
    item = results(browser, "time-series", question(app, "conversionRate"))[0]
    assert all(0 < one["conversionRate"] < 100 for one in item["data"])
    assert item["totals"]["type"] == "PERCENTAGE"


def test_several_measures_at_a_glance(sim: Player) -> None:
    body = question(sim.app_id(), "units", "sessions", "proceeds")
    found = results(entered(sim), "app/detail/measures", body)
    assert [item["measure"] for item in found] == ["units", "sessions", "proceeds"]
    assert found[0]["total"] == sum(one["value"] for one in found[0]["data"])
    change = 100 * (found[0]["total"] - found[0]["previousTotal"]) / found[0]["previousTotal"]
    assert found[0]["percentChange"] == pytest.approx(change, abs=0.01)


def test_an_order_of_options_without_numbers(sim: Player) -> None:
    body = question(sim.app_id(), "units")
    body["dimensions"] = [{"rank": "DESCENDING", "dimension": "source", "limit": 2}]
    item = results(entered(sim), "dimension-values", body)[0]
    assert [one["id"] for one in item["values"]] == ["Search", "Other"]
    assert item["actualSize"] > 2
    assert set(item["values"][0]) == {"id", "title"}


@pytest.mark.parametrize("dimension", ["campaignId", "domainReferrer", "appReferrer"])
def test_campaigns_and_referrers(sim: Player, dimension: str) -> None:
    body = question(sim.app_id(), "units", "pageViewCount", dimension=dimension, limit=3)
    found = results(entered(sim), "sources/list", body)
    assert 0 < len(found) <= 3
    assert set(found[0]["measures"]) == {"units", "pageViewCount"}


def test_retention_by_day_of_download(sim: Player) -> None:
    body = question(sim.app_id())
    answer = ask(entered(sim), "retention", body).json()
    assert answer["adamId"] == sim.app_id()
    cohort = answer["results"][0]
    assert cohort["appPurchase"] == moment(SETTLED[0])
    assert all(0 <= one["retentionPercentage"] <= 100 for one in cohort["data"])
    assert len(cohort["data"]) == 28
    assert len(answer["results"][-1]["data"]) == 10


def test_a_file_to_save(sim: Player) -> None:
    browser, app = entered(sim), sim.app_id()
    answer = ask(browser, "time-series-csv", question(app, "units"))
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    days = by_day(results(browser, "time-series", question(app, "units"))[0], "units")
    assert {day: float(value) for day, value in rows[1:]} == days


def test_apps_and_the_person_are_described(sim: Player) -> None:
    browser = entered(sim)
    found = browser.client.get(f"{BASE}/app-info/all").json()
    assert len(found["results"]) == 6
    assert all(one["isEnabled"] for one in found["results"])
    one = browser.client.get(f"{BASE}/app-info/{sim.app_id()}").json()["results"]
    assert one[0]["adamId"] == sim.app_id()
    person = browser.client.get(f"{BASE}/settings/user-info").json()
    assert person["providerName"] == "Brightside Labs"

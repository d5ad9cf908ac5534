"""What the private analytics API refuses, and whom."""

from __future__ import annotations

from typing import Any

import pytest

from storelink_simulator.tests.asking_analytics import (
    BASE,
    ask,
    grouped,
    moment,
    question,
    results,
)
from storelink_simulator.tests.playing import Player
from storelink_simulator.tests.signing_in import (
    MANAGER,
    SUPPORT,
    entered,
    switched,
)


def test_the_active_team_decides_which_apps_there_are(sim: Player) -> None:
    browser, app = entered(sim), sim.app_id()
    switched(browser, "Tideline Games")
    assert ask(browser, "time-series", question(app, "units")).status_code == 400
    theirs = browser.client.get(f"{BASE}/app-info/all").json()["results"][0]["adamId"]
    item = results(browser, "time-series", question(theirs, "units"))[0]
    assert item["totals"]["value"] > 0


@pytest.mark.parametrize(
    "change",
    [
        {"startTime": "2026-10-20"},
        {"startTime": None},
        {"endTime": moment("2026-11-23")},
        {"endTime": moment("2026-02-30")},
        {"startTime": moment("2026-11-13")},
        {"measures": ["nothing"]},
        {"measures": []},
        {"measures": "units"},
        {"adamId": []},
        {"adamId": ["1"]},
        {"adamId": "1482093311"},
        {"frequency": "hour"},
        {"group": grouped("units", "weather")},
        {"group": grouped("crashes", "source")},
        {"group": grouped("units", "source", limit=1000)},
        {"group": []},
        {"measures": ["updates"], "group": grouped("updates", "pageType")},
        {"measures": ["payingUsers"], "group": grouped("payingUsers", "platform")},
        {"measures": ["sessions"], "group": grouped("sessions", "platformVersion")},
        {"dimensionFilters": [{"dimensionKey": "source", "optionKeys": []}]},
        {"dimensionFilters": [{"dimensionKey": "source", "optionKeys": ["Search"]}] * 3},
        {"dimensionFilters": "source"},
    ],
    ids=str,
)
def test_wrong_questions_are_refused(sim: Player, change: dict[str, Any]) -> None:
    answer = ask(entered(sim), "time-series", question(sim.app_id(), "units") | change)
    assert answer.status_code == 400
    assert set(answer.json()) == {"itcBaseUrl", "message", "l10n", "errors"}


def test_a_question_without_the_header_is_refused(sim: Player) -> None:
    browser = entered(sim)
    body = question(sim.app_id(), "units")
    assert browser.client.post(f"{BASE}/data/time-series", json=body).status_code == 400


def test_nobody_is_told_anything(sim: Player) -> None:
    answer = sim.client.get(f"{BASE}/settings/all")
    assert answer.status_code == 401


def test_a_role_without_analytics(sim: Player) -> None:
    browser = entered(sim, SUPPORT)
    seen = browser.client.get(f"{BASE}/app-info/all").json()["results"]
    assert [one["isEnabled"] for one in seen] == [False, False]
    assert ask(browser, "time-series", question(seen[0]["adamId"], "units")).status_code == 403
    manager = entered(sim, MANAGER)
    assert ask(manager, "time-series", question(sim.app_id(), "units")).status_code == 200


def test_analytics_that_are_forbidden_for_one_app(sim: Player) -> None:
    browser, app = entered(sim), sim.app_id()
    sim.play("analytics_forbidden", app=app)
    enabled = [
        one["isEnabled"] for one in browser.client.get(f"{BASE}/app-info/all").json()["results"]
    ]
    assert enabled == [False, True, True, True, True, True]
    assert ask(browser, "time-series", question(app, "units")).status_code == 403
    assert ask(browser, "time-series", question(sim.app_id(1), "units")).status_code == 200


def test_too_many_questions(sim: Player) -> None:
    browser = entered(sim)
    sim.play("rate_limited", path="/analytics", count=1, options={"retry_after": 30})
    answer = ask(browser, "time-series", question(sim.app_id(), "units"))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    assert ask(browser, "time-series", question(sim.app_id(), "units")).status_code == 200

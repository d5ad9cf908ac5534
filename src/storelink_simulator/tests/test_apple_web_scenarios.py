"""Troubles of the line, of the widget key and of web sessions."""

from __future__ import annotations

import pytest

from storelink_simulator.tests.asking_analytics import ask, question
from storelink_simulator.tests.playing import Player, problem
from storelink_simulator.tests.signing_in import (
    OWNER,
    Browser,
    entered,
    session,
)

PLAIN = "o.brandt@tideline.example"
COMPANY = "k.ito@bigcorp.example"


def test_json_with_another_label(sim: Player) -> None:
    sim.play("json_labelled_html", path="/signin/init")
    body = {"a": "Ag==", "accountName": OWNER, "protocols": ["s2k", "s2k_fo"]}
    answer = Browser(sim).call("POST", "/signin/init", body)
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.json()["salt"]


@pytest.mark.parametrize("path", ["/appleauth", "/olympus", "/iris"])
def test_pages_where_json_is_expected(sim: Player, path: str) -> None:
    browser = entered(sim)
    sim.play("html_instead_of_json", path=path, count=1)
    sim.play("server_error_html", path=path, count=1)
    calls = {
        "/appleauth": lambda: browser.call("GET", ""),
        "/olympus": lambda: session(browser),
        "/iris": lambda: browser.client.get("/iris/v1/apps"),
    }
    answers = [calls[path]() for _ in range(3)]
    assert [one.status_code for one in answers][:2] == [503, 200]
    assert all("<html>" in one.text for one in answers[:2])
    assert answers[2].json()


def test_too_many_sign_ins(sim: Player) -> None:
    sim.play("rate_limited", path="/appleauth", options={"retry_after": 90})
    answer = Browser(sim).give_password()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "90")
    assert answer.headers["X-Daiquiri-Rate-Limit-User"]


def test_another_widget_key(sim: Player) -> None:
    sim.play("widget_key_rotated")
    key = sim.client.head("/logout").headers["Location"].partition("widgetKey=")[2][:64]
    browser = Browser(sim)
    body = {"a": "Ag==", "accountName": OWNER, "protocols": ["s2k", "s2k_fo"]}
    assert browser.call("POST", "/signin/init", body).status_code == 400
    browser.headers["X-Apple-Widget-Key"] = key
    browser.sign_in()


def test_a_session_that_is_over(sim: Player) -> None:
    browser = entered(sim)
    sim.play("web_session_over")
    assert session(browser).status_code == 401
    assert problem(browser.client.get("/iris/v1/apps"))["status"] == "401"
    assert browser.give_password().status_code == 200
    assert session(browser).status_code == 200
    assert browser.client.get("/iris/v1/apps").status_code == 200


def test_sessions_that_are_short(sim: Player) -> None:
    browser = entered(sim)
    sim.play("web_session_short", options={"hours": 2})
    sim.admin("POST", "clock", {"minutes": 90})
    assert session(browser).status_code == 200
    sim.admin("POST", "clock", {"minutes": 40})
    assert session(browser).status_code == 401


def test_an_agreement_that_is_missing(sim: Player) -> None:
    browser = entered(sim)
    assert browser.client.get("/olympus/v1/contractMessages").json() == []
    sim.play("agreement_missing")
    code = "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED"
    assert problem(browser.client.get("/iris/v1/apps"))["code"] == code
    assert browser.client.get("/olympus/v1/contractMessages").json()[0]["message"]


def test_a_role_that_is_too_small_on_the_web(sim: Player) -> None:
    browser = entered(sim)
    assert browser.client.get("/iris/v1/users").status_code == 200
    sim.play("role_too_small")
    assert browser.client.get("/iris/v1/users").status_code == 403


@pytest.mark.parametrize(
    "path", ["/olympus/v1/session", "/iris/v1/apps", "/analytics/api/v1/settings/all"]
)
def test_sessions_that_end_in_a_redirect(sim: Player, path: str) -> None:
    sim.play("web_session_redirects")
    answer = sim.client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login")


def test_a_team_is_switched_with_the_newest_token(sim: Player) -> None:
    browser = entered(sim)
    sim.play("csrf_wanted")
    found = session(browser)
    body = {"provider": {"providerId": found.json()["availableProviders"][1]["providerId"]}}
    path = "/olympus/v1/session"
    assert browser.client.post(path, json=body).status_code == 403
    tokens = {name: found.headers[name] for name in ("csrf", "csrf_ts")}
    assert browser.client.post(path, json=body, headers=tokens).status_code == 200


def test_analytics_without_results(sim: Player) -> None:
    browser = entered(sim)
    sim.play("analytics_without_results", count=1)
    body = question(sim.app_id(), "units")
    assert "results" not in ask(browser, "time-series", body).json()
    assert ask(browser, "time-series", body).json()["results"]

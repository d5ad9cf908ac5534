"""Every named trouble, played."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from storelink_simulator.scenarios import ALL
from storelink_simulator.tests.playing import Player, problem

DOWNLOADS = "App Downloads Standard"


def status(sim: Player, path: str = "/v1/apps") -> int:
    return sim.get(path).status_code


def newest(sim: Player, name: str = DOWNLOADS) -> Any:
    return sim.instances(sim.app_id(), name, filter_granularity="DAILY")[0]


@pytest.mark.parametrize("name", ["key_revoked", "wrong_issuer", "clock_ahead"])
def test_a_key_that_does_not_hold(sim: Player, name: str) -> None:
    sim.play(name)
    answer = sim.get("/v1/apps")
    assert (answer.status_code, problem(answer)["code"]) == (401, "NOT_AUTHORIZED")
    sim.admin("DELETE", f"scenarios?name={name}")
    assert status(sim) == 200


def test_a_clock_that_runs_a_little_ahead_is_forgiven_by_backdating(sim: Player) -> None:
    sim.play("clock_ahead", options={"seconds": 20})
    assert status(sim) == 200


@pytest.mark.parametrize(
    "role", ["FINANCE", "SALES", "APP_MANAGER", "CUSTOMER_SUPPORT", "MARKETING", "DEVELOPER"]
)
def test_a_role_that_is_too_small(sim: Player, role: str) -> None:
    expected = sim.sales(role=role).status_code, sim.get("/v1/users", role=role).status_code
    sim.play("role_too_small", options={"role": role})
    assert (sim.sales().status_code, status(sim, "/v1/users")) == expected


def test_a_list_of_apps_that_is_forbidden(sim: Player) -> None:
    sim.play("app_list_forbidden")
    assert problem(sim.get("/v1/apps"))["code"] == "FORBIDDEN_ERROR"
    assert sim.sales().status_code == 200


def test_an_agreement_that_is_missing(sim: Player) -> None:
    sim.play("agreement_missing")
    code = "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED"
    for answer in (sim.get("/v1/apps"), sim.sales(), sim.get("/v1/users")):
        assert (answer.status_code, problem(answer)["code"]) == (403, code)


def test_the_limit_with_and_without_retry_after(sim: Player) -> None:
    sim.play("rate_limited", count=1)
    answer = sim.get("/v1/apps")
    assert (answer.status_code, problem(answer)["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert "retry-after" not in answer.headers
    assert answer.headers["x-rate-limit"] == "user-hour-lim:3600;user-hour-rem:0;"
    sim.play("rate_limited", count=1, options={"retry_after": 7})
    assert sim.get("/v1/apps").headers["retry-after"] == "7"
    assert status(sim) == 200


def test_errors_of_the_server(sim: Player) -> None:
    sim.play("server_error_json", count=1)
    assert problem(sim.get("/v1/apps"))["code"] == "UNEXPECTED_ERROR"
    sim.play("server_error_html", count=1)
    page = sim.get("/v1/apps")
    assert page.status_code == 503
    assert page.headers["content-type"].startswith("text/html")
    sim.play("bad_gateway_once")
    assert [status(sim), status(sim)] == [502, 200]


def test_a_connection_that_hangs_until_the_client_leaves(sim: Player) -> None:
    sim.play("hanging", path="/v1/users")
    with pytest.raises(httpx.ReadTimeout):
        sim.client.get("/v1/users", timeout=httpx.Timeout(60, read=0.3))
    assert status(sim) == 200


def test_who_hangs_is_let_go_when_it_ends(sim: Player) -> None:
    sim.play("hanging", count=1, options={"seconds": 0.2})
    assert status(sim) == 200


def test_a_connection_that_is_reset(sim: Player) -> None:
    sim.play("connection_reset", count=1)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        sim.get("/v1/apps")
    assert status(sim) == 200


def test_a_slow_answer(sim: Player) -> None:
    sim.play("slow", count=1, options={"milliseconds": 150})
    started = time.monotonic()
    assert status(sim) == 200
    assert time.monotonic() - started >= 0.15


def test_no_sales(sim: Player) -> None:
    sim.play("no_sales", count=1)
    assert problem(sim.sales())["detail"] == "There were no sales for the date specified."
    assert sim.sales().status_code == 200


def test_a_late_report(sim: Player) -> None:
    before = newest(sim)["attributes"]["processingDate"]
    sim.play("late_report")
    assert newest(sim)["attributes"]["processingDate"] < before
    detail = problem(sim.sales(filter_reportDate="2026-11-23"))["detail"]
    assert detail.startswith("Report is not available yet.")
    assert sim.sales(filter_reportDate="2026-11-20").status_code == 200


def test_a_version_that_drifts(sim: Player) -> None:
    sim.play("version_drift")
    for changes in ({}, {"filter_version": "1_0"}):
        assert problem(sim.sales(**changes))["detail"].endswith("1_9")
    assert sim.sales(filter_version="1_9").status_code == 200


def test_a_vendor_number_that_is_called_invalid(sim: Player) -> None:
    sim.play("invalid_vendor_number", count=1)
    assert problem(sim.sales())["detail"] == "Invalid vendor number specified"


def test_a_request_that_stopped(sim: Player) -> None:
    app = sim.app_id()
    request = sim.request_id(app)
    sim.play("stopped_due_to_inactivity", app=app)
    path = f"/v1/analyticsReportRequests/{request}"
    assert sim.data(path)["attributes"]["stoppedDueToInactivity"] is True
    sim.admin("POST", "clock", {"days": 3})
    days = [one["attributes"]["processingDate"] for one in sim.instances(app, "App Crashes")]
    assert max(days) == "2026-11-24"
    other = sim.request_id(sim.app_id(1))
    attributes = sim.data(f"/v1/analyticsReportRequests/{other}")["attributes"]
    assert attributes["stoppedDueToInactivity"] is False


def test_first_files_that_take_two_days(sim: Player) -> None:
    sim.play("first_files_delayed")
    assert sim.instances(sim.app_id(), DOWNLOADS) == []
    sim.admin("POST", "clock", {"hours": 48})
    assert sim.instances(sim.app_id(), DOWNLOADS)


def test_an_instance_that_is_gone(sim: Player) -> None:
    instance = newest(sim)
    sim.play("instance_gone", count=1)
    path = f"/v1/analyticsReportInstances/{instance['id']}/segments"
    assert problem(sim.get(path))["code"] == "NOT_FOUND"
    assert status(sim, path) == 200


def test_a_catalogue_that_is_empty(sim: Player) -> None:
    path = f"/v1/analyticsReportRequests/{sim.request_id(sim.app_id())}/reports"
    sim.play("report_catalogue_empty", count=1)
    assert sim.data(path) == []
    assert sim.data(path)


def test_a_request_that_somebody_else_made_first(sim: Player) -> None:
    sim.reset(requests="none")
    sim.play("request_race", count=1)
    app = {"data": {"type": "apps", "id": sim.app_id()}}
    data = {
        "type": "analyticsReportRequests",
        "attributes": {"accessType": "ONGOING"},
        "relationships": {"app": app},
    }
    answers = [
        sim.send("POST", "/v1/analyticsReportRequests", json={"data": data}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [409, 201]


def test_days_that_are_restated(sim: Player) -> None:
    app = sim.app_id()
    question = {"metric": "impressions", "app": app, "first": "2026-11-12", "to": "2026-11-20"}
    before = {fact["date"]: fact["value"] for fact in sim.truth(**question)}
    told = sim.play("restated", app=app, options={"days_from": 8, "days_to": 10, "factor": 2})
    assert told["processed_on"] == "2026-11-25"
    assert {fact["date"]: fact["value"] for fact in sim.truth(**question)} == before
    sim.admin("POST", "clock", {"days": 4})
    after = {fact["date"]: fact["value"] for fact in sim.truth(**question)}
    changed = {day for day in before if after[day] > before[day] * 1.8}
    assert changed == {"2026-11-14", "2026-11-15", "2026-11-16"}
    name = "App Store Discovery and Engagement Standard"
    instance = sim.instances(
        app, name, filter_processingDate="2026-11-25", filter_granularity="DAILY"
    )[0]
    assert changed <= {row["Date"] for row in sim.rows(instance)}


def test_a_trouble_can_be_meant_for_one_key_app_path_and_count(sim: Player) -> None:
    sim.play("key_revoked", key=sim.key("SALES")["key_id"])
    assert sim.get("/v1/apps", role="SALES").status_code == 401
    assert sim.get("/v1/apps", role="FINANCE").status_code == 200
    sim.play("bad_gateway_once", path="/v1/salesReports", count=2)
    assert status(sim) == 200
    assert [sim.sales().status_code for _ in range(3)] == [502, 502, 200]
    first, second = sim.app_id(0), sim.app_id(1)
    sim.play("server_error_json", app=first)
    assert status(sim, f"/v1/apps/{first}/analyticsReportRequests") == 500
    assert status(sim, f"/v1/apps/{second}/analyticsReportRequests") == 200


def test_a_trouble_of_an_app_follows_its_ids(sim: Player) -> None:
    app = sim.app_id()
    request = sim.request_id(app)
    report = sim.report_id(request, DOWNLOADS)
    instance = newest(sim)["id"]
    sim.play("server_error_json", app=app)
    for path in (
        f"/v1/analyticsReportRequests/{request}",
        f"/v1/analyticsReports/{report}/instances",
        f"/v1/analyticsReportInstances/{instance}/segments",
    ):
        assert status(sim, path) == 500


def test_unknown_troubles_and_options_are_refused(sim: Player) -> None:
    for body in (
        {"name": "earthquake"},
        {"name": "slow", "options": {"hours": 1}},
        {"name": "slow", "count": 0},
        {"name": "slow", "colour": "blue"},
        {"name": "slow", "options": []},
    ):
        answer = sim.client.post("/_simulator/scenarios", json=body)
        assert answer.status_code == 400
        assert answer.json()["error"]


def test_the_log_says_what_was_played(sim: Player) -> None:
    sim.play("bad_gateway_once")
    status(sim)
    last = sim.admin("GET", "requests")["requests"][-1]
    assert (last["status"], last["scenarios"]) == (502, ["bad_gateway_once"])


def test_every_scenario_is_told_in_the_manual() -> None:
    manual = (Path(__file__).parents[1] / "README.md").read_text()
    assert [one.name for one in ALL if f"| `{one.name}` | {one.sentence} |" not in manual] == []


def test_every_scenario_is_told_in_a_sentence() -> None:
    assert len({one.name for one in ALL}) == len(ALL)
    assert all(one.sentence.endswith(".") for one in ALL)

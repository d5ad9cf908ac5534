"""Requests → reports → instances → segments → files."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from storelink_simulator.tests.playing import Player, problem

REQUESTS = "/v1/analyticsReportRequests"


def body(app_id: str, access_type: str = "ONGOING") -> dict[str, Any]:
    app = {"data": {"type": "apps", "id": app_id}}
    return {
        "data": {
            "type": "analyticsReportRequests",
            "attributes": {"accessType": access_type},
            "relationships": {"app": app},
        }
    }


def create(sim: Player, access_type: str = "ONGOING", app: int = 0) -> httpx.Response:
    return sim.send("POST", REQUESTS, json=body(sim.app_id(app), access_type))


def test_a_new_request_is_created_once(sim: Player) -> None:
    sim.reset(requests="none", snapshots="none")
    answer = create(sim)
    assert answer.status_code == 201
    data = answer.json()["data"]
    assert answer.headers["location"] == data["links"]["self"]
    assert sim.data(f"{REQUESTS}/{data['id']}") == data
    again = create(sim)
    assert (again.status_code, problem(again)["code"]) == (409, "STATE_ERROR")
    assert create(sim, app=1).status_code == 201


def test_another_request_follows_a_deleted_one(sim: Player) -> None:
    sim.reset(snapshots="none")
    request = sim.request_id(sim.app_id())
    assert sim.send("DELETE", f"{REQUESTS}/{request}").status_code == 204
    assert sim.get(f"{REQUESTS}/{request}").status_code == 404
    assert create(sim).status_code == 201


def test_a_snapshot_is_had_once_in_31_days_even_if_deleted(sim: Player) -> None:
    sim.reset(snapshots="none")
    first = create(sim, "ONE_TIME_SNAPSHOT").json()["data"]["id"]
    sim.send("DELETE", f"{REQUESTS}/{first}")
    sim.admin("POST", "clock", {"days": 30})
    assert create(sim, "ONE_TIME_SNAPSHOT").status_code == 409
    sim.admin("POST", "clock", {"days": 1})
    assert create(sim, "ONE_TIME_SNAPSHOT").status_code == 201


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ("{", 400, "ENTITY_INVALID"),
        ("[]", 422, "ENTITY_UNPROCESSABLE"),
        ('{"type": "analyticsReportRequests"}', 422, "ENTITY_UNPROCESSABLE"),
        ('{"data": {"type": "apps"}}', 409, "ENTITY_ERROR.TYPE.INVALID"),
        (
            '{"data": {"type": "analyticsReportRequests"}}',
            409,
            "ENTITY_ERROR.ATTRIBUTE.REQUIRED",
        ),
        (
            '{"data": {"type": "analyticsReportRequests", "attributes": {"accessType": "NOW"}}}',
            409,
            "ENTITY_ERROR.ATTRIBUTE.INVALID",
        ),
        (
            '{"data": {"type": "analyticsReportRequests", '
            '"attributes": {"accessType": "ONGOING"}}}',
            409,
            "ENTITY_ERROR.RELATIONSHIP.REQUIRED",
        ),
    ],
)
def test_a_bad_body_is_told_what_is_wrong(sim: Player, sent: str, status: int, code: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = sim.send("POST", REQUESTS, content=sent, headers=headers)
    assert (answer.status_code, problem(answer)["code"]) == (status, code)


def test_an_unknown_app_cannot_be_requested(sim: Player) -> None:
    answer = sim.send("POST", REQUESTS, json=body("1"))
    assert problem(answer)["code"] == "ENTITY_ERROR.RELATIONSHIP.INVALID"


def test_the_catalogue_is_there_at_once_and_long(sim: Player) -> None:
    sim.reset(requests="none", first_files_after_hours=48)
    request = create(sim).json()["data"]["id"]
    answer = sim.get(f"{REQUESTS}/{request}/reports", limit=200).json()
    counts: dict[str, int] = {}
    for report in answer["data"]:
        assert report["id"].startswith("r")
        assert report["id"].endswith(request)
        category = report["attributes"]["category"]
        counts[category] = counts.get(category, 0) + 1
    assert answer["meta"]["paging"]["total"] == len(answer["data"])
    assert counts["FRAMEWORK_USAGE"] == 103
    assert 150 <= len(answer["data"]) <= 160


def test_reports_are_found_by_name_and_category(sim: Player) -> None:
    path = f"{REQUESTS}/{sim.request_id(sim.app_id())}/reports"
    found = sim.data(path, filter_category="COMMERCE,APP_STORE_ENGAGEMENT", limit=200)
    names = {report["attributes"]["name"] for report in found}
    assert {"App Downloads Standard", "App Store Discovery and Engagement Detailed"} <= names
    assert "App Crashes" not in names
    assert len(sim.data(path, filter_name="App Crashes")) == 1
    assert sim.data(path, filter_name="App Crash") == []


def test_reports_without_files_have_no_instances(sim: Player) -> None:
    assert sim.instances(sim.app_id(), "App Clip Usage Standard") == []


def test_instances_go_back_35_days_and_not_further(sim: Player) -> None:
    days = [
        one["attributes"]["processingDate"]
        for one in sim.instances(sim.app_id(), "App Downloads Standard", filter_granularity="DAILY")
    ]
    assert days == sorted(days, reverse=True)
    assert days[-1] == "2026-10-21"
    assert 30 <= len(days) <= 35


def test_an_instance_is_gone_after_35_days(sim: Player) -> None:
    oldest = sim.instances(sim.app_id(), "App Downloads Standard")[-1]
    path = f"/v1/analyticsReportInstances/{oldest['id']}"
    assert sim.get(path).status_code == 200
    sim.admin("POST", "clock", {"days": 1})
    assert problem(sim.get(path))["code"] == "NOT_FOUND"
    assert sim.get(f"{path}/segments").status_code == 404


def test_all_granularities_share_the_list(sim: Player) -> None:
    found = sim.instances(sim.app_id(), "App Store Purchases Standard")
    by_kind: dict[str, set[str]] = {"DAILY": set(), "WEEKLY": set(), "MONTHLY": set()}
    for one in found:
        by_kind[one["attributes"]["granularity"]].add(one["attributes"]["processingDate"])
    assert by_kind["WEEKLY"] == {
        "2026-10-23", "2026-10-30", "2026-11-06", "2026-11-13", "2026-11-20",
    }  # fmt: skip
    assert by_kind["MONTHLY"] == {"2026-11-05"}
    only = sim.instances(sim.app_id(), "App Store Purchases Standard", filter_granularity="WEEKLY")
    assert {one["attributes"]["granularity"] for one in only} == {"WEEKLY"}


def test_standard_downloads_come_by_day_only(sim: Player) -> None:
    kinds = {
        name: {one["attributes"]["granularity"] for one in sim.instances(sim.app_id(), name)}
        for name in ("App Downloads Standard", "App Downloads Detailed")
    }
    assert kinds["App Downloads Standard"] == {"DAILY"}
    assert kinds["App Downloads Detailed"] == {"DAILY", "WEEKLY", "MONTHLY"}


def test_an_instance_is_found_by_its_processing_date(sim: Player) -> None:
    found = sim.instances(
        sim.app_id(), "App Crashes", filter_processingDate="2026-11-12", filter_granularity="DAILY"
    )
    assert [one["attributes"]["processingDate"] for one in found] == ["2026-11-12"]
    report = sim.report_id(sim.request_id(sim.app_id()), "App Crashes")
    path = f"/v1/analyticsReports/{report}/instances"
    assert sim.get(path, filter_processingDate="12.11.2026").status_code == 400

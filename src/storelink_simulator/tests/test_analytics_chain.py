"""Requests → reports → instances → segments → files."""

from __future__ import annotations

import gzip
import hashlib
from typing import Any

import httpx
import pytest

from storelink_simulator.tests.playing import Player, Row, problem

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


def test_a_segment_tells_checksum_and_size_of_the_compressed_bytes(sim: Player) -> None:
    for instance in sim.instances(
        sim.app_id(), "App Sessions Standard", filter_granularity="DAILY"
    )[:6]:
        for segment in sim.segments(instance):
            data = sim.file(segment)
            assert len(data) == segment["attributes"]["sizeInBytes"]
            assert hashlib.md5(data).hexdigest() == segment["attributes"]["checksum"]
            assert data[:2] == b"\x1f\x8b"


def test_segments_of_an_instance_hold_different_rows(sim: Player) -> None:
    several = [
        segments
        for one in sim.instances(sim.app_id(), "App Sessions Standard")[:12]
        if len(segments := sim.segments(one)) > 1
    ]
    assert several
    for segments in several:
        files = [gzip.decompress(sim.file(one)).decode().splitlines() for one in segments]
        assert len({file[0] for file in files}) == 1
        rows = [row for file in files for row in file[1:]]
        assert len(rows) == len(set(rows))


def test_one_segment_can_be_asked_for_again(sim: Player) -> None:
    segment = sim.segments(sim.instances(sim.app_id(), "App Downloads Standard")[0])[0]
    again = sim.data(f"/v1/analyticsReportSegments/{segment['id']}")
    assert again["attributes"]["checksum"] == segment["attributes"]["checksum"]
    assert sim.file(again) == sim.file(segment)


def test_files_are_the_same_in_every_download_and_after_a_restart(sim: Player) -> None:
    name = "App Store Discovery and Engagement Detailed"
    instance = sim.instances(sim.app_id(), name)[0]
    first = [sim.file(one) for one in sim.segments(instance)]
    sim.reset()
    assert [sim.file(one) for one in sim.segments(instance)] == first


def days_of(rows: list[Row]) -> set[str]:
    return {row["Date"] for row in rows}


@pytest.mark.parametrize(
    ("name", "window"),
    [
        ("App Downloads Standard", 2),
        ("App Store Purchases Standard", 2),
        ("App Store Discovery and Engagement Standard", 3),
        ("App Sessions Standard", 5),
        ("App Crashes", 5),
    ],
)
def test_a_daily_instance_carries_the_days_of_its_window(
    sim: Player, name: str, window: int
) -> None:
    found = sim.instances(
        sim.app_id(), name, filter_granularity="DAILY", filter_processingDate="2026-11-14"
    )
    expected = {f"2026-11-{day:02d}" for day in range(14 - window, 14)}
    days = days_of(sim.rows(found[0]))
    assert {day for day in days if day > "2026-11-06"} == expected


def test_a_weekly_instance_adds_its_week_up(sim: Player) -> None:
    app = sim.app_id()
    found = sim.instances(
        app,
        "App Store Discovery and Engagement Standard",
        filter_granularity="WEEKLY",
        filter_processingDate="2026-11-13",
    )
    rows = sim.rows(found[0])
    assert days_of(rows) == {"2026-11-02"}
    weekly = sum(int(row["Counts"]) for row in rows if row["Event"] == "Impression")
    sim.admin("POST", "clock", {"set": "2026-11-13T23:00:00Z"})
    facts = sim.truth(metric="impressions", app=app, first="2026-11-02", to="2026-11-08")
    assert len(facts) == 7
    assert abs(weekly - sum(fact["value"] for fact in facts)) < weekly * 0.02


def test_a_snapshot_reaches_back_to_2024(sim: Player) -> None:
    sim.reset(app_count=3, snapshots="all")
    app = sim.app_id(2)
    found = sim.instances(app, "App Downloads Standard", "ONE_TIME_SNAPSHOT")
    assert [one["attributes"] for one in found] == [
        {"granularity": "DAILY", "processingDate": "2026-11-22"}
    ]
    days = days_of(sim.rows(found[0]))
    assert (min(days), max(days)) == ("2024-01-01", "2026-11-21")


def test_the_first_files_can_take_two_days(sim: Player) -> None:
    sim.reset(requests="none", snapshots="none", first_files_after_hours=48)
    create(sim)
    assert sim.instances(sim.app_id(), "App Downloads Standard") == []
    sim.admin("POST", "clock", {"hours": 49})
    days = [
        one["attributes"]["processingDate"]
        for one in sim.instances(sim.app_id(), "App Downloads Standard")
    ]
    assert set(days) <= {"2026-11-24", "2026-11-25", "2026-11-26"}
    assert "2026-11-24" in days


def test_some_instances_come_late_and_none_stays_away(sim: Player) -> None:
    names = ("App Downloads Standard", "App Store Purchases Standard", "App Sessions Standard")
    late = 0
    for seed in range(31, 36):
        sim.reset(seed=seed, app_count=5)
        reports = [
            sim.report_id(sim.request_id(sim.app_id(place)), name)
            for place in range(5)
            for name in names
        ]
        paths = [f"/v1/analyticsReports/{report}/instances" for report in reports]
        today = {"filter_processingDate": "2026-11-24", "filter_granularity": "DAILY"}
        missing = [path for path in paths if not sim.data(path, **today)]
        sim.admin("POST", "clock", {"days": 3})
        assert all(sim.data(path, **today) for path in missing)
        late += len(missing)
    assert late >= 1


def test_usage_of_fewer_than_five_devices_is_left_out(sim: Player) -> None:
    for app in range(4):
        for instance in sim.instances(sim.app_id(app), "App Sessions Standard")[:3]:
            rows = sim.rows(instance)
            final = [row for row in rows if row["Date"] == min(days_of(rows))]
            assert all(int(row["Unique Devices"]) >= 5 for row in final)


def test_a_tiny_app_has_no_usage_report_at_all(sim: Player) -> None:
    sim.reset(app_count=7)
    tiny = sim.app_id(6)
    assert len(sim.instances(tiny, "App Downloads Standard")) > 20
    assert sim.instances(tiny, "App Crashes") == []


def test_detailed_adds_columns_noise_and_no_small_numbers(sim: Player) -> None:
    app = sim.app_id()
    standard, detailed = (
        sim.rows(
            sim.instances(
                app,
                f"App Downloads {level}",
                filter_granularity="DAILY",
                filter_processingDate="2026-11-14",
            )[0]
        )
        for level in ("Standard", "Detailed")
    )
    assert set(detailed[0]) - set(standard[0]) == {"Source Info", "Campaign", "Page Title"}
    assert all(int(row["Counts"]) >= 5 for row in detailed)
    assert sorted(row["Counts"] for row in standard) != sorted(row["Counts"] for row in detailed)

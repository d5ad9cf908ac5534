"""What is in the files of analytics instances: segments, days, windows, privacy."""

from __future__ import annotations

import gzip
import hashlib

import pytest

from storelink_simulator.tests.playing import Player, Row
from storelink_simulator.tests.test_analytics_chain import create


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
    for seed in range(31, 34):
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

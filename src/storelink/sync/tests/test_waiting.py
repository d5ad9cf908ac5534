"""A run that waits for the store: what is asked meanwhile, what is said, and in which order it
goes on."""

import inspect
from datetime import timedelta

import pytest
from django.utils import timezone

from storelink.domain.errors import Busy
from storelink.domain.waiting import REST_SENTENCES, Rest
from storelink.integrations.models import Integration, ReportState, Run
from storelink.integrations.status import status_of
from storelink.sync import run as runs
from storelink.sync.plan import newest_first
from storelink.sync.run import end_step, find_step, load_step, look_step
from storelink.sync.tests.test_run import brought_in, day, script

__all__ = ["script"]
USED_UP = REST_SENTENCES[Rest.HOUR_USED_UP]


def used_up(minutes=40):
    return Busy(USED_UP, wait=timedelta(minutes=minutes), reason=Rest.HOUR_USED_UP)


def waiting(integration):
    run = Run.objects.create(integration=integration)
    look_step(run.pk)
    rows = find_step(run.pk, "")["partitions"]
    return run, load_step(run.pk, rows, attempt=1)


def test_one_refusal_stops_the_whole_batch(connected, script):
    script.errors = {day(n): used_up() for n in range(1, 8)}
    waiting(connected)
    assert len(script.fetched) <= 4  # what was under way side by side


def test_one_moment_is_told_and_it_is_the_one_that_is_waited_for(connected, script):
    script.errors = {day(n): used_up() for n in range(1, 8)}
    _, told = waiting(connected)
    row = Integration.objects.get()
    assert row.waiting_until is not None
    left = (row.waiting_until - timezone.now()).total_seconds()
    assert abs(left - told["wait"]) < 120
    assert left > 39 * 60
    cause = status_of(row).cause
    assert cause.startswith(USED_UP)
    assert cause.count("Next try at") == cause.count("UTC") == 1
    assert status_of(row).waiting == cause


def test_it_is_told_though_every_report_is_in(connected, script):
    brought_in(connected)
    script.at_the_door = used_up()
    run = Run.objects.create(integration=connected)
    look_step(run.pk)
    assert status_of(Integration.objects.get()).cause.startswith(USED_UP)
    assert ReportState.objects.get().outcome == "complete"


def test_once_the_store_answers_nothing_is_told_any_more(connected, script):
    script.errors = {day(n): used_up() for n in range(1, 8)}
    run, _ = waiting(connected)
    script.errors = {}
    load_step(run.pk, find_step(run.pk, "")["partitions"])
    end_step(run.pk, {"ended": "", "troubles": {}})
    row = Integration.objects.get()
    assert (row.waiting, row.waiting_until) == ("", None)
    assert status_of(row).cause == "All reports up to date."


def test_where_the_run_gives_up_the_next_one_is_the_moment(connected, script):
    script.errors = {day(n): used_up() for n in range(1, 8)}
    run, _ = waiting(connected)
    end_step(run.pk, {"ended": "halted", "troubles": {}})
    row = Integration.objects.get()
    assert row.waiting_until == row.due_at > timezone.now()


def test_a_part_that_does_not_answer_for_long_stops_only_its_own_report(connected, script):
    script.errors = {day(4): Busy(USED_UP, wait=timedelta(hours=2), part="vitals")}
    ended, _ = brought_in(connected)
    assert ended == "halted"
    assert len(script.fetched) == 7
    assert ReportState.objects.get().outcome == "busy"
    row = Integration.objects.get()
    assert row.due_at < timezone.now() + timedelta(hours=2)


def test_the_newest_days_of_all_apps_and_reports_come_first():
    rows = [
        ["sales", "", "2026-11-28"], ["finance", "", "2026-10/ZZ"], ["sales", "", "2026-11-27"],
        ["downloads", "1", "2026-11-29/ongoing"], ["downloads", "1", "2026-11-28/ongoing"],
        ["crashes", "2", "2026-11"], ["crashes", "2", "2026-10"], ["sales_year", "", "2025"],
        ["other", "2", "all"],
    ]  # fmt: skip
    found = [row[2] for row in newest_first(rows)]
    assert found == [
        "2026-11", "2026-11-29/ongoing", "2026-11-28", "2026-11-28/ongoing", "2026-11-27",
        "2026-10/ZZ", "2026-10", "2025", "all",
    ]  # fmt: skip


@pytest.mark.parametrize("apps", [1, 3])
def test_every_report_of_every_app_has_its_newest_day_before_any_has_its_second(apps, monkeypatch):
    days = ["2026-11-29", "2026-11-28", "2026-11-27"]
    reports = [f"report_{n}" for n in range(20)]
    loaded: list[list[str]] = []

    def find(run_id, app, *_, attempt):
        rows = [[report, app, one] for one in days for report in reports]
        return {"partitions": rows, "newest": len(reports)}

    def load(run_id, rows, *_, attempt):
        loaded.extend(rows)
        return {}

    every = [str(n) for n in range(apps)]
    monkeypatch.setattr(runs, "look_step", lambda run_id, *_, attempt: {"apps": every})
    monkeypatch.setattr(runs, "find_step", find)
    monkeypatch.setattr(runs, "load_step", load)
    monkeypatch.setattr(runs, "plan_step", lambda *_: None)
    monkeypatch.setattr(runs, "end_step", lambda *_: "done")
    workflow = inspect.unwrap(runs.sync_run)
    assert workflow(1) == "done"
    assert [row[2] for row in loaded] == [one for one in days for _ in range(20 * apps)]

"""The steps of a run, against a store that sells lemonade: what comes in, and what is said when
something goes wrong. Killed workers are in `tests/test_kill.py`."""

import errno
import inspect
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from storelink.domain.errors import (
    Busy,
    NeedsPermission,
    NeedsVerification,
    NotReady,
    OwnReason,
)
from storelink.domain.period import Days
from storelink.integrations.models import (
    Credential,
    Integration,
    Issue,
    KeptFile,
    LoadedPartition,
    ReportState,
    Run,
)
from storelink.integrations.status import status_of
from storelink.integrations.storage import files
from storelink.products.read import ask
from storelink.providers import registry
from storelink.sync import jobs
from storelink.sync.run import end_step, find_step, load_step, look_step, sync_run
from storelink.warehouse.folder import FolderStore
from tests import lemonade_stand

STAND = lemonade_stand.KEY


@dataclass
class Script:
    """What the store does: by day, an error or a number that is added to the cups."""

    errors: dict[str, Exception] = field(default_factory=dict)
    more_cups: int = 0
    garbage: set[str] = field(default_factory=set)
    order: int = 1
    fetched: list[str] = field(default_factory=list)
    at_the_door: Exception | None = None


@pytest.fixture
def script(monkeypatch):
    found = Script()

    class Stand(lemonade_stand.Stand):
        def check(self):
            if found.at_the_door is not None:
                raise found.at_the_door
            return super().check()

        def available(self, report, app, today):
            for offer in super().available(report, app, today):
                yield replace(offer, fingerprint=str(found.order))

        def fetch(self, report, partition, folder):
            found.fetched.append(partition.period)
            if partition.period in found.errors:
                raise found.errors[partition.period]
            sent = super().fetch(report, partition, folder)
            path = sent.parts[0].path
            lines = path.read_text().splitlines()
            if partition.period in found.garbage:
                lines[0] = "What is this?"
            rows = [line.rsplit(",", 1) for line in lines[1:]]
            more = [f"{start},{int(cups) + found.more_cups}" for start, cups in rows]
            path.write_text("\n".join([lines[0], *more]) + "\n")
            version = replace(sent.version, order=found.order)
            return replace(sent, version=version, fingerprint=str(found.order))

    changed = replace(lemonade_stand.provider, open=lambda secret, http: Stand())
    monkeypatch.setattr(registry, "found", lambda: (changed,))
    return found


def brought_in(integration):
    """A whole run, step by step; how it ended and the answers of its steps."""
    run = Run.objects.create(integration=integration)
    troubles: dict[str, str] = {}
    answers = []
    seen = look_step(run.pk)
    answers.append(seen)
    for app in seen.get("apps", []):
        answers.append(find_step(run.pk, app))
        if answers[-1].get("partitions"):
            answers.append(load_step(run.pk, answers[-1]["partitions"]))
        if {"wait", "ended", "own"} & set(answers[-1]):
            break
    for one in answers:
        troubles |= one.get("troubles", {})
    ended = next((one["ended"] for one in answers if "ended" in one), "")
    return end_step(run.pk, {"ended": ended, "troubles": troubles}), answers


def ended_early(integration):
    """The answer of the step that could not be done; its run is still open."""
    run = Run.objects.create(integration=integration)
    look_step(run.pk)
    told = load_step(run.pk, find_step(run.pk, "")["partitions"])
    Run.objects.update(ended_at=timezone.now())
    return told


def day(days_ago):
    return (timezone.now().date() - timedelta(days=days_ago)).isoformat()


def cups(alice, workspace, days_ago=1, count=7):
    last = timezone.now().date() - timedelta(days=days_ago)
    days = Days(last - timedelta(days=count - 1), last)
    table = ask(alice, workspace, STAND, ["cups_sold"], days=days, by=["app", "date"])
    return {(row["app"], row["date"]): row["cups_sold"] for row in table.to_pylist()}


def truth(more=0):
    last = timezone.now().date() - timedelta(days=1)
    days = [last - timedelta(days=n) for n in range(7)]
    return {(s, d): lemonade_stand.cups_sold(s, d) + more for s in ("1", "2") for d in days}


def test_a_run_brings_everything_in_to_the_unit(alice, workspace, connected, script):
    assert brought_in(connected)[0] == "done"
    assert cups(alice, workspace) == truth()


def test_afterwards_the_account_is_connected_and_up_to_date(alice, connected, script):
    brought_in(connected)
    connected.refresh_from_db()
    shown = status_of(connected)
    assert (shown.code, shown.cause) == ("connected", "All reports up to date.")
    assert shown.data_to == date.fromisoformat(day(1))
    state = ReportState.objects.get()
    assert (state.planned, state.done, state.outcome) == (state.planned, 7, "complete")
    assert connected.due_at > timezone.now()


FAILS = Busy("Apple fails for this vendor number.", reason="store_failed")


def test_a_day_at_which_the_store_fails_is_waited_for_first(connected, script):
    script.errors[day(3)] = FAILS
    assert "wait" in ended_early(connected)


def test_a_report_at_which_the_store_fails_is_left_to_the_next_run(connected, script):
    """The others go on: the store does not fail at everything."""
    script.errors[day(3)] = FAILS
    run = Run.objects.create(integration=connected)
    look_step(run.pk)
    told = load_step(run.pk, find_step(run.pk, "")["partitions"], (), True)
    assert (told["troubles"], told["skipped"]) == ({"cups": "busy"}, ["cups"])
    assert LoadedPartition.objects.count() == 6
    assert end_step(run.pk, {"ended": "", "troubles": told["troubles"]}) == "halted"
    state = ReportState.objects.get()
    assert (state.outcome, state.sentence) == ("busy", FAILS.sentence)
    assert "fails for this vendor number" in status_of(Integration.objects.get()).cause
    assert Integration.objects.get().due_at < timezone.now() + timedelta(hours=2)
    script.errors.clear()
    assert brought_in(connected)[0] == "done"
    assert LoadedPartition.objects.count() == 7


def test_what_is_left_to_the_next_run_stays_told_while_other_apps_are_looked_at(
    connected, script, monkeypatch
):
    """The whole run: the account's report fails first, and each app is planned after it."""
    script.errors = dict.fromkeys(map(day, range(8)), FAILS)
    monkeypatch.setattr(jobs, "sleep", lambda seconds: None)
    run = Run.objects.create(integration=connected)
    assert inspect.unwrap(sync_run)(run.pk) == "halted"
    state = ReportState.objects.get()
    assert (state.outcome, state.sentence) == ("busy", FAILS.sentence)
    assert "fails for this vendor number" in status_of(Integration.objects.get()).cause


def test_a_store_that_cannot_be_reached_is_waited_for_as_a_whole(connected, script):
    script.errors[day(3)] = Busy("Nobody answers.", reason="unreachable")
    run = Run.objects.create(integration=connected)
    look_step(run.pk)
    assert "wait" in load_step(run.pk, find_step(run.pk, "")["partitions"], (), True)
    Run.objects.update(ended_at=timezone.now())


def test_what_is_loaded_is_not_asked_for_again(connected, script):
    brought_in(connected)
    script.fetched.clear()
    assert brought_in(connected)[0] == "done"
    assert script.fetched == []


def test_a_repeated_step_loses_and_doubles_nothing(alice, workspace, connected, script):
    run = Run.objects.create(integration=connected)
    look_step(run.pk)
    rows = find_step(run.pk, "")["partitions"]
    for _ in range(3):
        load_step(run.pk, rows)
        LoadedPartition.objects.update(checked_at=run.started_at - timedelta(hours=1), digest="")
    assert cups(alice, workspace) == truth()
    assert LoadedPartition.objects.count() == 7


def test_a_restated_day_replaces_the_older_one(alice, workspace, connected, script):
    brought_in(connected)
    script.more_cups, script.order = 5, 2
    brought_in(connected)
    assert cups(alice, workspace) == truth(more=5)


def test_an_older_version_that_arrives_later_changes_nothing(alice, workspace, connected, script):
    script.more_cups, script.order = 5, 2
    brought_in(connected)
    script.more_cups, script.order = 0, 1
    brought_in(connected)
    assert cups(alice, workspace) == truth(more=5)


def test_every_file_is_kept_as_it_was_sent(connected, script):
    brought_in(connected)
    for kept in KeptFile.objects.all():
        content = files().get(kept.path).read_text()
        assert content.startswith("Day,Stand,Flavour,Cups\n")
        assert kept.period in content
    assert KeptFile.objects.count() == 7


def test_a_refused_credential_rests_and_is_not_tried_again(alice, connected, script):
    script.at_the_door = NeedsVerification("The recipe has changed.", reason="recipe_changed")
    assert brought_in(connected)[0] == "halted"
    assert Credential.objects.get().refused_reason == "recipe_changed"
    assert status_of(Integration.objects.get()).code == "invalid_credentials"
    script.at_the_door = None
    assert brought_in(connected)[0] == "halted"
    assert script.fetched == []


def test_a_credential_refused_in_the_middle_keeps_what_came_in(alice, workspace, connected, script):
    script.errors = {day(3): NeedsVerification("The recipe has changed.", reason="recipe_changed")}
    assert brought_in(connected)[0] == "halted"
    found = cups(alice, workspace)
    assert {key: value for key, value in found.items() if value}.items() <= truth().items()
    assert Credential.objects.get().refused_at is not None


def test_a_missing_permission_is_an_issue_that_says_what_helps(connected, script):
    script.errors = {
        day(n): NeedsPermission("Ask Lou for Sales.", missing="Sales") for n in range(1, 8)
    }
    assert brought_in(connected)[0] == "halted"
    issue = Issue.objects.get(solved_at=None)
    assert (issue.missing, issue.sentence) == ("Sales", "Ask Lou for Sales.")
    assert status_of(Integration.objects.get()).code == "permission_denied"


def test_the_issue_is_solved_once_the_permission_is_there(connected, script):
    script.errors = {day(n): NeedsPermission("Ask Lou for Sales.") for n in range(1, 8)}
    brought_in(connected)
    script.errors = {}
    brought_in(connected)
    assert not Issue.objects.filter(solved_at=None).exists()
    assert status_of(Integration.objects.get()).code == "connected"


def test_a_day_that_is_not_ready_is_missing_and_no_failure(alice, workspace, connected, script):
    script.errors = {day(1): NotReady("Not squeezed yet.")}
    assert brought_in(connected)[0] == "done"
    found = cups(alice, workspace)
    yesterday = date.fromisoformat(day(1))
    assert found.get(("1", yesterday)) is None
    assert len([value for value in found.values() if value is not None]) == 2 * 6
    script.errors = {}
    brought_in(connected)
    assert cups(alice, workspace) == truth()


def test_a_busy_store_makes_the_run_wait_and_keeps_what_came_in(
    alice, workspace, connected, script
):
    script.errors = {day(7): Busy("Lou is asleep.", wait=timedelta(seconds=40))}
    _, answers = brought_in(connected)
    assert answers[-1]["wait"] == 40
    assert LoadedPartition.objects.count() == 6
    script.errors = {}
    brought_in(connected)
    assert cups(alice, workspace) == truth()


def test_a_file_that_is_not_understood_holds_up_no_other(alice, workspace, connected, script):
    script.garbage = {day(4)}
    assert brought_in(connected)[0] == "failed"
    assert LoadedPartition.objects.count() == 6
    bad = KeptFile.objects.get(period=day(4))
    assert files().get(bad.path).read_text().startswith("What is this?")
    state = ReportState.objects.get()
    assert state.outcome == "unexpected"
    assert "lemonade" in state.sentence
    script.garbage = set()
    brought_in(connected)
    assert cups(alice, workspace) == truth()


def test_an_account_is_red_only_after_three_runs_that_failed(connected, script):
    script.garbage = {day(4)}
    names = []
    for _ in range(3):
        brought_in(connected)
        names.append(status_of(Integration.objects.get()).code)
    assert names[0] != "unknown_error"
    assert names[-1] == "unknown_error"


def test_a_full_disk_says_so_and_nothing_is_half_done(
    alice, workspace, connected, script, monkeypatch
):
    def full(store, path, source):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as while_full:
        while_full.setattr(FolderStore, "put", full)
        told = ended_early(connected)
    assert told["own"] == OwnReason.DISK_FULL
    assert "disk is full" in status_of(Integration.objects.get()).cause
    assert LoadedPartition.objects.count() == 0
    brought_in(connected)
    assert cups(alice, workspace) == truth()


def test_a_disk_that_fills_while_the_warehouse_writes_is_the_same(
    alice, workspace, connected, script, monkeypatch
):
    put = FolderStore.put

    def full(store, path, source):
        if path.startswith("facts"):
            raise OSError(errno.ENOSPC, "No space left on device")
        put(store, path, source)

    with monkeypatch.context() as while_full:
        while_full.setattr(FolderStore, "put", full)
        _, answers = brought_in(connected)
    assert answers[-1]["own"] == OwnReason.DISK_FULL
    assert LoadedPartition.objects.count() == 0
    brought_in(connected)
    assert cups(alice, workspace) == truth()
    assert status_of(Integration.objects.get()).code != "own_trouble"


def test_a_paused_account_is_left_alone(connected, script):
    Integration.objects.update(paused_at=timezone.now())
    assert brought_in(connected)[0] == "cancelled"
    assert script.fetched == []


def test_a_run_that_a_person_asks_for_meanwhile_is_due_after_this_one(connected, script):
    run = Run.objects.create(integration=connected)
    look_step(run.pk)
    Integration.objects.update(due_at=timezone.now())
    end_step(run.pk, {"ended": "", "troubles": {}})
    assert Integration.objects.get().due_at <= timezone.now()

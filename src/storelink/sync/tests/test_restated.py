"""Days that the store corrects after it published them: asked for again, and loaded where they
changed. The store sells lemonade and cannot say what it has corrected."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from storelink.domain.errors import NeedsPermission, NoLongerKept, NotReady
from storelink.domain.nothing import Evidence, Proof
from storelink.domain.period import Days
from storelink.integrations.models import (
    ExpiredPartition,
    Integration,
    KeptFile,
    LoadedPartition,
    Reload,
    ReportState,
    Run,
)
from storelink.integrations.reload import reload
from storelink.integrations.status import status_of
from storelink.providers import registry
from storelink.sync import find, load
from storelink.sync.run import end_step
from storelink.sync.tests.test_run import brought_in, cups, day, script, truth
from tests import lemonade_stand

__all__ = ["script"]


@pytest.fixture
def silent(script, monkeypatch):
    """The same store, which does not tell what it has corrected, and versions that stay."""
    (scripted,) = registry.providers()

    def opened(secret, http):
        stand = scripted.open(secret, http)

        class Silent(lemonade_stand.Stand):
            def fetch(self, report, partition, folder):
                sent = stand.fetch(report, partition, folder)
                if partition.period in script.empty:
                    nothing = Evidence(Proof.NO_SALES, "No cups were sold.")
                    return replace(sent, parts=(), fingerprint="", nothing=nothing)
                return replace(sent, fingerprint="")

        return Silent()

    script.empty = set()
    monkeypatch.setattr(registry, "found", lambda: (replace(scripted, open=opened),))
    return script


@pytest.fixture
def days_pass(monkeypatch):
    """The store's day, moved on; its files are those of the days before today all the same."""

    def move(count):
        later = timezone.now().date() + timedelta(days=count)
        for module in (find, load):
            monkeypatch.setattr(module, "today", lambda: later)

    return move


def test_a_corrected_day_takes_the_place_of_the_old_one_and_both_files_are_kept(
    alice, workspace, connected, silent, days_pass
):
    brought_in(connected)
    silent.more_cups = 5
    days_pass(1)
    assert brought_in(connected)[0] == "done"
    assert cups(alice, workspace, count=6) == {
        key: value for key, value in truth(more=5).items() if key[1] > min(k[1] for k in truth())
    }
    kept = KeptFile.objects.filter(period=day(2))
    assert len({one.sha256 for one in kept}) == len(kept) == 2


def test_what_is_unchanged_is_asked_for_once_a_day_and_not_loaded_again(
    connected, silent, days_pass
):
    brought_in(connected)
    before = dict(LoadedPartition.objects.values_list("period", "loaded_at"))
    silent.fetched.clear()
    days_pass(1)
    for _ in range(3):
        assert brought_in(connected)[0] == "done"
    assert sorted(silent.fetched) == sorted({day(n) for n in range(7)})  # each once
    after = dict(LoadedPartition.objects.values_list("period", "loaded_at"))
    assert {period: after[period] for period in before} == before
    assert KeptFile.objects.count() == len(after)


def test_an_answer_without_a_file_does_not_empty_a_day_that_had_rows(
    alice, workspace, connected, silent, days_pass
):
    brought_in(connected)
    silent.empty = {day(n) for n in range(1, 8)}
    days_pass(1)
    assert brought_in(connected)[0] == "done"
    assert cups(alice, workspace) == truth()


def test_a_loaded_day_that_the_store_takes_back_for_a_while_is_no_trouble(
    alice, workspace, connected, silent, days_pass
):
    brought_in(connected)
    silent.errors = {day(n): NotReady("Not squeezed yet.") for n in range(1, 8)}
    days_pass(1)
    assert brought_in(connected)[0] == "done"
    assert ReportState.objects.get().outcome == "complete"
    assert cups(alice, workspace) == truth()


def test_a_day_that_goes_back_to_what_it_was_is_read_as_it_is_now(
    alice, workspace, connected, silent, days_pass, monkeypatch
):
    for passed, more in enumerate((0, 5, 0)):
        silent.more_cups = more
        days_pass(passed)
        brought_in(connected)
    (scripted,) = registry.providers()
    newer = replace(lemonade_stand.CUPS, parser_version=2)
    monkeypatch.setattr(registry, "found", lambda: (replace(scripted, reports=(newer,)),))
    brought_in(connected)
    newest = max(key[1] for key in truth())
    found = cups(alice, workspace)
    assert {k: v for k, v in found.items() if k[1] == newest} == {
        k: v for k, v in truth().items() if k[1] == newest
    }


def test_what_the_store_keeps_no_longer_is_asked_for_once_and_said(connected, silent, days_pass):
    silent.errors = {day(7): NoLongerKept("Lou keeps cups for about a week.")}
    assert brought_in(connected)[0] == "done"
    assert status_of(Integration.objects.get()).cause == "All reports up to date."
    state = ReportState.objects.get()
    assert (state.outcome, state.history_note) == ("complete", "Lou keeps cups for about a week.")
    silent.fetched.clear()
    for passed in (0, 1):
        days_pass(passed)
        brought_in(connected)
    assert day(7) not in silent.fetched
    assert ExpiredPartition.objects.count() == 1


def test_a_history_that_this_server_cuts_short_is_said_beside_the_report(
    connected, script, settings
):
    settings.HISTORY_DAYS = 3
    assert brought_in(connected)[0] == "done"
    note = "Only the last 3 days are asked for (STORELINK_HISTORY_DAYS). The store has older ones."
    assert ReportState.objects.get().history_note == note
    assert day(4) not in script.fetched
    settings.HISTORY_DAYS = 0
    assert brought_in(connected)[0] == "done"
    assert ReportState.objects.get().history_note == ""
    assert day(7) in script.fetched


def test_a_range_is_loaded_again_once_and_what_came_of_it_is_said(
    alice, workspace, connected, script
):
    brought_in(connected)
    script.fetched.clear()
    script.more_cups = 5
    wanted = Days(
        timezone.now().date() - timedelta(days=4), timezone.now().date() - timedelta(days=3)
    )
    row = reload(alice, connected, wanted)
    assert reload(alice, connected, wanted) == row
    assert brought_in(connected)[0] == "done"
    assert brought_in(connected)[0] == "done"
    assert sorted(script.fetched) == [day(4), day(3)]
    expected = truth() | {k: v for k, v in truth(more=5).items() if k[1] in wanted}
    assert cups(alice, workspace) == expected
    row.refresh_from_db()
    assert row.outcome == "2 files loaded again, of which 2 had changed at the store."
    assert Reload.objects.count() == 1


def test_a_range_that_has_not_changed_is_loaded_all_the_same(alice, connected, script):
    brought_in(connected)
    before = LoadedPartition.objects.get(period=day(3)).loaded_at
    three = timezone.now().date() - timedelta(days=3)
    row = reload(alice, connected, Days(three, three), report="cups")
    brought_in(connected)
    row.refresh_from_db()
    assert row.outcome == "1 file loaded again, of which 0 had changed at the store."
    assert LoadedPartition.objects.get(period=day(3)).loaded_at > before


def test_what_a_person_wants_again_is_asked_for_though_it_was_kept_no_longer(
    alice, connected, silent
):
    silent.errors = {day(7): NoLongerKept("Lou keeps cups for about a week.")}
    brought_in(connected)
    silent.fetched.clear()
    silent.errors = {}
    seven = timezone.now().date() - timedelta(days=7)
    reload(alice, connected, Days(seven, seven))
    brought_in(connected)
    assert silent.fetched == [day(7)]
    assert LoadedPartition.objects.filter(period=day(7)).exists()


def test_what_can_be_had_is_loaded_again_and_only_a_run_that_was_cut_short_is_waited_for(
    alice, connected, script
):
    brought_in(connected)
    script.errors = {day(3): NeedsPermission("Ask Lou.", missing="Sales")}
    today = timezone.now().date()
    row = reload(alice, connected, Days(today - timedelta(days=4), today - timedelta(days=3)))
    cut_short = Run.objects.create(integration=connected)
    end_step(cut_short.pk, {"ended": "halted", "troubles": {}})
    row.refresh_from_db()
    assert row.ended_at is None
    brought_in(connected)
    row.refresh_from_db()
    assert row.ended_at is not None

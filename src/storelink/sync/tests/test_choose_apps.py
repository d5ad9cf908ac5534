"""Nothing is asked for an app that is left out, or before somebody has chosen."""

import pytest

from storelink.integrations.models import ReportState, Run
from storelink.integrations.status import status_of
from storelink.products.choose_apps import choose_apps
from storelink.products.models import App
from storelink.sync.run import find_step, load_step, look_step
from storelink.sync.tests.test_run import brought_in, script

__all__ = ["script"]


@pytest.fixture
def undecided(connected):
    connected.takes_new_apps = False
    connected.first_synced_at = None
    connected.save()
    return connected


def test_before_the_choice_only_the_apps_are_looked_up(alice, undecided, script):
    assert brought_in(undecided)[0] == "halted"
    assert script.fetched == []
    assert set(App.objects.values_list("is_left_out", flat=True)) == {True}
    undecided.refresh_from_db()
    assert undecided.first_synced_at is None
    shown = status_of(undecided)
    assert (shown.code, shown.remedy) == ("apps_to_choose", "choose_apps")


def test_after_it_the_chosen_ones_come_in(alice, undecided, script):
    brought_in(undecided)
    choose_apps(alice, undecided, [App.objects.get(store_id="1").pk])
    assert brought_in(undecided)[0] == "done"
    assert ReportState.objects.get().loaded_at
    undecided.refresh_from_db()
    assert status_of(undecided).code == "connected"


def test_left_out_in_the_middle_of_a_run_it_is_asked_for_no_more(alice, connected, script):
    run = Run.objects.create(integration=connected)
    assert set(look_step(run.pk)["apps"]) == {"", "1", "2"}
    choose_apps(alice, connected, [App.objects.get(store_id="2").pk])
    assert find_step(run.pk, "1") == {"partitions": []}
    assert load_step(run.pk, [["cups", "1", "2026-11-01"]])["skipped"] == []
    assert script.fetched == []

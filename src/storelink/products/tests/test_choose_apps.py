"""Which apps are brought in."""

import pytest

from storelink.domain.errors import BadInput, NotAllowed
from storelink.integrations.models import Integration
from storelink.products.apps import record
from storelink.products.choose_apps import choose_apps, left_out_of
from storelink.products.models import App
from storelink.products.tests.test_read import apps
from storelink.providers.contract import StoreApp
from storelink.workspaces.models import AuditEntry
from tests import lemonade_stand

__all__ = ["apps"]


def test_the_others_are_left_out_and_the_log_tells_it(alice, connected, apps):
    due_at = Integration.objects.get().due_at
    assert choose_apps(alice, connected, [apps[0].pk]) == (1, 1)
    assert left_out_of(connected) == {apps[1].store_id}
    assert Integration.objects.get().due_at > due_at
    told = AuditEntry.objects.get(verb="apps.chosen")
    assert told.about == "Lou’s lemonade: 1 brought in, 1 left out"


def test_among_some_the_rest_stays_as_it_is(alice, connected, apps):
    choose_apps(alice, connected, [apps[0].pk])
    assert choose_apps(alice, connected, [apps[1].pk], among=[apps[1].pk]) == (2, 0)


def test_none_at_all_is_a_pause(alice, connected, apps):
    with pytest.raises(BadInput, match="pause"):
        choose_apps(alice, connected, [])
    assert left_out_of(connected) == frozenset()
    assert not AuditEntry.objects.filter(verb="apps.chosen").exists()


def test_an_app_of_another_account_is_not_reached(alice, connected, apps):
    other = Integration.objects.create(
        workspace=connected.workspace, provider=lemonade_stand.KEY, account_id="b", name="B"
    )
    theirs = App.objects.create(integration=other, store_id="9", name="Theirs")
    choose_apps(alice, connected, [apps[0].pk], among=[one.pk for one in (*apps, theirs)])
    assert left_out_of(other) == frozenset()


def test_only_a_manager_chooses(bob, connected, apps):
    with pytest.raises(NotAllowed):
        choose_apps(bob, connected, [apps[0].pk])


@pytest.mark.parametrize("takes_new", [True, False])
def test_an_app_that_appears_later_comes_in_only_where_that_is_wanted(
    takes_new, alice, connected, apps
):
    choose_apps(alice, connected, [apps[0].pk], takes_new=takes_new)
    record(connected, (*lemonade_stand.STANDS, StoreApp(id="3", name="Pier")))
    assert ("3" in left_out_of(connected)) is not takes_new
    assert apps[1].store_id in left_out_of(connected), "a choice is not undone by a look"

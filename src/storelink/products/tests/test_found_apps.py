"""Apps that only the account's files name: they count, are shared, and come back as the same."""

from dataclasses import replace

import pytest

from storelink.domain.app import AppState
from storelink.products.apps import record, visible_apps
from storelink.products.found_apps import find_apps
from storelink.products.models import App
from storelink.products.read import ask
from storelink.products.share import Terms, share
from storelink.products.tests.test_read import DAY, STAND, WEEK, load
from storelink.providers import registry
from storelink.providers.contract import StoreApp
from storelink.workspaces.models import Membership, Role, Workspace
from tests import lemonade_stand


@pytest.fixture
def sold(connected):
    """Two stands are listed; the file names a third."""
    record(connected, lemonade_stand.STANDS)
    load(connected, DAY, {"1": 7, "2": 5, "9": 30, "": 1})
    return connected


def total(person, workspace):
    table = ask(person, workspace, STAND, ["cups_sold"], days=WEEK)
    return table.to_pylist()[0]["cups_sold"]


def test_an_app_that_only_files_name_is_in_the_total(alice, workspace, sold):
    assert total(alice, workspace) == 13
    assert find_apps(sold) == 1
    assert total(alice, workspace) == 43
    found = App.objects.get(store_id="9")
    assert found.state is AppState.NO_LONGER_IN_ACCOUNT
    assert list(visible_apps(alice, workspace))[-1] == found
    assert find_apps(sold) == 0


def test_it_stays_gone_while_the_list_lacks_it_and_is_the_same_app_when_it_comes_back(sold):
    find_apps(sold)
    found = App.objects.get(store_id="9")
    record(sold, lemonade_stand.STANDS)
    assert App.objects.get(pk=found.pk).state is AppState.NO_LONGER_IN_ACCOUNT
    record(sold, [*lemonade_stand.STANDS, StoreApp("9", "Harbour", sku="H9")])
    back = App.objects.get(store_id="9")
    assert (back.pk, back.name, back.state) == (found.pk, "Harbour", AppState.IN_ACCOUNT)


def test_its_name_is_taken_from_the_rows_where_they_tell_it(sold, monkeypatch):
    def named(_report, batch):
        return [StoreApp(one, f"Stand {one}", sku=f"S{one}") for one in set(_ids(batch))]

    stand = replace(lemonade_stand.provider, apps_in=named)
    monkeypatch.setattr(registry, "found", lambda: (stand,))
    find_apps(sold)
    found = App.objects.get(store_id="9")
    assert (found.name, found.sku) == ("Stand 9", "S9")


def test_it_can_be_shared_alone(alice, bob, sold):
    find_apps(sold)
    space = Workspace.objects.create(name="Buyer of the stand")
    Membership.objects.create(workspace=space, user=bob, role=Role.OWNER)
    Membership.objects.create(workspace=space, user=alice, role=Role.MEMBER)
    share(alice, sold, space, Terms(apps=(App.objects.get(store_id="9"),)))
    assert total(bob, space) == 30


def test_where_no_new_app_is_taken_it_is_left_out(alice, workspace, sold):
    sold.takes_new_apps = False
    sold.save()
    find_apps(sold)
    assert App.objects.get(store_id="9").state is AppState.LEFT_OUT
    assert total(alice, workspace) == 13


def test_a_file_that_names_very_many_apps_is_bounded(sold, monkeypatch):
    monkeypatch.setattr("storelink.products.found_apps.MOST", 3)
    load(sold, DAY, {f"x{number}": 1 for number in range(10)})
    assert find_apps(sold) == 3
    assert find_apps(sold) == 0


def _ids(batch):
    return batch.column("app_id").cast("string").to_pylist()

"""Rows that are of the account and of no single app: in its totals, in a row of their own, and only
for those who see the whole account."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storelink.domain.app import NOT_OF_ONE_APP
from storelink.domain.errors import NotAllowed
from storelink.integrations.models import Integration
from storelink.products.apps import record
from storelink.products.models import App
from storelink.products.read import ask
from storelink.products.share import Terms, share
from storelink.products.tests.test_read import DAY, STAND, WEEK, load
from storelink.workspaces.models import Membership, Role, Workspace
from tests import lemonade_stand


@pytest.fixture
def apps(connected):
    record(connected, lemonade_stand.STANDS)
    return list(App.objects.order_by("store_id"))


@pytest.fixture
def sold(connected, apps):
    """Two stands sold, and the firm gave something back."""
    load(connected, DAY, {"1": 7, "2": 5, "": -2})
    return apps


@pytest.fixture
def growth(bob):
    space = Workspace.objects.create(name="Growth")
    Membership.objects.create(workspace=space, user=bob, role=Role.OWNER)
    return space


def total(person, workspace, **more):
    table = ask(person, workspace, STAND, ["cups_sold"], days=WEEK, **more)
    return [row["cups_sold"] for row in table.to_pylist()]


def each(person, workspace, **more):
    table = ask(person, workspace, STAND, ["cups_sold"], days=WEEK, by=["app"], **more)
    return {(row["integration"], row["app"]): row["cups_sold"] for row in table.to_pylist()}


def another(workspace, alice, name):
    """A second account of the same console in the workspace."""
    one = Integration.objects.create(
        workspace=workspace, provider=STAND, account_id=name, name=name, connected_by=alice
    )
    record(one, [replace(stand, id=f"8{stand.id}") for stand in lemonade_stand.STANDS])
    return one


def test_the_total_is_the_accounts_and_the_split_has_a_row_for_it(
    alice, workspace, connected, sold
):
    assert total(alice, workspace) == [10]
    assert each(alice, workspace) == {
        (connected.pk, "1"): 7, (connected.pk, "2"): 5, (connected.pk, NOT_OF_ONE_APP): -2,
    }  # fmt: skip


def test_named_apps_come_without_it_and_it_can_be_asked_for_alone(
    alice, workspace, connected, sold
):
    assert total(alice, workspace, apps=sold) == [12]
    assert total(alice, workspace, apps=sold, accounts=[connected.pk]) == [10]
    assert total(alice, workspace, apps=[], accounts=[connected.pk]) == [-2]


def test_an_account_without_such_rows_has_no_line_for_them(alice, workspace, connected, apps):
    load(connected, DAY, {"1": 7})
    assert each(alice, workspace) == {(connected.pk, "1"): 7}


def test_a_share_of_some_apps_does_not_show_it(alice, bob, growth, connected, sold):
    share(alice, connected, _joined(growth, alice), Terms(apps=(sold[0],)))
    assert total(bob, growth) == [7]
    assert each(bob, growth) == {(connected.pk, "1"): 7}
    with pytest.raises(NotAllowed):
        total(bob, growth, apps=sold[:1], accounts=[connected.pk])


def test_a_share_of_the_whole_account_shows_it_within_its_days(alice, bob, growth, connected, sold):
    load(connected, DAY - timedelta(days=1), {"1": 1, "": -100})
    share(alice, connected, _joined(growth, alice), Terms(first_on=DAY))
    assert total(bob, growth) == [10]


def test_all_apps_ticked_one_by_one_are_still_some_apps(alice, bob, growth, connected, sold):
    """What is of no app was not ticked: new apps, and money of the account, are not in it."""
    share(alice, connected, _joined(growth, alice), Terms(apps=tuple(sold)))
    assert total(bob, growth) == [12]


def test_an_account_of_others_is_refused(charlie, connected, sold):
    with pytest.raises(NotAllowed):
        total(charlie, charlie.personal_workspace, apps=[], accounts=[connected.pk])


def test_two_accounts_add_up_and_each_has_its_row(alice, workspace, connected, sold):
    other = another(workspace, alice, "Second stand")
    load(other, DAY, {"81": 100, "": -30})
    assert total(alice, workspace) == [80]
    assert each(alice, workspace)[other.pk, NOT_OF_ONE_APP] == -30
    assert each(alice, workspace)[connected.pk, NOT_OF_ONE_APP] == -2


def test_no_zero_is_told_while_one_of_two_accounts_has_not_reported(
    alice, workspace, connected, apps
):
    other = another(workspace, alice, "Second stand")
    load(connected, DAY, {"1": 0})
    load(other, DAY - timedelta(days=1), {"81": 0})
    load(connected, DAY - timedelta(days=1), {})
    table = ask(alice, workspace, STAND, ["cups_sold"], days=WEEK, by=["date"])
    found = {row["date"]: row["cups_sold"] for row in table.to_pylist()}
    assert found == {DAY - timedelta(days=1): 0, DAY: None}
    assert total(alice, workspace) == [None]
    load(other, DAY, {})
    assert total(alice, workspace) == [0]


def _joined(space, person):
    Membership.objects.create(workspace=space, user=person, role=Role.MEMBER)
    return space

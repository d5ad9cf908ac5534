"""Deleting an integration, with its shares and, if asked for, its data; another one of the same
people, shared with the same workspace, stays as it is."""

import pytest

from storelink.domain.errors import NotAllowed, StoreError
from storelink.integrations import detach as detaching
from storelink.integrations.models import Credential, DataFile, Integration, KeptFile
from storelink.integrations.storage import files, warehouse
from storelink.products import delete as deleting
from storelink.products.apps import visible_apps
from storelink.products.delete import delete
from storelink.products.models import App, Share
from storelink.products.share import Terms, share
from storelink.products.tests.test_read import DAY, apps, load
from storelink.products.tests.test_share import growth
from storelink.workspaces.create import create
from storelink.workspaces.models import AuditEntry
from tests import lemonade_stand

__all__ = ["apps", "growth"]


@pytest.fixture
def second(workspace, alice):
    """Another account of Alice's, with an app."""
    one = Integration.objects.create(
        workspace=workspace, provider=lemonade_stand.KEY, account_id="2", name="Second",
        connected_by=alice,
    )  # fmt: skip
    Credential.objects.create(integration=one, kind="recipe", sealed="x")
    App.objects.create(integration=one, store_id="9", name="Elsewhere")
    return one


@pytest.fixture
def shared(connected, apps, second, growth, alice):
    """Both, with Growth; the first one with Cousins too. Both have figures, and a kept file."""
    cousins = create(alice, "Cousins")
    for one in (connected, second):
        share(alice, one, growth, Terms())
        load(one, DAY, {"1": 7})
        path = f"raw/{one.pk}.csv"
        source = files().workshop / "a.csv"
        source.write_text("sent")
        files().put(path, source)
        KeptFile.objects.create(
            integration=one, report="cups", period=DAY.isoformat(), name="a.csv", path=path,
            byte_count=4, sha256=str(one.pk), version_order=1, processed_on=DAY,
        )  # fmt: skip
    share(alice, connected, cousins, Terms(hides_money=True))
    return connected


def has_raw(number):
    return files().get(f"raw/{number}.csv").exists()


def live_files(number):
    return DataFile.objects.filter(integration_id=number, dead_at=None).count()


def test_without_erasing_the_data_stays_and_nothing_else(shared, second, alice, growth, charlie):
    delete(alice, shared, erase_data=False)
    assert not Credential.objects.filter(integration_id=shared.pk).exists()
    assert not Integration.objects.filter(pk=shared.pk).exists()
    assert live_files(shared.pk) == 1
    assert has_raw(shared.pk)
    assert list(Share.objects.values_list("integration", "workspace")) == [(second.pk, growth.pk)]
    assert [app.name for app in visible_apps(charlie, growth)] == ["Elsewhere"]


def test_with_erasing_nothing_of_it_is_left(shared, second, alice):
    number = shared.pk
    delete(alice, shared, erase_data=True)
    assert not Integration.everything.filter(pk=number).exists()
    assert not App.objects.filter(integration_id=number).exists()
    assert not DataFile.objects.filter(integration_id=number).exists()
    assert not has_raw(number)
    assert list(Share.objects.values_list("integration", flat=True)) == [second.pk]


@pytest.mark.parametrize("erase_data", [False, True])
def test_the_other_one_is_as_it_was(shared, second, alice, erase_data):
    delete(alice, shared, erase_data=erase_data)
    assert Credential.objects.filter(integration=second).count() == 1
    assert App.objects.filter(integration=second).count() == 1
    assert live_files(second.pk) == 1
    assert has_raw(second.pk)


@pytest.mark.parametrize("step", ["detach", "erase_rows"])
def test_where_it_fails_half_way_everything_stays(shared, alice, monkeypatch, step):
    """The shares are ended first: without one transaction they would be gone."""

    def fails(integration):
        getattr(detaching, step)(integration)
        raise StoreError("The disk is full.")

    monkeypatch.setattr(deleting, step, fails)
    entries = AuditEntry.objects.count()
    with pytest.raises(StoreError):
        delete(alice, shared, erase_data=True)
    one = Integration.objects.get(account_id=shared.account_id)
    assert Share.objects.filter(integration=one).count() == 2
    assert Credential.objects.filter(integration=one).count() == 1
    assert App.objects.filter(integration=one).count() == 2
    assert live_files(one.pk) == 1
    assert has_raw(one.pk)
    assert AuditEntry.objects.count() == entries
    assert warehouse() is not None


def test_both_sides_find_it_in_their_logs(shared, alice, workspace, growth):
    delete(alice, shared, erase_data=True)
    name = "Lou’s lemonade"
    mine = AuditEntry.objects.filter(workspace=workspace, about__contains=name).order_by("-pk")
    assert (mine[0].verb, mine[0].about) == ("integration.deleted", f"{name} and its data")
    theirs = AuditEntry.objects.filter(workspace=growth, about__contains=name)
    assert "integration.unshared" in theirs.values_list("verb", flat=True)


@pytest.mark.parametrize("who", ["bob", "vera", "charlie"])
def test_only_managers_may(shared, request, who):
    with pytest.raises(NotAllowed):
        delete(request.getfixturevalue(who), shared, erase_data=True)
    assert Share.objects.filter(integration=shared).count() == 2
    assert Credential.objects.filter(integration=shared).exists()

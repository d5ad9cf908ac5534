"""The same account connected twice is one integration, and is never counted twice meanwhile."""

from dataclasses import replace

import pytest
from django.utils import timezone

from storelink.integrations.connect import answer, begin
from storelink.integrations.models import Credential, Integration
from storelink.integrations.secrets import open_secret, seal_secret
from storelink.products.limits import whole_accounts
from storelink.products.models import App
from storelink.providers import registry
from storelink.providers.contract import Connected, Refused
from tests import lemonade_stand

from .test_run import brought_in, cups, truth

KEY = lemonade_stand.KEY


@pytest.fixture
def twice(alice, connected):
    """The stand once more, under an id of another kind, so that only its apps tell."""
    brought_in(connected)
    other = Integration.objects.create(
        workspace=connected.workspace, provider=KEY, account_id="app-1", name="Once more",
        connected_by=alice,
    )  # fmt: skip
    credential = Credential(integration=other, kind="recipe", public_id="recipe 2")
    seal_secret(credential, lemonade_stand.RECIPE.encode())
    credential.save()
    return other


def test_it_is_joined_once_its_apps_are_known(alice, workspace, connected, twice):
    brought_in(twice)
    assert list(Integration.objects.all()) == [connected]
    assert {one.public_id for one in connected.credentials.all()} == {"recipe 1", "recipe 2"}
    assert {open_secret(one) for one in connected.credentials.all()} == {
        lemonade_stand.RECIPE.encode()
    }
    assert brought_in(connected)[0] == "done"
    assert cups(alice, workspace) == truth()


def test_meanwhile_its_figures_count_once(alice, workspace, connected, twice):
    Integration.objects.filter(pk=connected.pk).update(paused_at=timezone.now())  # not joined
    brought_in(twice)
    assert Integration.objects.count() == 2
    assert App.objects.filter(gone_at=None).count() == 4
    assert cups(alice, workspace) == truth()
    assert set(whole_accounts(workspace, KEY)) == {twice.pk}, "the one that is kept up to date"


def test_two_accounts_with_apps_of_their_own_stay_two(alice, workspace, connected, monkeypatch):
    brought_in(connected)
    others = tuple(replace(one, id=f"9{one.id}") for one in lemonade_stand.STANDS)

    class Elsewhere(lemonade_stand.Stand):
        def apps(self):
            return others

    changed = replace(lemonade_stand.provider, open=lambda secret, http: Elsewhere())
    other = Integration.objects.create(
        workspace=workspace, provider=KEY, account_id="elsewhere", name="Elsewhere"
    )
    credential = Credential(integration=other, kind="recipe", public_id="recipe 2")
    seal_secret(credential, lemonade_stand.RECIPE.encode())
    credential.save()
    monkeypatch.setattr(registry, "found", lambda: (changed,))
    brought_in(other)
    assert Integration.objects.count() == 2


def test_two_that_the_store_tells_apart_stay_two_though_an_app_went_over(connected, twice):
    for one in (connected, twice):
        one.credentials.update(facts={"id_of_store": one.account_id})
    brought_in(twice)
    assert Integration.objects.count() == 2


def test_connecting_what_was_joined_leads_to_the_account_that_goes_on(
    alice, workspace, connected, twice, monkeypatch
):
    brought_in(twice)

    def again(kind, state, given, http):
        step = lemonade_stand.connect(kind, state, given, http)
        return replace(step, account_id="app-1") if isinstance(step, Connected) else step

    changed = replace(lemonade_stand.provider, connect=again)
    monkeypatch.setattr(registry, "found", lambda: (changed,))
    attempt, _ = begin(alice, workspace, KEY, "recipe")
    found = answer(alice, attempt.pk, {"recipe": lemonade_stand.RECIPE})
    assert isinstance(found, Refused)
    assert found.reason == "already_connected"
    assert Integration.objects.count() == 1


def test_the_same_account_by_another_slot_joins_at_once(alice, workspace, connected, monkeypatch):
    """As the key of a person does beside the key of a team, before any run has listed apps."""
    Credential.objects.update(facts={"apps_at_connect": ["1", "2"]})

    def individual(kind, state, given, http):
        step = lemonade_stand.connect(kind, state, given, http)
        if not isinstance(step, Connected):
            return step
        return replace(step, account_id="app-1", slot="individual", apps=("2",))

    changed = replace(lemonade_stand.provider, connect=individual)
    monkeypatch.setattr(registry, "found", lambda: (changed,))
    attempt, _ = begin(alice, workspace, KEY, "recipe")
    assert answer(alice, attempt.pk, {"recipe": lemonade_stand.RECIPE}) == connected
    assert connected.credentials.count() == 2

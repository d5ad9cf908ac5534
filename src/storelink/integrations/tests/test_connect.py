from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from storelink.domain.errors import BadInput, Busy, NeedsPermission, NotAllowed, VaultError
from storelink.integrations.connect import answer, begin, current
from storelink.integrations.issue import open_issue
from storelink.integrations.models import ConnectAttempt, Credential, Integration, Issue
from storelink.integrations.secrets import open_secret
from storelink.providers import registry
from storelink.providers.contract import Ask, Connected, Refused
from tests import lemonade_stand

STAND, RECIPE = lemonade_stand.KEY, {"recipe": lemonade_stand.RECIPE}


def the_store_says(monkeypatch, step):
    """Whatever is answered, the store says this."""

    def connect(kind, state, given, http):
        if not given:
            return lemonade_stand.connect(kind, state, given, http)
        if isinstance(step, Exception):
            raise step
        return step

    changed = replace(lemonade_stand.provider, connect=connect)
    monkeypatch.setattr(registry, "found", lambda: (changed,))


def test_it_asks_and_then_connects(alice, workspace):
    attempt, ask = begin(alice, workspace, STAND, "recipe")
    assert [field.name for field in ask.fields] == ["recipe"]
    found = answer(alice, attempt.pk, RECIPE)
    assert isinstance(found, Integration)
    assert (found.name, found.workspace, found.connected_by) == (
        "Lou’s lemonade", workspace, alice,
    )  # fmt: skip


def test_its_first_run_is_due_at_once(connected):
    assert connected.due_at <= timezone.now()
    assert connected.first_synced_at is None


def test_the_secret_is_sealed_and_opens_again(connected):
    credential = Credential.objects.get(integration=connected)
    assert lemonade_stand.RECIPE not in credential.sealed
    assert open_secret(credential) == lemonade_stand.RECIPE.encode()


def test_a_sealed_secret_moved_to_another_row_does_not_open(connected, workspace):
    other = Integration.objects.create(
        workspace=workspace, provider=STAND, account_id="other", name="Other"
    )
    sealed = Credential.objects.get(integration=connected).sealed
    stolen = Credential.objects.create(integration=other, kind="recipe", sealed=sealed)
    with pytest.raises(VaultError):
        open_secret(stolen)


def test_a_wrong_answer_is_asked_again_with_the_reason(alice, workspace):
    attempt, _ = begin(alice, workspace, STAND, "recipe")
    found = answer(alice, attempt.pk, {"recipe": "water"})
    assert isinstance(found, Ask)
    assert found.errors["recipe"]
    assert isinstance(answer(alice, attempt.pk, RECIPE), Integration)


def test_nothing_is_lost_where_the_store_is_busy(alice, workspace, monkeypatch):
    attempt, _ = begin(alice, workspace, STAND, "recipe")
    with monkeypatch.context() as while_busy:
        the_store_says(while_busy, Busy("The stand is closed for an hour."))
        with pytest.raises(Busy):
            answer(alice, attempt.pk, RECIPE)
    assert isinstance(answer(alice, attempt.pk, RECIPE), Integration)


def test_the_conversation_can_be_read_again(alice, workspace):
    attempt, ask = begin(alice, workspace, STAND, "recipe")
    found, again = current(alice, attempt.pk)
    assert (found.pk, again.step) == (attempt.pk, ask.step)


def test_what_the_person_has_given_so_far_is_sealed(alice, workspace, monkeypatch):
    attempt, ask = begin(alice, workspace, STAND, "recipe")
    the_store_says(monkeypatch, replace(ask, step="code", state={"canary": "two secret lemons"}))
    answer(alice, attempt.pk, {"recipe": "anything"})
    assert "lemons" not in ConnectAttempt.objects.get(pk=attempt.pk).sealed_state


def test_it_dies_after_fifteen_minutes(alice, workspace):
    attempt, _ = begin(alice, workspace, STAND, "recipe")
    ConnectAttempt.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(BadInput, match="Start again"):
        answer(alice, attempt.pk, RECIPE)


def test_it_is_over_once_it_has_connected(alice, workspace, connected):
    assert not ConnectAttempt.objects.exists()


def test_nobody_else_goes_on_with_it(alice, bob, workspace):
    attempt, _ = begin(alice, workspace, STAND, "recipe")
    with pytest.raises(BadInput):
        answer(bob, attempt.pk, RECIPE)


@pytest.mark.parametrize("who", ["bob", "vera", "charlie"])
def test_only_a_manager_begins_it(who, workspace, request):
    with pytest.raises(NotAllowed):
        begin(request.getfixturevalue(who), workspace, STAND, "recipe")


@pytest.mark.parametrize(("console", "kind"), [("no_such_store", "recipe"), (STAND, "no_kind")])
def test_it_refuses_what_it_does_not_know(alice, workspace, console, kind):
    with pytest.raises(BadInput):
        begin(alice, workspace, console, kind)


def test_the_same_account_is_not_connected_twice(alice, workspace, connected):
    attempt, _ = begin(alice, workspace, STAND, "recipe")
    found = answer(alice, attempt.pk, RECIPE)
    assert isinstance(found, Refused)
    assert found.reason == "already_connected"
    assert "already connected by you. Update it instead?" in found.sentence
    assert Integration.objects.count() == 1


def test_another_workspace_may_connect_the_same_account(connected, charlie):
    attempt, _ = begin(charlie, charlie.personal_workspace, STAND, "recipe")
    found = answer(charlie, attempt.pk, RECIPE)
    assert isinstance(found, Integration)
    assert found.pk != connected.pk


def updated(alice, integration):
    attempt, _ = begin(alice, integration.workspace, STAND, "recipe", integration=integration)
    return answer(alice, attempt.pk, RECIPE)


def test_updating_in_place_keeps_the_account_and_wakes_its_credential(alice, connected):
    Credential.objects.update(refused_at=timezone.now(), refused_reason="recipe_changed")
    open_issue(connected, "report:cups", NeedsPermission("Lou must allow it."))
    found = updated(alice, connected)
    assert found.pk == connected.pk
    credential = Credential.objects.get()
    assert (credential.refused_at, credential.refused_reason) == (None, "")
    assert not Issue.objects.filter(solved_at=None).exists()


def test_updating_in_place_refuses_another_account(alice, connected, monkeypatch):
    before = Credential.objects.get().sealed
    other = Connected(account_id="another stand", name="Sue’s", secret=b"x", public_id="x")
    the_store_says(monkeypatch, other)
    found = updated(alice, connected)
    assert isinstance(found, Refused)
    assert found.reason == "another_account"
    assert Credential.objects.get().sealed == before


def test_an_account_of_another_workspace_is_not_updated_from_here(connected, charlie):
    with pytest.raises(BadInput):
        begin(charlie, charlie.personal_workspace, STAND, "recipe", integration=connected)

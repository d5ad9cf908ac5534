"""Nothing is given twice: a key is kept while another field is put right, and the whole answer
while somebody decides to update the account that is there already."""

from dataclasses import replace

import pytest

from storelink.domain.errors import BadInput, Busy, NotAllowed
from storelink.integrations.connect import answer, begin, current, update_instead
from storelink.integrations.held import held_names, with_held
from storelink.integrations.models import ConnectAttempt, Integration
from storelink.integrations.rename import rename
from storelink.providers import registry
from storelink.providers.contract import Ask, Connected, Field, FieldKind, Refused
from tests import lemonade_stand

KEY = lemonade_stand.KEY
FIELDS = (
    Field("key", "Key", "A file.", kind=FieldKind.MULTILINE, is_secret=True),
    Field("password", "Password", "Yours.", kind=FieldKind.PASSWORD, is_secret=True),
    Field("number", "Number", "Digits."),
)


def connect(kind, state, given, http):
    errors = {}
    if given.get("number") == "busy":
        raise Busy(
            "The store isn’t answering. Storelink tries again by itself.", reason="store_failed"
        )
    if given and given.get("key") != "the key":
        errors["key"] = "That is no key."
    if given and not given.get("number", "").isdigit():
        errors["number"] = "Digits, please."
    if not given or errors:
        return Ask("key", "Key", FIELDS, errors=errors)
    return Connected("stands", "Lou’s lemonade", lemonade_stand.RECIPE.encode(), given["number"])


@pytest.fixture
def asking(monkeypatch, alice):
    changed = replace(lemonade_stand.provider, connect=connect)
    monkeypatch.setattr(registry, "found", lambda: (changed,))

    def ask(**given):
        attempt, _ = begin(alice, alice.personal_workspace, KEY, "recipe")
        return attempt.pk, answer(alice, attempt.pk, given)

    return ask


def held(pk):
    return held_names(ConnectAttempt.objects.get(pk=pk))


def test_a_key_is_kept_while_another_field_is_put_right(asking, alice):
    pk, step = asking(key="the key", password="secret", number="x")
    assert set(step.errors) == {"number"}
    assert held(pk) == {"key"}, "and no password"
    assert "the key" not in repr(current(alice, pk)[1])
    assert isinstance(answer(alice, pk, {"number": "5"}), Integration)


def test_an_answer_that_is_empty_reaches_the_store_as_it_is(asking):
    """A tick that was taken away is an answer: not the same as none."""
    pk, _ = asking(key="the key", number="x")
    attempt = ConnectAttempt.objects.get(pk=pk)
    assert with_held(attempt, {"key": "", "tick": "", "number": "5"}) == {
        "key": "the key", "tick": "", "number": "5",
    }  # fmt: skip
    assert with_held(attempt, {}) == {}


def test_a_key_that_is_wrong_itself_is_not_kept(asking, alice):
    pk, step = asking(key="no key", number="x")
    assert set(step.errors) == {"key", "number"}
    assert held(pk) == frozenset()


def test_another_key_takes_the_place_of_the_one_that_is_kept(asking, alice):
    pk, _ = asking(key="the key", number="x")
    assert set(answer(alice, pk, {"key": "no key", "number": "5"}).errors) == {"key"}


def test_a_store_that_does_not_answer_costs_no_key_and_promises_nothing(asking, alice):
    attempt, _ = begin(alice, alice.personal_workspace, KEY, "recipe")
    with pytest.raises(Busy) as caught:
        answer(alice, attempt.pk, {"key": "the key", "number": "busy"})
    assert "by itself" not in caught.value.sentence.replace("nothing is tried by itself", "")
    assert held(attempt.pk) == {"key"}
    assert isinstance(answer(alice, attempt.pk, {"number": "5"}), Integration)


def test_what_is_there_already_is_updated_by_one_press(asking, alice):
    _, first = asking(key="the key", number="5")
    pk, step = asking(key="the key", number="6")
    assert isinstance(step, Refused)
    assert "Update it instead?" in step.sentence
    assert first.credentials.get().public_id == "5"
    assert update_instead(alice, pk) == first
    assert first.credentials.get().public_id == "6"
    assert not ConnectAttempt.objects.exists()


def test_nobody_else_updates_by_it(asking, alice, charlie):
    asking(key="the key", number="5")
    pk, _ = asking(key="the key", number="6")
    with pytest.raises(BadInput):
        update_instead(charlie, pk)


def test_where_nothing_was_found_there_is_nothing_to_update(asking, alice):
    pk, _ = asking(key="the key", number="x")
    with pytest.raises(BadInput, match="Start again"):
        update_instead(alice, pk)


def test_an_account_is_renamed_and_keeps_the_name(asking, alice):
    _, one = asking(key="the key", number="5")
    rename(alice, one, "  Lemon \n Ltd ")
    pk, _ = asking(key="the key", number="6")
    assert update_instead(alice, pk).name == "Lemon Ltd"


def test_only_managers_rename_and_not_to_nothing(asking, alice, bob):
    _, one = asking(key="the key", number="5")
    with pytest.raises(NotAllowed):
        rename(bob, one, "Mine")
    with pytest.raises(BadInput):
        rename(alice, one, " \n ")

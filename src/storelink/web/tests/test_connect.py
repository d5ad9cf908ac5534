"""Connecting, drawn from what a provider asks for; here one that is made up."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from storelink.domain.errors import BadInput, Busy
from storelink.integrations import connect as verbs
from storelink.integrations.connect import choose_apps_first
from storelink.integrations.models import ConnectAttempt, Credential, Integration
from storelink.integrations.vault import vault
from storelink.providers.contract import (
    Action,
    Ask,
    Connected,
    CredentialKind,
    Field,
    FieldKind,
    Refused,
)
from storelink.web.pages import connect as pages
from storelink.web.tests.spaces import spaceless

RECIPE = "lemons and a secret"
FIELDS = (
    Field("stand", "Stand", "The number above the door.", "12"),
    Field("recipe", "Recipe", "Paste it, or choose the file.", "", FieldKind.MULTILINE,
          is_secret=True, accepts=".txt"),
)  # fmt: skip
CODE = Ask("code", "Enter the code", (Field("code", "Code", "", kind=FieldKind.CODE),),
           actions=(Action("resend", "Send a new text"),), state={"recipe": RECIPE})  # fmt: skip


def conversation(kind, state, answer, http):
    first = Ask("key", "Enter the recipe", FIELDS, hint="It stays here.")
    if state is None or "recipe" not in state:
        if not answer:
            return first
        if answer["stand"] == "99":
            raise Busy("The stand isn’t answering. Nothing is wrong with your recipe.")
        if answer["recipe"] != RECIPE:
            return replace(first, errors={"recipe": "That isn’t a recipe.", "": "Look again."})
        return CODE
    if answer.get("action") == "resend" or not answer:
        return CODE
    if answer["code"] == "000000":
        return Refused("The stand has closed for good.", "closed")
    return Connected(f"stand-{answer['code']}", "Lemonade", RECIPE.encode(), "12")


@pytest.fixture(autouse=True)
def stand(db, provider, monkeypatch):
    vault.cache_clear()
    vault()  # makes the key of this test's home
    kinds = (
        CredentialKind(
            "recipe", "Recipe", "No codes.", ("Recipe", "Code", "First sync"), ("Ask.",)
        ),
        CredentialKind("card", "Card", "With a code.", ("Card", "First sync")),
    )
    made_up = replace(provider, connect=conversation, credential_kinds=kinds)
    for place in ("integrations.connect.provider_of", "web.pages.connect.provider_of"):
        monkeypatch.setattr(f"storelink.{place}", lambda _key: made_up)
    yield made_up
    vault.cache_clear()


def step_of(name):
    one = ConnectAttempt.objects.get()
    return f"/settings/integrations/connect/{one.provider}/{one.pk}/{name}/"


@pytest.fixture
def client(alice, as_):
    return as_(alice)


@pytest.fixture
def begin(client, provider):
    def begun(**more):
        answer = client.post(f"/settings/integrations/connect/{provider.key}/", more)
        return answer.headers["Location"]

    return begun


def test_the_first_step_is_drawn_from_the_fields(begin, client, markup):
    path = begin()
    text = markup(client.get(path))
    assert path.endswith("/key/")
    for words in ("Enter the recipe", "It stays here.", "The number above the door.", "Ask."):
        assert words in text
    for words in ('placeholder="12"', 'accept=".txt"', "Step 1 of 3", "Use Card instead"):
        assert words in text


def test_an_error_is_tied_to_its_field_and_the_secret_is_not_given_back(begin, client):
    answer = client.post(begin(), {"stand": "12", "recipe": "only water"})
    text = spaceless(answer.content.decode())
    assert answer.status_code == 422
    assert 'aria-invalid="true" aria-describedby="f-recipe-hint f-recipe-err"' in text
    assert "That isn’t a recipe." in text.split('id="f-recipe-err"', 1)[1][:300]
    assert "Look again." in text
    assert 'value="12"' in text
    assert "only water" not in text


def test_a_file_is_taken_in_place_of_a_text(begin, client):
    file = SimpleUploadedFile("recipe.txt", RECIPE.encode())
    answer = client.post(begin(), {"stand": "12", "recipe": "", "recipe-file": file})
    assert answer.headers["Location"].endswith("/code/")


@pytest.mark.parametrize(
    ("content", "words"), [(b"\xff\xfe\x00", "isn’t text"), (b"x" * 70_000, "larger than 64 kB")]
)
def test_a_file_that_is_no_key_is_refused_in_words(content, words, begin, client):
    file = SimpleUploadedFile("photo.jpg", content)
    answer = client.post(begin(), {"stand": "12", "recipe-file": file})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_store_that_does_not_answer_loses_nothing(begin, client):
    path = begin()
    answer = client.post(path, {"stand": "99", "recipe": RECIPE})
    assert answer.status_code == 503
    assert "Nothing is wrong with your recipe." in answer.content.decode()
    assert client.post(path, {"stand": "12", "recipe": RECIPE}).status_code == 302


def test_the_last_step_is_the_first_sync(begin, client, markup):
    client.post(begin(), {"stand": "12", "recipe": RECIPE})
    path = step_of("code")
    assert "Step 2 of 3" in markup(client.get(path))
    answer = client.post(path, {"code": "123456"})
    one = Integration.objects.get()
    assert answer.headers["Location"] == f"/settings/integrations/{one.pk}/first-sync/"
    assert RECIPE not in Credential.objects.get().sealed


def test_an_action_is_pressed_without_filling_the_fields(begin, client):
    client.post(begin(), {"stand": "12", "recipe": RECIPE})
    path = step_of("code")
    assert client.post(path, {"action": "resend"}).headers["Location"] == path


def test_what_was_done_on_request_is_said_once(begin, client, markup, stand, monkeypatch):
    def talk(kind, state, answer, http):
        return replace(CODE, notice="A new text goes to •• 42." if answer else "")

    told = replace(stand, connect=talk)
    for module in (verbs, pages):
        monkeypatch.setattr(module, "provider_of", lambda _key: told)
    path = begin()
    path = client.post(path, {"action": "resend"}).headers["Location"]
    assert '<div class="note info" role="status">' in (text := markup(client.get(path)))
    assert "A new text goes to •• 42." in text
    assert "A new text" not in markup(client.get(path))


def test_a_refusal_ends_it_and_stores_nothing(begin, client):
    client.post(begin(), {"stand": "12", "recipe": RECIPE})
    path = step_of("code")
    answer = client.post(path, {"code": "000000"})
    assert "closed for good" in answer.content.decode()
    assert not Integration.objects.exists()


def test_nobody_else_can_go_on_with_it(begin, bob, as_):
    answer = as_(bob).get(begin())
    assert "Begin again" in answer.content.decode()


def test_a_second_tab_leaves_the_first_conversation_as_it_is(begin, client, markup):
    first, second = begin(), begin(kind="card")
    code = client.post(first, {"stand": "12", "recipe": RECIPE}).headers["Location"]
    begin(kind="card")
    assert "Enter the code" in markup(client.get(code))
    assert "Enter the recipe" in markup(client.get(second))
    answer = client.post(code, {"code": "123456"})
    one = Integration.objects.get()
    assert answer.headers["Location"] == f"/settings/integrations/{one.pk}/first-sync/"
    assert "Enter the recipe" in markup(client.get(second)), "the other goes on too"


def test_each_tab_shows_how_far_its_own_conversation_is(begin, client, markup):
    first, second = begin(), begin()
    code = client.post(first, {"stand": "12", "recipe": RECIPE}).headers["Location"]
    assert "Step 2 of 3" in markup(client.get(code))
    assert "Step 1 of 3" in markup(client.get(second))


def test_a_tick_is_as_the_provider_says_until_it_is_changed(
    begin, client, markup, stand, monkeypatch
):
    fields = (
        *FIELDS,
        Field("keep", "Stay", "", kind=FieldKind.TICK, is_required=False, is_ticked=True),
        Field("spare", "Spare", "", kind=FieldKind.TICK, is_required=False),
    )
    ticks = re.compile(r'name="(keep|spare)" value="yes"( checked)?')
    asked = Ask("key", "Ask", fields)
    with_ticks = replace(stand, connect=lambda *_: replace(asked, errors={"": "No."}))
    for module in (verbs, pages):
        monkeypatch.setattr(module, "provider_of", lambda _key: with_ticks)
    path = begin()
    assert ticks.findall(markup(client.get(path))) == [("keep", " checked"), ("spare", "")]
    given = {"stand": "12", "recipe": "x", "spare": "yes"}
    again = markup(client.post(path, given), 422)
    assert ticks.findall(again) == [("keep", ""), ("spare", " checked")]


def test_updating_in_place_keeps_the_account(begin, client, integration):
    integration.credentials.update(kind="recipe")
    Integration.objects.update(account_id="stand-123456")
    path = client.post(f"/settings/integrations/{integration.pk}/update/").headers["Location"]
    client.post(path, {"stand": "12", "recipe": RECIPE})
    client.post(path.replace("/key/", "/code/"), {"code": "123456"})
    assert Integration.objects.get().pk == integration.pk


def test_updating_refuses_another_account(begin, client, integration):
    integration.credentials.update(kind="recipe")
    path = client.post(f"/settings/integrations/{integration.pk}/update/").headers["Location"]
    client.post(path, {"stand": "12", "recipe": RECIPE})
    answer = client.post(path.replace("/key/", "/code/"), {"code": "123456"})
    assert "Nothing was changed" in answer.content.decode()


def test_an_unknown_console_is_nowhere(client, monkeypatch):
    monkeypatch.undo()
    assert client.get("/settings/integrations/connect/nonsense/").status_code == 404


def test_apps_are_chosen_first_where_that_is_ticked(begin, client, markup):
    path = begin()
    assert "Let me choose the apps first" in markup(client.get(path))
    given = {"stand": "12", "asks_about_apps": "yes", "choose_apps": "yes"}
    assert "checked" in markup(client.post(path, {**given, "recipe": "only water"}), 422)
    code = client.post(path, {**given, "recipe": RECIPE}).headers["Location"]
    assert "Let me choose" not in markup(client.get(code)), "asked once"
    client.post(code, {"code": "123456"})
    assert Integration.objects.get().awaits_choice


def test_an_account_that_is_taken_up_again_asks_anew(begin, client):
    given = {"stand": "12", "recipe": RECIPE, "asks_about_apps": "yes"}
    code = client.post(begin(), given).headers["Location"]
    client.post(code, {"code": "123456"})
    one = Integration.objects.get()
    assert not one.awaits_choice
    Integration.objects.update(
        deleted_at="2026-11-01T00:00:00Z", apps_chosen_at="2026-10-01T00:00Z"
    )
    code = client.post(begin(), {**given, "choose_apps": "yes"}).headers["Location"]
    client.post(code, {"code": "123456"})
    again = Integration.objects.get()
    assert (again.pk, again.awaits_choice) == (one.pk, True)


def test_nobody_else_says_whether_apps_are_chosen_first(begin, client, bob):
    begin()
    attempt = ConnectAttempt.objects.get()
    with pytest.raises(BadInput):
        choose_apps_first(bob, attempt.pk, wanted=True)
    attempt.refresh_from_db()
    assert not attempt.chooses_apps

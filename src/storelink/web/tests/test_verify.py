"""Verifying by page, and the page for whoever holds the phone."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from storelink.integrations.connect import answer, begin
from storelink.integrations.models import Credential
from storelink.integrations.vault import vault
from storelink.web.pages import connect
from tests import lemonade_club
from tests.lemonade_club import CODE, KIND, Club

WRONG = "000000"


@pytest.fixture
def club(db, monkeypatch, provider):
    vault.cache_clear()
    found = Club()
    monkeypatch.setattr(lemonade_club, "CLUB", found)
    # Under the name of a provider that every page knows.
    made_up = {"": lemonade_club.provider}

    def provider_of(key):
        return made_up[""]

    for place in (
        "storelink.integrations.connect.provider_of",
        "storelink.web.pages.connect.provider_of",
    ):
        monkeypatch.setattr(place, provider_of)
    yield found
    vault.cache_clear()


@pytest.fixture
def member(club, alice, workspace):
    attempt, _ = begin(alice, workspace, "club", KIND)
    answer(alice, attempt.pk, {"member": "lou"})
    return answer(alice, attempt.pk, {"code": CODE})


@pytest.fixture
def browser(alice, as_):
    return as_(alice)


def verify_path(one):
    return f"/settings/integrations/{one.pk}/verify/"


def at_the_code(browser, one):
    """The address of the code step, having pressed Verify."""
    return browser.post(verify_path(one)).headers["Location"]


def test_the_link_of_a_mail_asks_the_store_nothing(browser, member, club, markup) -> None:
    text = markup(browser.get(verify_path(member)))
    assert "Have the phone" in text
    assert club.codes_sent == 1


def test_pressed_it_begins_at_the_code(browser, member, club, markup) -> None:
    path = at_the_code(browser, member)
    text = markup(browser.get(path))
    assert path.endswith("/code/")
    assert 'autocomplete="one-time-code"' in text
    assert "Send a new one" in text
    assert club.codes_sent == 2


def test_a_wrong_code_is_said_and_the_right_one_then_verifies(browser, member) -> None:
    path = at_the_code(browser, member)
    wrong = browser.post(path, {"code": WRONG})
    assert wrong.status_code == 422
    assert "That code isn’t right." in wrong.content.decode()
    right = browser.post(path, {"code": CODE})
    assert right.headers["Location"].endswith(f"/{member.pk}/first-sync/")


def test_a_busy_store_is_said_before_any_code(browser, member, club) -> None:
    club.is_busy = True
    told = browser.post(verify_path(member))
    assert told.status_code == 503
    assert "The club is closed just now." in told.content.decode()


def made_link(browser, path):
    text = browser.post(path.replace("/code/", "/link/")).content.decode()
    found = re.search(r"https?://[^/\"]+(/code/[^\"]+)", text)
    assert found is not None
    return found[1]


def test_who_holds_the_phone_needs_no_account_and_sees_nothing_of_it(browser, member) -> None:
    link = made_link(browser, at_the_code(browser, member))
    shown = Client().get(link)
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "The club sent a code to •• 42." in text
    assert shown.headers["Referrer-Policy"] == "same-origin"
    for word in ("lou", "Lou", "Alice", "alice", "member"):
        assert word not in text


def test_the_code_by_link_verifies_and_the_first_page_goes_on(browser, member) -> None:
    path = at_the_code(browser, member)
    link = made_link(browser, path)
    phone = Client()
    assert phone.post(link, {"code": WRONG}).status_code == 422
    assert phone.post(link, {"code": CODE}).status_code == 200
    assert phone.get(link).status_code == 410
    asked = browser.get(path.replace("/code/", "/standing/"), {"step": "code"})
    assert asked.headers["HX-Redirect"].endswith(f"/{member.pk}/first-sync/")
    assert browser.get(path).headers["Location"].endswith(f"/{member.pk}/first-sync/")


def test_while_nobody_has_typed_it_the_first_page_waits(browser, member) -> None:
    path = at_the_code(browser, member)
    asked = browser.get(path.replace("/code/", "/standing/"), {"step": "code"})
    assert asked.status_code == 204
    assert "HX-Redirect" not in asked.headers


def test_the_link_is_shown_once(browser, member) -> None:
    path = at_the_code(browser, member)
    link = made_link(browser, path)
    assert link not in browser.get(path).content.decode()


def test_a_made_up_link_is_over(client, db) -> None:
    assert client.get("/code/abc/").status_code == 410


def test_a_form_from_elsewhere_is_refused(browser, member) -> None:
    link = made_link(browser, at_the_code(browser, member))
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link, {"code": CODE}).status_code == 403


def test_another_way_to_sign_in_can_be_added_to_the_account(browser, member, markup) -> None:
    begun = browser.post(f"/settings/integrations/{member.pk}/update/", {"kind": "recipe"})
    text = markup(browser.get(begun.headers["Location"]))
    assert "The secret recipe" in text
    assert Credential.objects.get().kind == KIND


def test_what_the_stores_page_brings_back_is_the_next_answer(browser, member) -> None:
    at_the_code(browser, member)
    back = browser.get("/settings/integrations/connect/return/", {"code": CODE})
    assert back.headers["Location"].endswith(f"/{member.pk}/first-sync/")


def test_a_code_is_never_kept_in_the_browsers_session(browser, member) -> None:
    path = at_the_code(browser, member)
    browser.post(path, {"code": WRONG})
    assert WRONG not in json.dumps(dict(browser.session.items()), default=str)


def test_verify_marks_the_step_that_it_is(browser, member, markup, club, monkeypatch) -> None:
    kind = replace(
        lemonade_club.provider.credential_kinds[-1],
        steps=("Sign in", "Verify", "Choose team", "First sync"), verify_place=1,
    )  # fmt: skip
    kinds = (*lemonade_club.provider.credential_kinds[:-1], kind)
    marked = replace(lemonade_club.provider, credential_kinds=kinds)
    monkeypatch.setattr(connect, "provider_of", lambda _key: marked)
    text = markup(browser.get(verify_path(member)))
    assert "Step 2 of 4: Verify" in text
    assert f"Verify {member.name}" in text
    assert f"Verify {member.name}" in markup(browser.get(at_the_code(browser, member)))


def test_two_accounts_are_verified_in_two_tabs(browser, member, alice, workspace, markup) -> None:
    attempt, _ = begin(alice, workspace, "club", KIND)
    answer(alice, attempt.pk, {"member": "max"})
    other = answer(alice, attempt.pk, {"code": CODE})
    first, second = at_the_code(browser, member), at_the_code(browser, other)
    for path, one in ((first, member), (second, other)):
        done = browser.post(path, {"code": CODE})
        assert done.headers["Location"].endswith(f"/{one.pk}/first-sync/")


def test_how_long_past_sign_ins_lasted_is_shown(browser, member, markup) -> None:
    Credential.objects.update(verified_at=timezone.now() - timedelta(days=12))
    browser.post(at_the_code(browser, member), {"code": CODE})
    assert Credential.objects.get().facts["past_days"] == [12]

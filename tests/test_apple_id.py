"""Connecting with an Apple ID, through the page's own forms, against the simulator over HTTP.

Each step out of the conversation is walked: what a person types, what the page says then, and that
Apple is asked no more often than the person pressed.
"""

from __future__ import annotations

from hashlib import sha256

import pytest

from storelink.integrations.models import ConnectAttempt, Credential, Integration
from storelink.integrations.secrets import open_secret
from tests.apple_id_page import ANA, CONNECT, JONAS, KIND, MIRA, RORY, Page, page, simulator

__all__ = ["page", "simulator"]


@pytest.fixture
def connected(page):
    """Mira's first team."""
    page.sign_in(MIRA, keep_password="yes")
    page.send(action="devices")
    page.send(code=page.newest_code())
    page.choose_team()
    return Integration.objects.get()


# ------------------------------------------------------------------ the way in


def test_email_password_code_team_connected(page) -> None:
    assert "Enter the code from Apple" in page.sign_in(MIRA)
    assert "trusted devices" in page.send(action="devices")
    assert "team" in page.send(code=page.newest_code()).lower()
    page.choose_team()
    assert page.path.endswith("/first-sync/")
    one = Credential.objects.get()
    assert one.kind == KIND
    assert one.verified_until is not None
    assert one.verified_at is not None
    assert 29 <= (one.verified_until - one.verified_at).days <= 30


def test_the_password_is_tried_once_a_click(page) -> None:
    page.sign_in(MIRA, "not the password")
    assert page.asked("signin/complete") == 1


def test_a_wrong_password_is_said_and_asked_for_again(page) -> None:
    assert "Apple didn’t accept this email and password" in page.sign_in(MIRA, "wrong")
    assert "Enter the code from Apple" in page.sign_in(MIRA)


@pytest.mark.parametrize(("ticked", "is_kept"), [({}, False), ({"keep_password": "yes"}, True)])
def test_the_password_is_kept_only_where_the_person_says_so(page, ticked, is_kept) -> None:
    page.sign_in(ANA, **ticked)
    page.send(code=page.newest_code())
    page.choose_team()
    digest = sha256(page.account(ANA)["password"].encode()).hexdigest()
    assert (digest in open_secret(Credential.objects.get()).decode()) is is_kept


def test_a_wrong_code_repeats_the_code_and_never_the_password(page) -> None:
    page.sign_in(MIRA)
    page.send(action="devices")
    text = page.send(code="000000")
    assert "That code isn’t right" in text
    assert page.path.endswith("/code/")
    assert page.asked("signin/complete") == 1


def test_a_whole_message_can_be_pasted(page) -> None:
    page.sign_in(ANA)
    code = page.newest_code()
    page.send(code=f"Your Apple Account code is: {code[:3]} {code[3:]}. Don’t share it.")
    page.choose_team()
    assert Integration.objects.count() == 1


def test_a_new_text_makes_the_old_code_void(page) -> None:
    page.sign_in(ANA)
    old = page.newest_code()
    page.send(action="send_text")
    assert page.messages() == 2
    assert "That code isn’t right" in page.send(code=old)
    page.send(code=page.newest_code())
    page.choose_team()
    assert Integration.objects.count() == 1


def test_another_number_can_be_chosen(page) -> None:
    text = page.sign_in(JONAS)
    assert "•" in text
    page.send(action="phone_2")
    assert page.simulator.get("phones")["messages"][-1]["phone_id"] == 2
    page.send(code=page.newest_code())
    page.choose_team()
    assert Integration.objects.count() == 1


def test_looking_again_sends_nothing(page) -> None:
    page.sign_in(ANA)
    before = page.messages(), page.asked("/appleauth/")
    for _ in range(3):
        page.browser.get(page.path)
    assert (page.messages(), page.asked("/appleauth/")) == before


def test_a_second_tab_goes_on_with_the_same_attempt(page) -> None:
    page.sign_in(ANA)
    other = Page(page.browser, page.simulator, page.path)
    other.send(code=page.newest_code())
    other.choose_team()
    assert Integration.objects.count() == 1
    assert page.asked("signin/complete") == 1


# ------------------------------------------------------------------ the steps out


@pytest.mark.parametrize(
    ("scenario", "account", "words"),
    [
        ("account_locked", MIRA, "Apple has locked this account for safety"),
        ("two_factor_not_configured", MIRA, "Turn on two-factor authentication first"),
        ("two_step_account", MIRA, "Turn on two-factor authentication first"),
        ("federated_account", MIRA, "signs in through its company"),
        ("terms_to_accept", MIRA, "Apple wants you to confirm something first"),
        ("security_key", MIRA, "security key"),
        ("no_app_store_connect", MIRA, "isn’t in any App Store Connect team"),
        ("init_refused", MIRA, "Apple"),
        ("html_instead_of_json", MIRA, "Apple"),
    ],
)
def test_what_ends_a_sign_in_is_said_and_nothing_is_tried_again(
    page, scenario, account, words
) -> None:
    page.simulator.play(scenario)
    assert words in page.sign_in(account)
    assert page.asked("signin/complete") <= 1
    assert not Integration.objects.exists()


def test_who_is_in_no_team_is_told_whom_to_ask(page) -> None:
    text = page.sign_in(RORY)
    if page.path.endswith("/code/"):
        page.send(action="devices")
        text = page.send(code=page.newest_code())
    assert "isn’t in any App Store Connect team" in text


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        ("code_expired", "That code has expired"),
        ("too_many_wrong_codes", "Apple has paused codes for now"),
        ("terms_to_accept", "Apple wants you to confirm something first"),
    ],
)
def test_what_a_code_can_meet(page, scenario, words) -> None:
    page.sign_in(ANA)
    page.simulator.play(scenario, options={"step": "code"} if "terms" in scenario else {})
    assert words in page.send(code=page.newest_code())


def test_a_number_that_gets_no_codes_is_said(page) -> None:
    page.sign_in(JONAS)
    page.simulator.play("number_unusable")
    assert "Apple can’t send codes to this number right now" in page.send(action="phone_1")


def test_too_many_texts_are_said(page) -> None:
    page.sign_in(JONAS)
    page.simulator.play("too_many_codes_sent")
    assert "Apple has paused codes for now" in page.send(action="phone_1")


def test_a_right_code_that_is_answered_with_a_conflict_is_right(page) -> None:
    page.simulator.play("right_code_conflict")
    page.sign_in(ANA)
    page.send(code=page.newest_code())
    page.choose_team()
    assert Integration.objects.count() == 1


def test_what_is_too_old_begins_again(page) -> None:
    page.sign_in(ANA)
    ConnectAttempt.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert "Begin again" in page.send(code="123456")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "", "password": "x"}, "Give the email"),
        ({"email": "nobody", "password": "x"}, "Give the email"),
        ({"email": MIRA, "password": ""}, "Give the password"),
        ({"email": MIRA, "password": "x" * 5000}, "password that long"),
    ],
)
def test_bad_input_has_a_sentence_and_asks_apple_nothing(page, fields, words) -> None:
    assert words in page.send(**fields)
    assert page.asked("/appleauth/") == 0


def test_a_code_that_is_none_asks_apple_nothing(page) -> None:
    page.sign_in(ANA)
    before = page.asked("securitycode")
    assert "There is no code with 6 digits" in page.send(code="hello")
    assert page.asked("securitycode") == before


# ------------------------------------------------------------------ thirty days


def test_verifying_begins_at_the_code(page, connected) -> None:
    page.simulator.play("web_session_over")
    page.simulator.play("trust_forgotten")
    page.path = f"/settings/integrations/{connected.pk}/verify/"
    text = page.send()
    assert "Enter the code from Apple" in text
    page.send(action="devices")
    page.send(code=page.newest_code())
    assert page.path.endswith("/first-sync/")
    assert Integration.objects.count() == 1


def test_a_trusted_sign_in_is_verified_without_a_code(page, connected) -> None:
    before = page.messages()
    page.path = f"/settings/integrations/{connected.pk}/verify/"
    page.send()
    assert page.path.endswith("/first-sync/")
    assert page.messages() == before


def test_another_apple_id_is_refused_at_verification(page, connected) -> None:
    page.simulator.play("web_session_over")
    page.simulator.play("trust_forgotten")
    sealed = Credential.objects.get().sealed
    page.path = f"/settings/integrations/{connected.pk}/verify/"
    page.send()
    attempt = ConnectAttempt.objects.get()
    assert attempt.integration == connected
    text = page.send(email=JONAS, code="000000")
    assert "That code isn’t right" in text
    assert Credential.objects.get().sealed == sealed


def test_another_team_is_refused_where_an_account_is_updated(page, connected) -> None:
    """Ana’s only team is another one than Mira’s second."""
    Integration.objects.update(account_id="another-team")
    Credential.objects.update(facts={"id_of_store": "another-team"})
    sealed = Credential.objects.get().sealed
    answer = page.browser.post(f"/settings/integrations/{connected.pk}/update/", {"kind": KIND})
    page.path = answer.headers["Location"]
    page.sign_in(ANA)
    text = page.send(code=page.newest_code())
    assert "another account" in page.choose_team(text)
    assert Credential.objects.get().sealed == sealed


def test_an_account_that_is_connected_by_key_is_joined(page) -> None:
    """The two ways give the account different ids in this world: its apps are the same."""
    told = page.simulator.get("credentials")["credentials"][0]
    page.path = page.browser.post(CONNECT, {"kind": "api_key"}).headers["Location"]
    page.send(**told)
    integration = Integration.objects.get()
    for number in page.simulator.get("state")["apps"]:
        integration.apps.create(store_id=number["id"], name=number["name"])
    page.begin()
    page.sign_in(ANA)
    page.send(code=page.newest_code())
    page.choose_team()
    assert Integration.objects.count() == 1
    assert set(Credential.objects.values_list("kind", flat=True)) == {"api_key", KIND}


# ------------------------------------------------------------------ secrets


def test_what_was_typed_stands_nowhere_in_clear(page, connected, tmp_path) -> None:
    """In the rows, the browser's session, the files of the home: not the password nor the code."""
    planted = [page.account(MIRA)["password"], page.newest_code()]
    rows = [*Credential.objects.values(), *ConnectAttempt.objects.values()]
    shown = repr(rows) + repr(dict(page.browser.session.items()))
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in planted:
        assert secret not in shown
        assert secret.encode() not in files

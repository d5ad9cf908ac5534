"""Authenticator apps, recovery codes, passkeys; and that neither is gone round."""

import base64
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from storelink.integrations import vault as vaults
from storelink.integrations.models import ConnectAttempt
from storelink.integrations.second_step import open_text
from storelink.integrations.secrets_check import check_secrets
from storelink.integrations.secrets_rotate import rotate_key
from storelink.web.tests.conftest import PASSWORD
from storelink.workspaces.models import AuditEntry

NEW = "quite another password"
ACTIVATE = "/accounts/app/activate/"


@pytest.fixture(autouse=True)
def _vault():
    vaults.vault.cache_clear()
    yield
    vaults.vault.cache_clear()


def code_of(secret, periods_on=0):
    """What the app would show now, or some half minutes on."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods_on))


@pytest.fixture
def secret(alice, as_):
    """Alice has switched on an authenticator app."""
    browser = as_(alice)
    browser.get("/accounts/reauthenticate/")
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = browser.get(ACTIVATE).content.decode()
    found = page.split('id="authenticator_secret"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    browser.post(ACTIVATE, {"code": code_of(found)})
    return found


def signed_in(browser):
    return "_auth_user_id" in browser.session


def with_password(email="alice@example.org"):
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return browser, answer


def test_the_password_alone_no_longer_opens_the_account(secret):
    browser, answer = with_password()
    assert answer.headers["Location"].startswith("/accounts/second-step/")
    assert not signed_in(browser)
    browser.post("/accounts/second-step/", {"code": "000000"})
    assert not signed_in(browser)
    browser.post("/accounts/second-step/", {"code": code_of(secret)})
    assert signed_in(browser)


def test_a_recovery_code_opens_it_once(alice, secret):
    codes = Authenticator.objects.get(user=alice, type="recovery_codes").wrap().get_unused_codes()
    for expected in (True, False):
        browser, _ = with_password()
        browser.post("/accounts/second-step/", {"code": codes[0]})
        assert signed_in(browser) is expected


def test_guessing_codes_is_slowed_down(secret):
    browser, _ = with_password()
    answers = [
        browser.post("/accounts/second-step/", {"code": f"{n:06}"}).content.decode()
        for n in range(12)
    ]
    assert "Too many" in answers[-1]
    assert not signed_in(browser)


def test_the_secret_is_sealed_in_the_database_and_survives_a_new_key(alice, secret):
    row = Authenticator.objects.get(user=alice, type="totp")
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    assert open_text(row.data["secret"]) == secret
    rotate_key()
    again = Authenticator.objects.get(pk=row.pk)
    assert again.data["secret"] != row.data["secret"]
    assert open_text(again.data["secret"]) == secret
    checked = check_secrets()
    assert (checked.failures, checked.with_older_keys) == ((), 0)


@pytest.mark.django_db(transaction=True)
def test_switching_it_on_signs_out_everywhere_else_and_is_in_the_log(alice):
    elsewhere, _ = with_password()
    assert signed_in(elsewhere)
    browser, _ = with_password()
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = browser.get(ACTIVATE).content.decode()
    found = page.split('id="authenticator_secret"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    browser.post(ACTIVATE, {"code": code_of(found)})
    assert browser.get("/settings/account/").status_code == 200
    assert elsewhere.get("/settings/account/").status_code == 302
    assert AuditEntry.objects.filter(verb="second_step.changed").exists()


@pytest.mark.parametrize(
    "path",
    [ACTIVATE, "/accounts/passkeys/add/", "/accounts/recovery-codes/generate/"],
)
def test_changing_the_second_step_asks_who_one_is(path, alice, as_):
    answer = as_(alice, hours_ago=1).get(path)
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_touching_a_credential_asks_who_one_is(integration, provider, alice, as_):
    for path in (f"connect/{provider.key}/", f"{integration.pk}/update/"):
        answer = as_(alice, hours_ago=1).post(f"/settings/integrations/{path}")
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_after_confirming_one_goes_on_where_one_was(integration, alice, as_, monkeypatch):
    monkeypatch.setenv("STORELINK_VAULT_KEY", base64.b64encode(bytes(range(32))).decode())
    browser, path = as_(alice, hours_ago=1), f"/settings/integrations/{integration.pk}/update/"
    browser.post(path)
    answer = browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": path})
    assert answer.headers["Location"].startswith("/settings/integrations/connect/")
    assert ConnectAttempt.objects.get().integration == integration


def test_seeing_recovery_codes_asks_who_one_is(alice, secret, as_):
    answer = as_(alice, hours_ago=1).get("/accounts/recovery-codes/")
    assert answer.status_code == 302
    assert "confirm" in answer.headers["Location"] or "reauth" in answer.headers["Location"]


def test_a_new_password_by_mail_does_not_go_round_the_second_step(
    alice, secret, settings, mailoutbox
):
    settings.EMAIL_HOST = "mail.example.org"
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": alice.email})
    link = mailoutbox[-1].body.split("http://testserver", 1)[1].split()[0]
    form = browser.get(link, follow=True).request["PATH_INFO"]
    browser.post(form, {"password1": NEW, "password2": NEW})
    assert not signed_in(browser)
    answer = browser.post("/accounts/login/", {"login": alice.email, "password": NEW})
    assert answer.headers["Location"].startswith("/accounts/second-step/")


def test_the_page_of_a_passkey_has_what_the_browser_needs_and_no_script_of_its_own(alice, as_):
    browser, _ = with_password()
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    text = browser.get("/accounts/passkeys/add/").content.decode()
    assert "allauth.webauthn.forms.addForm" in text
    assert 'id="js_data"' in text
    assert "<script>" not in text

"""Another e-mail address: shown to be theirs, told to the old one, found out by nobody else."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from storelink.web.tests.test_account import link_in, mail, sign_in
from storelink.workspaces.models import AuditEntry

__all__ = ["mail"]
PATH = "/accounts/email/"
NEW = "alice@new.example"


@pytest.fixture
def browser(mail, settings, alice, as_):
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    return as_(alice)


def asked(browser, address=NEW):
    return browser.post(PATH, {"email": address, "action_add": "yes"}, follow=True)


def test_it_counts_once_the_link_was_opened_and_the_old_address_is_told(browser, mail, alice):
    assert f"a mail went to {NEW}" in asked(browser).content.decode()
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    assert [message.to for message in mail] == [[NEW]]
    browser.post(link_in(mail[0]))
    alice.refresh_from_db()
    assert alice.email == NEW
    assert mail[-1].to == ["alice@example.org"]
    assert NEW in mail[-1].body
    assert list(EmailAddress.objects.filter(user=alice).values_list("email", flat=True)) == [NEW]
    assert "_auth_user_id" in sign_in(NEW).session
    assert "_auth_user_id" not in sign_in("alice@example.org").session


def test_it_is_in_the_log(browser, mail, alice):
    asked(browser)
    browser.post(link_in(mail[0]))
    told = AuditEntry.objects.get(verb="email.changed")
    assert (told.actor, told.about) == (NEW, "from alice@example.org")


def test_it_asks_who_one_is(mail, alice, as_):
    for answer in (as_(alice, hours_ago=1).get(PATH), asked(as_(alice, hours_ago=1))):
        last = answer.redirect_chain[-1][0] if hasattr(answer, "redirect_chain") else None
        assert (last or answer.headers["Location"]).startswith("/accounts/reauthenticate/")
    assert mail == []


def test_an_address_of_somebody_else_looks_the_same_and_is_never_taken(
    browser, mail, alice, charlie
):
    free, taken = (asked(browser, address).content.decode() for address in (NEW, charlie.email))
    assert "a mail went to" in free
    assert "a mail went to" in taken
    browser.post(link_in(mail[-1]))
    alice.refresh_from_db()
    charlie.refresh_from_db()
    assert (alice.email, charlie.email) == ("alice@example.org", "charlie@example.org")


def test_it_can_be_taken_back_before(browser, mail, alice):
    asked(browser)
    browser.post(PATH, {"email": NEW, "action_remove": "yes"})
    browser.post(link_in(mail[0]))
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


def test_without_a_mail_server_it_says_so(alice, as_, markup, settings, mailoutbox):
    settings.EMAIL_HOST = ""
    assert "sends no mail" in markup(as_(alice).get(PATH))
    as_(alice).post(PATH, {"email": NEW, "action_add": "yes"})
    assert not EmailAddress.objects.filter(email=NEW).exists()


def test_the_address_is_changed_with_two_step_verification_on(browser, mail, alice):
    TOTP.activate(alice, generate_totp_secret())
    asked(browser)
    browser.post(link_in(mail[-1]))
    alice.refresh_from_db()
    assert alice.email == NEW

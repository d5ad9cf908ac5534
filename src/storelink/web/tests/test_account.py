"""Making an account, forgetting a password, ending sessions; nobody learns who has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from storelink.web.tests.conftest import PASSWORD
from storelink.workspaces.models import AuditEntry, Role, User
from storelink.workspaces.permission import role_of

NEW = "quite another password"


@pytest.fixture
def mail(db, settings, mailoutbox):
    """The operator has set a mail server, and opened sign-up."""
    settings.EMAIL_HOST, settings.SIGN_UP = "mail.example.org", "open"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    return mailoutbox


def sign_in(email, password=PASSWORD):
    browser = Client()
    browser.post("/accounts/login/", {"login": email, "password": password})
    return browser


def is_in(browser):
    return browser.get("/settings/account/").status_code == 200


def link_in(message):
    return message.body.split("http://testserver", 1)[1].split()[0]


def make_account(email):
    return Client().post("/accounts/signup/", {"email": email, "password1": PASSWORD}, follow=True)


def test_who_signs_up_shows_that_the_address_is_theirs_first(mail, db):
    make_account("nia@example.org")
    assert not is_in(sign_in("nia@example.org"))
    browser = Client()
    link = link_in(mail[0])
    browser.get(link)
    assert not EmailAddress.objects.get().verified, "a look at the link is not yet a yes"
    browser.post(link)
    assert is_in(sign_in("nia@example.org"))
    nia = User.objects.get()
    assert role_of(nia, nia.personal_workspace) is Role.OWNER


def test_signing_up_with_a_known_address_looks_the_same_and_only_mails_its_owner(mail, alice):
    known = make_account(alice.email).content.decode()
    unknown = make_account("nia@example.org").content.decode()
    assert plain(known) == plain(unknown)
    assert [message.to for message in mail] == [[alice.email], ["nia@example.org"]]
    assert not is_in(sign_in(alice.email, "something else entirely"))
    assert is_in(sign_in(alice.email))


def test_asking_for_a_new_password_looks_the_same_for_everybody(mail, alice):
    answers = [
        plain(
            Client()
            .post("/accounts/password/reset/", {"email": address}, follow=True)
            .content.decode()
        )
        for address in (alice.email, "nobody@example.org")
    ]
    assert answers[0] == answers[1]
    assert "If there is an account" in answers[0]


def plain(text):
    return re.sub(r"csrfmiddlewaretoken\S* value=\"[^\"]+\"", "", text)


def test_a_forgotten_password_is_set_anew_once_and_ends_sessions(mail, alice):
    before = sign_in(alice.email)
    assert is_in(before)
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": alice.email})
    link = link_in(mail[-1])
    form = browser.get(link, follow=True).request["PATH_INFO"]
    browser.post(form, {"password1": NEW, "password2": NEW})
    assert not is_in(before)
    assert is_in(sign_in(alice.email, NEW))
    assert "no longer valid" in Client().get(link, follow=True).content.decode()
    assert AuditEntry.objects.filter(verb="password.changed").exists()


def test_without_a_mail_server_no_link_is_made(settings, mailoutbox, alice):
    settings.EMAIL_HOST = ""
    text = Client().post("/accounts/password/reset/", {"email": alice.email}).content.decode()
    assert "sends no mail" in text
    assert mailoutbox == []


def test_changing_the_password_signs_out_everywhere_else(alice):
    here, there = sign_in(alice.email), sign_in(alice.email)
    here.post("/accounts/password/change/",
              {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})  # fmt: skip
    assert is_in(here)
    assert not is_in(there)


def test_a_person_who_is_switched_off_is_out_at_once(alice):
    browser = sign_in(alice.email)
    User.objects.update(is_active=False)
    assert not is_in(browser)


def test_sessions_are_listed_and_the_others_ended(alice):
    here, there = sign_in(alice.email), sign_in(alice.email)
    assert here.get("/accounts/sessions/").content.decode().count('class="settings-line"') == 2
    here.post("/accounts/sessions/")
    assert is_in(here)
    assert not is_in(there)


def test_a_sign_in_gives_a_new_session(alice):
    browser = Client()
    browser.get("/accounts/login/")
    session = browser.session
    session["planted"] = "x"
    session.save()
    planted = session.session_key or ""
    browser.cookies["session"] = planted
    browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    assert browser.session.session_key != planted


def test_signing_in_and_failing_to_are_in_the_log_without_what_was_typed(alice):
    sign_in(alice.email)
    sign_in(alice.email, "hunter2-hunter2")
    sign_in("hunter2-hunter2@example.org")
    logged = list(AuditEntry.objects.values_list("verb", "about", "came_from"))
    assert ("signed_in", "", "127.0.0.1") in logged
    assert ("sign_in.failed", f"as {alice.email}", "127.0.0.1") in logged
    assert "hunter2" not in str(logged)


def test_long_passwords_with_any_characters_are_taken(settings, alice):
    long = "pässwörd 🙂 " * 8
    alice.set_password(long)
    alice.save()
    assert is_in(sign_in(alice.email, long))


@pytest.mark.parametrize(
    "path", ["/settings/account/", "/accounts/sessions/", "/accounts/passkeys/",
             "/accounts/password/change/", "/accounts/login/", "/accounts/logout/",
             "/accounts/confirm-email/", "/accounts/confirm-email/made-up/",
             "/accounts/password/reset/done/", "/accounts/password/reset/key/done/",
             "/accounts/inactive/", "/accounts/signup/"],
)  # fmt: skip
def test_every_page_of_signing_in_is_ours(path, alice, as_):
    for browser in (as_(alice), Client()):
        answer = browser.get(path)
        if answer.status_code == 200:
            assert "Storelink" in answer.content.decode()
            assert "styles/tokens.css" in answer.content.decode()
        assert answer.status_code in {200, 302}

"""What the database holds of a session opens none, and shows nothing of it."""

import logging
import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.core import mail as mails
from django.core import serializers
from django.test import Client
from django.utils import timezone

from storelink.integrations import delegate
from storelink.integrations.connect import answer, begin
from storelink.integrations.retention import forget_old
from storelink.integrations.vault import vault
from storelink.web.log_filter import WithoutLinks
from storelink.web.tests.conftest import PASSWORD
from storelink.workspaces.invite import invite
from storelink.workspaces.models import Role, Session
from storelink.workspaces.session_store import SessionStore, digest_of
from tests import lemonade_club


def sign_in(person):
    browser = Client()
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    browser.get("/settings/account/")
    return browser


def everything():
    """All rows of all tables, as text."""
    models = apps.get_models(include_auto_created=True)
    return "\n".join(serializers.serialize("json", one._base_manager.all()) for one in models)


def test_what_the_database_holds_of_a_session_opens_none(alice, bob):
    browsers = [sign_in(alice), sign_in(bob)]
    rows = list(Session.objects.all())
    assert len(rows) == 2
    for row in rows:
        for value in (row.session_key, row.session_data, digest_of(row.session_key)):
            thief = Client()
            thief.cookies["session"] = value
            assert thief.get("/settings/account/").status_code == 302
    for browser in browsers:
        assert browser.get("/settings/account/").status_code == 200
        assert browser.cookies["session"].value not in everything()


def test_what_a_session_remembers_cannot_be_read_from_the_database(alice):
    browser = sign_in(alice)
    session = browser.session
    session["something"] = "canary-of-a-session"
    session.save()
    assert browser.session["something"] == "canary-of-a-session"
    assert "canary-of-a-session" not in everything()
    (row,) = Session.objects.all()
    assert SessionStore("another" * 4).decode(row.session_data) == {}
    assert SessionStore(browser.cookies["session"].value).decode("cut short") == {}


def test_a_row_moved_to_another_cookie_is_nobodys(alice, bob):
    """Who can write to the database cannot put one person's session behind another's cookie."""
    alices, bobs = sign_in(alice), sign_in(bob)
    data = Session.objects.get(user=alice).session_data
    Session.objects.filter(user=bob).update(session_data=data)
    assert bobs.get("/settings/account/").status_code == 302
    assert alices.get("/settings/account/").status_code == 200


def test_the_list_tells_from_where_and_since_when(alice):
    browser = Client(headers={"user-agent": "A browser 1.0"}, REMOTE_ADDR="192.0.2.7")
    browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    browser.get("/settings/account/")
    page = sign_in(alice).get("/accounts/sessions/").content.decode()
    assert "A browser 1.0" in page
    assert "192.0.2.7" in page
    assert page.count("This one") == 1


def test_sessions_that_are_over_are_forgotten(alice):
    sign_in(alice)
    Session.objects.update(expire_date=timezone.now())
    forget_old()
    assert not Session.objects.exists()


@pytest.fixture
def mail(settings):
    settings.EMAIL_HOST = "mail.example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mails


@pytest.fixture
def club(monkeypatch):
    vault.cache_clear()
    monkeypatch.setattr(lemonade_club, "CLUB", lemonade_club.Club())
    place = "storelink.integrations.connect.provider_of"
    monkeypatch.setattr(place, lambda _key: lemonade_club.provider)
    yield "club"
    vault.cache_clear()


def test_no_link_and_no_code_stands_in_the_database(alice, workspace, mail, club):
    """Invitation, password reset, another address, a code's link, recovery codes, a seed."""
    secrets = []
    secrets.append(invite(alice, workspace, "new@example.org", Role.VIEWER)[1])
    Client().post("/accounts/password/reset/", {"email": alice.email})
    link = re.search(r"/accounts/password/reset/key/(\S+)/", mail.outbox[-1].body)
    assert link is not None
    Client().get(f"/accounts/password/reset/key/{link[1]}/")  # kept in that browser's session
    secrets += [link[1], link[1].partition("-")[2]]
    seed = generate_totp_secret()
    TOTP.activate(alice, seed)
    secrets += [seed, *RecoveryCodes.activate(alice).get_unused_codes()]
    attempt, _ = begin(alice, workspace, club, lemonade_club.KIND)
    answer(alice, attempt.pk, {"member": "lou"})
    secrets.append(delegate.offer(alice, attempt.pk))
    stored = everything()
    assert {secret for secret in secrets if secret in stored} == set()
    assert len(secrets) > 5


@pytest.mark.parametrize(
    "path",
    ["/join/SECRET/", "/code/SECRET/", "/setup/SECRET/", "/accounts/confirm-email/SECRET/",
     "/accounts/password/reset/key/1-SECRET/"],
)  # fmt: skip
def test_no_link_stands_in_a_log(path):
    record = logging.LogRecord("x", 40, "x", 1, "Internal error: %s (%s)", (path, "why"), None)
    assert WithoutLinks().filter(record)
    assert "SECRET" not in record.getMessage()
    assert record.getMessage().endswith("(why)")


def test_every_log_is_cleared_of_links(settings):
    for handler in settings.LOGGING["handlers"].values():
        assert "links" in handler["filters"]

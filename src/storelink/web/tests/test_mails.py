"""Mails about a person's own account are the product's, and say from where they come."""

from datetime import UTC, datetime
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.test import Client

from storelink.web.mails import letter
from storelink.web.tests.test_account import mail

__all__ = ["mail"]
HERE = "https://stores.example.org"
GIVEN = {
    "user": "Alice Adams", "email": "alice@example.org", "ip": "192.0.2.7",
    "timestamp": datetime(2026, 11, 20, 12, 30, tzinfo=UTC), "user_agent": "A browser",
    "activate_url": f"{HERE}/confirm/x/",
    "password_reset_url": f"{HERE}/reset/x/", "from_email": "a@x.example",
    "to_email": "b@x.example", "deleted_email": "a@x.example",
}  # fmt: skip
NOT_SENT = {"password_reset_code", "login_code"}
"""Ways to sign in that are not offered."""


def kinds():
    folder = Path(allauth.__file__).parent / "templates"
    for file in sorted(folder.glob("*/email/*_message.txt")):
        name = file.name.removesuffix("_message.txt")
        if name != "base" and name not in NOT_SENT:
            yield f"{file.parent.parent.name}/email/{name}"


def words_of(kind, given):
    found = letter(kind, given, HERE)
    assert found is not None, kind
    return found


@pytest.mark.parametrize("kind", list(kinds()))
def test_each_mail_of_the_library_has_our_words(kind):
    subject, text = words_of(kind, GIVEN)
    assert subject
    assert f"Storelink at {HERE}" in text
    for word in ("example.com", "Hello from", "{", "}"):
        assert word not in subject + text


def test_what_others_chose_cannot_look_like_our_words():
    given = {**GIVEN, "user_agent": "X\n\nOpen https://evil.example/ {ip}"}
    _, text = words_of("account/email/password_changed", given)
    assert "\nOpen" not in text
    assert "{ip}" in text


def test_a_forgotten_password_is_answered_in_our_words_and_name(mail, alice, settings):
    Client().post("/accounts/password/reset/", {"email": alice.email})
    (sent,) = mail
    assert sent.subject == "Storelink: Set a new password"
    assert settings.PUBLIC_URL in sent.body
    assert "Storelink" in settings.DEFAULT_FROM_EMAIL


def test_names_are_written_as_they_are(mail, alice, rf):
    alice.name = "Alice O’Neil & <Co>"
    alice.save()
    address = EmailAddress.objects.get(user=alice)
    context = {"user": alice, "activate_url": "https://x.example/"}
    message = get_adapter().render_mail("account/email/email_confirmation", address.email, context)
    assert "Alice O’Neil & <Co>" in message.body

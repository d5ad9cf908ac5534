"""Mails of notifications: one a day about one thing, whatever dies, fails or breaks at once."""

import pytest
from django.core import mail
from django.utils import timezone

from storelink.integrations.models import Integration
from storelink.integrations.tell import tell_all
from storelink.integrations.tests import test_tell
from storelink.integrations.tests.test_tell import NAME, refuse, tomorrow
from storelink.integrations.tests.test_verify import club, ends_in, member
from storelink.workspaces import told_mail
from storelink.workspaces.models import Notification, NotificationMail
from storelink.workspaces.told_mail import send_told

__all__ = ["club", "member"]
_mail_server = test_tell._mail_server


def test_many_accounts_that_break_at_once_are_one_mail_and_each_still_one_a_day(
    member, workspace, monkeypatch
):
    for name in ("Second", "Third"):
        Integration.objects.create(
            workspace=workspace, provider=member.provider, account_id=name, name=name
        )
    assert tell_all() == 2, "nothing to sign in with"
    assert send_told() == 1
    refuse()
    tell_all()
    assert send_told() == 1, "about an account that had no mail today"
    assert [one.subject for one in mail.outbox] == [
        "Second: Invalid credentials, and 1 more",
        f"{NAME}: Invalid credentials",
    ]
    assert send_told() == 0


def test_a_mail_that_was_not_sent_is_sent_later(member, monkeypatch):
    refuse()
    tell_all()
    with monkeypatch.context() as patched:
        patched.setattr(
            "storelink.workspaces.told_mail.send_mail",
            lambda *_: (_ for _ in ()).throw(OSError("no route")),
        )
        assert send_told() == 0
    assert send_told() == 1


def test_a_worker_that_dies_while_it_sends_doubles_nothing_that_day(member, monkeypatch):
    refuse()
    tell_all()
    with monkeypatch.context() as patched:
        patched.setattr(
            "storelink.workspaces.told_mail.send_mail", lambda *_: (_ for _ in ()).throw(SystemExit)
        )
        with pytest.raises(SystemExit):
            send_told()
    assert send_told() == 0
    assert NotificationMail.objects.get().sent_at is None
    tomorrow(monkeypatch)
    assert send_told() == 1


def test_what_another_process_has_mailed_or_solved_meanwhile_is_not_mailed(member, monkeypatch):
    refuse()
    tell_all()
    waiting = list(told_mail._waiting())
    monkeypatch.setattr(told_mail, "_waiting", lambda: waiting)
    Notification.objects.update(resolved_at=timezone.now())
    assert send_told() == 0
    assert not NotificationMail.objects.exists(), "the day is not spent"


def test_without_a_mail_server_nothing_is_claimed(member, settings):
    settings.EMAIL_HOST = ""
    refuse()
    tell_all()
    assert send_told() == 0
    assert not NotificationMail.objects.exists()


def test_a_name_puts_no_line_into_a_mails_head(member):
    Integration.objects.update(name="Lou\nBcc: all@example.com")
    refuse()
    tell_all()
    send_told()
    assert mail.outbox[0].subject.startswith("Lou Bcc: all@example.com")
    assert mail.outbox[0].recipients() == ["alice@example.com"]


def test_one_mail_a_day_over_all_kinds_and_the_rest_the_next_day(member, monkeypatch):
    ends_in(days=4)
    tell_all()
    send_told()
    refuse()
    tell_all()
    assert send_told() == 0
    tomorrow(monkeypatch)
    assert send_told() == 1
    assert [one.subject for one in mail.outbox][1] == f"{NAME}: Invalid credentials"

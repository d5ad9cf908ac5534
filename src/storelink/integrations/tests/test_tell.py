"""People are told of their accounts: once for each cause, by one mail a day at most."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone

from storelink.integrations.ask import ask
from storelink.integrations.connect import answer, verify
from storelink.integrations.detach import detach
from storelink.integrations.models import Credential, Integration
from storelink.integrations.news import occasion
from storelink.integrations.status import status_of
from storelink.integrations.tell import tell_all, tell_of
from storelink.integrations.tests.test_verify import club, ends_in, member
from storelink.workspaces.models import Membership, Notification, Role
from storelink.workspaces.people import add_person
from storelink.workspaces.told import forget_told, notifications_of
from storelink.workspaces.told_choice import Way, choose, choose_mail
from storelink.workspaces.told_mail import send_told
from tests.lemonade_club import CODE

__all__ = ["club", "member"]
NAME = "Lou’s lemonade"


@pytest.fixture(autouse=True)
def _mail_server(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_HOST = "mail.example.com"


@pytest.fixture
def mia(workspace):
    person = add_person("mia@example.com", "correct horse battery staple", name="Mia")
    Membership.objects.create(workspace=workspace, user=person, role=Role.MANAGER)
    return person


def refuse(reason="refused", sentence="The club refuses this name."):
    Credential.objects.update(
        refused_at=timezone.now(), refused_reason=reason, refused_sentence=sentence
    )


def tomorrow(monkeypatch, days=1):
    later = timezone.now() + timedelta(days=days)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)


@pytest.mark.parametrize(
    ("left", "name"),
    [
        (timedelta(days=5), "five_days"),
        (timedelta(days=2), "five_days"),
        (timedelta(days=1), "one_day"),
        (timedelta(hours=1), "one_day"),
    ],
)
def test_which_warning_is_due(left, name):
    now = timezone.now()
    assert occasion(now + left, now) == name


def test_nothing_is_told_of_an_account_that_works(member):
    ends_in(days=6)
    assert tell_all() == 0
    assert send_told() == 0


def test_an_end_is_told_once_with_the_link_to_the_step(member, alice):
    ends_in(days=4)
    assert [tell_all(), tell_all(), tell_of(member)] == [1, 0, 0]
    assert [send_told(), send_told()] == [1, 0]
    (sent,) = mail.outbox
    assert sent.to == ["alice@example.com"]
    assert f"/settings/integrations/{member.pk}/verify/" in sent.body
    assert sent.subject.startswith(f"Verify {NAME} by")


def test_two_things_to_tell_are_one_mail(member, alice, bob):
    refuse()
    tell_all()
    ask(bob, member)
    assert send_told() == 1
    assert "asks you" not in mail.outbox[0].subject
    assert "The club refuses this name." in mail.outbox[0].body
    assert "bob@example.com sees data" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("reason", "status", "step"),
    [
        ("refused", "Invalid credentials", "?open={pk}#account-{pk}"),
        ("code_wanted", "Two-factor required", "{pk}/verify/"),
        ("deprecated_authorization", "Deprecated authorization", "{pk}/verify/"),
        ("two_factor_not_set_up", "Two-factor not set up", "?open={pk}#account-{pk}"),
    ],
)
def test_a_broken_connection_is_told_with_its_step(reason, status, step, member, alice):
    refuse(reason)
    tell_of(member)
    told = notifications_of(alice).get()
    assert told.title == f"{NAME}: {status}"
    assert told.key == f"status:{status_of(member).code}"
    assert told.path == "/settings/integrations/" + step.format(pk=member.pk)


def test_mended_it_is_resolved_and_broken_again_it_is_told_again(member, alice):
    refuse()
    tell_all()
    attempt, _ = verify(alice, Credential.objects.get(kind="member"))
    answer(alice, attempt.pk, {"code": CODE})
    assert not Notification.objects.filter(resolved_at=None).exists()
    assert send_told() == 0, "what is solved is not mailed"
    refuse()
    assert tell_all() == 1


def test_a_later_warning_takes_the_earlier_ones_place(member):
    ends_in(days=4)
    tell_all()
    ends_in(hours=5)
    tell_all()
    open_one = Notification.objects.get(resolved_at=None)
    assert "one day left" in open_one.title


def test_who_connected_it_and_the_owners_are_told(member, mia, alice, bob):
    refuse()
    tell_all()
    assert {one.user for one in Notification.objects.all()} == {alice}
    Integration.objects.update(connected_by=mia)
    tell_all()
    assert {one.user for one in Notification.objects.all()} == {alice, mia}


def test_where_nobody_owns_it_the_managers_are_told(member, mia, alice):
    Membership.objects.filter(user=alice).delete()
    refuse()
    tell_all()
    assert {one.user for one in Notification.objects.all()} == {mia}


def test_a_complete_first_sync_is_told_to_who_connected_it_unless_they_said_no(member, alice, mia):
    Integration.objects.update(first_synced_at=timezone.now())
    assert [tell_all(), tell_all()] == [1, 0]
    choose_mail(alice, "first_sync", f"account:{member.pk}", is_wanted=False)
    assert send_told() == 0
    choose_mail(alice, "first_sync", f"account:{member.pk}", is_wanted=True)
    assert send_told() == 1
    assert mail.outbox[0].subject == f"{NAME}: the first sync is complete"


def test_a_first_sync_of_long_ago_is_no_news(member):
    Integration.objects.update(first_synced_at=timezone.now() - timedelta(days=8))
    assert tell_all() == 0


def test_a_kind_that_is_not_wanted_is_told_nowhere(member, alice):
    choose(alice, {"broken": Way(in_app=False, by_mail=False)})
    refuse()
    tell_all()
    assert not notifications_of(alice).exists()
    assert send_told() == 0


def test_a_paused_account_tells_nothing(member):
    refuse()
    tell_all()
    Integration.objects.update(paused_at=timezone.now())
    tell_all()
    assert send_told() == 0


def test_a_deleted_account_tells_nothing_more(member, alice):
    refuse()
    tell_all()
    detach(member)
    assert not notifications_of(alice).filter(resolved_at=None).exists()


def test_who_has_left_is_told_nothing(member, mia):
    Integration.objects.update(connected_by=mia)
    refuse()
    tell_all()
    Membership.objects.filter(user=mia).delete()
    send_told()
    assert [one.to for one in mail.outbox] == [["alice@example.com"]]
    assert not notifications_of(mia).exists()


def test_one_notification_for_a_problem_holds_in_the_database(member, alice):
    refuse()
    tell_all()
    one = Notification.objects.get()
    one.pk = None
    with pytest.raises(IntegrityError):
        one.save()


def test_who_can_not_mend_it_asks_once_a_day(member, alice, bob, monkeypatch):
    assert ask(bob, member)
    assert not ask(bob, member)
    assert notifications_of(alice).get().title == f"bob@example.com asks you to mend {NAME}"
    tomorrow(monkeypatch)
    assert ask(bob, member)


def test_what_is_solved_for_long_is_forgotten_and_what_is_open_stays(member, monkeypatch):
    refuse()
    tell_all()
    tomorrow(monkeypatch, days=120)
    forget_told()
    assert Notification.objects.exists()
    Notification.objects.update(resolved_at=timezone.now() - timedelta(days=100))
    forget_told()
    assert not Notification.objects.exists()

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from storelink.domain.errors import BadInput, NotAllowed
from storelink.workspaces.accept import accept, accept_as_new, invitation_of
from storelink.workspaces.invitation_mail import send
from storelink.workspaces.invite import invite, withdraw
from storelink.workspaces.models import AuditEntry, Invitation, Role, User
from storelink.workspaces.permission import role_of
from storelink.workspaces.tests.conftest import PASSWORD


def test_an_invited_person_joins_with_the_role_that_was_offered(alice, team, charlie):
    _, token = invite(alice, team, "Charlie@example.org", Role.MEMBER)
    accept(charlie, token)
    assert role_of(charlie, team) is Role.MEMBER


def test_a_link_works_once(alice, team, charlie):
    _, token = invite(alice, team, charlie.email, Role.MEMBER)
    accept(charlie, token)
    with pytest.raises(NotAllowed, match="can’t be used any more"):
        accept(charlie, token)


def test_a_link_is_for_its_address_alone(alice, team, charlie, bob):
    _, token = invite(alice, team, "somebody@example.org", Role.OWNER)
    with pytest.raises(NotAllowed, match=r"somebody@example\.org"):
        accept(charlie, token)
    assert invitation_of(token) is not None, "the right person can still use it"


def test_a_link_ends_after_a_week(alice, team, charlie):
    _, token = invite(alice, team, charlie.email, Role.MEMBER)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert invitation_of(token) is None
    with pytest.raises(NotAllowed):
        accept(charlie, token)
    assert role_of(charlie, team) is None


def test_a_second_invitation_takes_the_first_ones_place(alice, team, charlie):
    _, first = invite(alice, team, charlie.email, Role.MEMBER)
    _, second = invite(alice, team, charlie.email, Role.VIEWER)
    assert invitation_of(first) is None
    assert accept(charlie, second).role == Role.VIEWER


def test_a_withdrawn_invitation_opens_nothing(alice, team, charlie):
    invitation, token = invite(alice, team, charlie.email, Role.MEMBER)
    withdraw(alice, invitation)
    with pytest.raises(NotAllowed):
        accept(charlie, token)


def test_what_the_link_carries_is_kept_nowhere(alice, team):
    _, token = invite(alice, team, "new@example.org", Role.MEMBER)
    kept = [*Invitation.objects.values_list(), *AuditEntry.objects.values_list()]
    assert token not in str(kept)


def test_somebody_new_gets_an_account_and_a_workspace_of_their_own(alice, team):
    _, token = invite(alice, team, "new@example.org", Role.VIEWER)
    new = accept_as_new(token, PASSWORD, name="Nia")
    assert role_of(new, team) is Role.VIEWER
    assert role_of(new, new.personal_workspace) is Role.OWNER


def test_only_a_mailed_link_proves_the_address(alice, team, settings):
    settings.EMAIL_HOST = "mail.example.org"
    for address, is_mailed in (("a@example.org", True), ("b@example.org", False)):
        invitation, token = invite(alice, team, address, Role.VIEWER)
        if is_mailed:
            assert send(invitation, token)
        new = accept_as_new(token, PASSWORD)
        assert EmailAddress.objects.get(user=new).verified is is_mailed


def test_a_weak_password_uses_up_nothing(alice, team):
    _, token = invite(alice, team, "new@example.org", Role.VIEWER)
    with pytest.raises(BadInput):
        accept_as_new(token, "short")
    assert accept_as_new(token, PASSWORD)


def test_an_account_that_exists_is_not_taken_over(alice, team, charlie):
    _, token = invite(alice, team, charlie.email, Role.OWNER)
    with pytest.raises(BadInput, match="Sign in"):
        accept_as_new(token, "another long password")
    assert User.objects.get(pk=charlie.pk).check_password(PASSWORD)


def test_members_invite_nobody_and_managers_no_owner(team, mia, bob):
    with pytest.raises(NotAllowed):
        invite(bob, team, "new@example.org", Role.VIEWER)
    with pytest.raises(NotAllowed):
        invite(mia, team, "new@example.org", Role.OWNER)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("address", ["", "nobody", "a@b\nBcc: c@d.org", "alice@example.org"])
def test_an_address_that_cannot_be_invited_is_refused(alice, team, address):
    with pytest.raises(BadInput):
        invite(alice, team, address, Role.VIEWER)


def test_the_mail_carries_the_link_and_no_line_of_others(alice, team, settings):
    settings.EMAIL_HOST, settings.PUBLIC_URL = "mail.example.org", "https://stores.example.org"
    alice.name = "Alice\nBcc: evil@example.org"
    alice.save()
    invitation, token = invite(alice, team, "new@example.org", Role.VIEWER)
    assert send(invitation, token)
    (sent,) = mail.outbox
    assert sent.to == ["new@example.org"]
    assert "\n" not in sent.subject
    assert f"https://stores.example.org/join/{token}/" in sent.body


def test_without_a_mail_server_nothing_is_sent_and_it_says_so(alice, team, settings):
    settings.EMAIL_HOST = ""
    assert not send(*invite(alice, team, "new@example.org", Role.VIEWER))
    assert mail.outbox == []

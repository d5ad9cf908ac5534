"""What was refused is in the log, and cannot fill it."""

import pytest

from storelink.domain.errors import NotAllowed
from storelink.workspaces.chain import broken
from storelink.workspaces.create import rename
from storelink.workspaces.invite import invite
from storelink.workspaces.membership import change_role, remove
from storelink.workspaces.models import AuditEntry, Role
from storelink.workspaces.origin import coming_from
from storelink.workspaces.refused import MOST_AN_HOUR


def tried(person, team, times=1):
    for _ in range(times):
        with coming_from("192.0.2.7", "workspace_rename 3"), pytest.raises(NotAllowed):
            rename(person, team, "Mine")
    return AuditEntry.objects.filter(chain=team.pk, verb="access.refused")


def test_who_reached_for_what_and_from_where(bob, team):
    entry = tried(bob, team).get()
    assert (entry.actor, entry.about, entry.came_from) == (
        bob.email, "workspace_rename 3", "192.0.2.7",
    )  # fmt: skip


def test_nobody_fills_the_disk_by_being_refused(bob, charlie, team):
    assert tried(bob, team, MOST_AN_HOUR + 5).count() == MOST_AN_HOUR
    newest = tried(bob, team).order_by("-number").first()
    assert "not written" in newest.about
    assert tried(charlie, team).filter(actor=charlie.email).count() == 1, "others still show"
    assert list(broken()) == []


def test_what_is_allowed_is_no_refusal(alice, team):
    rename(alice, team, "Ours")
    assert not AuditEntry.objects.filter(verb="access.refused").exists()


def test_reaching_for_an_owners_rights_is_a_refusal_too(alice, mia, team, member_of):
    for reach in (
        lambda: invite(mia, team, "new@example.org", Role.OWNER),
        lambda: change_role(mia, member_of(mia), Role.OWNER),
        lambda: remove(mia, member_of(alice)),
    ):
        with pytest.raises(NotAllowed):
            reach()
    assert AuditEntry.objects.filter(verb="access.refused", actor=mia.email).count() == 3

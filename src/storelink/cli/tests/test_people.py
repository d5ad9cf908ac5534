"""People added from the command line, and for whom commands act."""

from __future__ import annotations

import json

import pytest

from storelink.cli.command import main
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.person import acting_person, workspace_of
from storelink.workspaces.models import Membership, Role, User, Workspace
from storelink.workspaces.people import add_person

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def test_the_first_person_needs_no_browser(tmp_path, capsys) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    words = ["people", "add", "alice@example.com", "--password-file", str(tmp_path / "password")]
    assert main(words) == Exit.DONE
    alice = User.objects.get(email="alice@example.com")
    assert alice.check_password(PASSWORD)
    assert Membership.objects.get(user=alice).role == Role.OWNER
    assert PASSWORD not in "".join(capsys.readouterr())


def test_a_weak_password_is_refused_and_nobody_added(tmp_path, capsys) -> None:
    (tmp_path / "password").write_text("short")
    words = ["people", "add", "alice@example.com", "--password-file", str(tmp_path / "password")]
    assert main(words) == Exit.USAGE
    assert "too short" in capsys.readouterr().err
    assert not User.objects.exists()


def test_people_are_listed_with_their_roles(capsys) -> None:
    add_person("alice@example.com", PASSWORD, name="Alice")
    assert main(["people", "list", "--json"]) == Exit.DONE
    (alice,) = json.loads(capsys.readouterr().out)
    assert (alice["name"], alice["workspaces"][0]["role"]) == ("Alice", "owner")


def test_the_only_owner_need_not_be_named() -> None:
    alice = add_person("alice@example.com", PASSWORD)
    vera = User.objects.create_user("vera@example.com", PASSWORD)
    Membership.objects.create(user=vera, workspace=alice.personal_workspace, role=Role.VIEWER)
    assert acting_person("") == alice
    assert acting_person("VERA@example.com") == vera


def test_of_several_owners_one_must_be_named() -> None:
    add_person("alice@example.com", PASSWORD)
    add_person("charlie@example.com", PASSWORD)
    with pytest.raises(CommandFailed, match=r"alice@example\.com, charlie@example\.com") as refused:
        acting_person("")
    assert refused.value.code == Exit.USAGE


def test_with_nobody_there_it_says_how_to_add_the_first() -> None:
    with pytest.raises(CommandFailed, match="people add") as refused:
        acting_person("")
    assert refused.value.code == Exit.NEEDS_A_PERSON


def test_somebody_who_may_no_longer_sign_in_may_not_act() -> None:
    alice = add_person("alice@example.com", PASSWORD)
    User.objects.update(is_active=False)
    with pytest.raises(CommandFailed, match="nobody with the address"):
        acting_person(alice.email)


def test_of_several_workspaces_the_personal_one_is_meant() -> None:
    alice = add_person("alice@example.com", PASSWORD)
    team = Workspace.objects.create(name="Team")
    Membership.objects.create(user=alice, workspace=team, role=Role.MEMBER)
    assert workspace_of(alice, "") == alice.personal_workspace
    assert workspace_of(alice, "team") == team


def test_a_workspace_of_others_is_not_found() -> None:
    alice = add_person("alice@example.com", PASSWORD)
    Workspace.objects.create(name="Team")
    with pytest.raises(CommandFailed, match="has no workspace “Team”"):
        workspace_of(alice, "Team")

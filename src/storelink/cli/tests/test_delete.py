"""`storelink pause`, `resume` and `delete`: one account of two, which is shared."""

from __future__ import annotations

import json

import pytest
import typer

from storelink.cli import delete as command
from storelink.cli.command import main
from storelink.cli.exits import Exit
from storelink.cli.tests.test_rename import second
from storelink.cli.tests.test_standing import account, alice
from storelink.integrations.models import Credential, Integration
from storelink.products.models import Share
from storelink.products.share import Terms, share
from storelink.workspaces.create import create
from storelink.workspaces.models import Membership, Role
from storelink.workspaces.people import add_person

__all__ = ["account", "alice", "second"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shared(account, second, alice, settings, tmp_path) -> list[Integration]:
    settings.HOME = tmp_path
    settings.DATA_URL = str(tmp_path / "data")
    agency = create(alice, "Agency")
    for one in (account, second):
        Credential.objects.create(integration=one, kind="api_key", sealed="x")
        share(alice, one, agency, Terms())
    return [account, second]


def names() -> list[str]:
    return sorted(Integration.objects.values_list("name", flat=True))


def shares() -> list[str]:
    return sorted(Share.objects.values_list("integration__name", flat=True))


def paused() -> list[str]:
    return list(Integration.objects.exclude(paused_at=None).values_list("name", flat=True))


def test_one_is_paused_and_resumed(capsys) -> None:
    assert main(["pause", "Northwind"]) == Exit.DONE
    assert "Northwind is paused." in capsys.readouterr().out
    assert paused() == ["Northwind"]
    assert main(["resume", "northwind"]) == Exit.DONE
    assert "Northwind syncs again." in capsys.readouterr().out
    assert paused() == []


@pytest.mark.parametrize(
    ("words", "is_paused"),
    [(["pause"], True), (["resume"], False), (["rename"], False)],
)
def test_as_json(second, capsys, words, is_paused) -> None:
    more = ["Northwind"] if words == ["rename"] else []
    assert main([*words, "Northwind", *more, "--json"]) == Exit.DONE
    assert json.loads(capsys.readouterr().out) == {
        "integration": second.pk, "provider": second.provider, "account_id": "2",
        "name": "Northwind", "is_paused": is_paused,
    }  # fmt: skip


@pytest.mark.parametrize("erase", [[], ["--erase-data"]])
def test_one_is_deleted_with_its_shares(second, capsys, erase) -> None:
    assert main(["delete", "Northwind", "--yes", *erase]) == Exit.DONE
    assert names() == shares() == ["Brightside"]
    assert Credential.objects.count() == 1
    assert Integration.everything.filter(pk=second.pk).exists() == (not erase)
    said = capsys.readouterr().out
    assert "Northwind was deleted." in said
    assert ("Its data was erased." in said) == bool(erase)


def test_deleted_as_json(second, capsys) -> None:
    assert main(["delete", str(second.pk), "--yes", "--erase-data", "--json"]) == Exit.DONE
    assert json.loads(capsys.readouterr().out) == {
        "integration": second.pk, "provider": second.provider, "account_id": "2",
        "name": "Northwind", "shares_ended": ["Agency"], "is_data_erased": True,
    }  # fmt: skip


def test_without_a_terminal_it_is_not_deleted_unless_that_is_said(capsys) -> None:
    assert main(["delete", "Northwind"]) == Exit.NEEDS_A_PERSON
    assert "Add --yes" in capsys.readouterr().err
    assert names() == shares() == ["Brightside", "Northwind"]


@pytest.fixture
def types(monkeypatch):
    def typed(text: str) -> None:
        monkeypatch.setattr(command, "is_interactive", lambda: True)
        monkeypatch.setattr(typer, "prompt", lambda *_, **__: text)

    return typed


def test_on_a_terminal_its_name_is_typed(types, capsys) -> None:
    types("Northwind")
    assert main(["delete", "Northwind", "--erase-data"]) == Exit.DONE
    said = capsys.readouterr().err
    assert "These workspaces lose it: Agency." in said
    assert "This cannot be undone." in said
    assert names() == shares() == ["Brightside"]


@pytest.mark.parametrize("text", ["", "Brightside", "northwind", "yes"])
def test_another_word_deletes_nothing(types, capsys, text) -> None:
    types(text)
    assert main(["delete", "Northwind"]) == Exit.USAGE
    assert "Nothing was deleted." in capsys.readouterr().err
    assert names() == shares() == ["Brightside", "Northwind"]


@pytest.mark.parametrize("verb", [["pause"], ["resume"], ["delete", "--yes"]])
def test_an_empty_or_unknown_name_does_nothing(capsys, verb) -> None:
    for which in ("", "Nobody"):
        assert main([verb[0], which, *verb[1:]]) == Exit.USAGE
    assert names() == ["Brightside", "Northwind"]
    assert paused() == []


@pytest.mark.parametrize("verb", [["pause"], ["resume"], ["delete", "--yes"], ["delete"]])
def test_a_member_may_not(account, types, verb) -> None:
    bob = add_person("bob@example.com", "correct horse battery")
    Membership.objects.create(workspace=account.workspace, user=bob, role=Role.MEMBER)
    words = ["Northwind", "--as", bob.email, "--workspace", account.workspace.name]
    assert main([verb[0], *words, *verb[1:]]) == Exit.NOT_ALLOWED
    assert names() == shares() == ["Brightside", "Northwind"]
    assert paused() == []

"""The log on the command line: what is done there is in it, and whether it is whole."""

import json

import pytest
from allauth.mfa.models import Authenticator

from storelink.cli.command import main
from storelink.cli.exits import Exit
from storelink.products.tests.test_read import DAY, apps, load
from storelink.workspaces.models import AuditEntry
from storelink.workspaces.people import add_person
from tests.lemonade_cast import alice, charlie, connected, home, workspace

__all__ = ["alice", "apps", "charlie", "connected", "home", "workspace"]
PASSWORD = "correct horse battery"


@pytest.fixture
def person(db):
    return add_person("dora@example.org", PASSWORD, name="Dora")


def test_a_whole_log_is_said_to_be(person, capsys):
    assert main(["audit", "verify"]) == Exit.DONE
    assert "none was removed" in capsys.readouterr().out


def test_a_removed_entry_ends_with_1_and_is_named(person, capsys):
    AuditEntry.objects.first().delete()
    assert main(["audit", "verify", "--json"]) == Exit.FAILED
    told = capsys.readouterr()
    assert json.loads(told.out)["is_whole"] is False
    assert "removed" in told.err


def test_what_was_kept_elsewhere_is_compared(person, tmp_path, capsys):
    main(["audit", "verify", "--json"])
    kept = tmp_path / "heads.json"
    kept.write_text(capsys.readouterr().out)
    assert main(["audit", "verify", "--since", str(kept)]) == Exit.DONE
    kept.write_text(kept.read_text().replace('"digest": "', '"digest": "0'))
    assert main(["audit", "verify", "--since", str(kept)]) == Exit.FAILED
    kept.write_text("[1]")
    assert main(["audit", "verify", "--since", str(kept)]) == Exit.USAGE


def test_figures_taken_along_are_in_the_log_and_looked_at_ones_are_not(
    connected, apps, alice, capsys
):
    load(connected, DAY, {"1": 7})
    words = ["query", "--metric", "cups_sold", "--from", str(DAY), "--to", str(DAY), "--as",
             alice.email, "--workspace", alice.personal_workspace.name]  # fmt: skip
    exported = AuditEntry.objects.filter(verb="figures.exported", came_from="command line")
    assert main(words) == Exit.DONE
    assert not exported.exists()
    assert main([*words, "--format", "csv"]) == Exit.DONE
    assert exported.get().actor == alice.email


def test_a_new_key_is_in_the_log_of_the_installation(person, home, capsys):
    assert main(["vault", "rotate"]) == Exit.DONE
    capsys.readouterr()
    assert main(["audit", "list", "--installation", "--json"]) == Exit.DONE
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["who"], told["what"]) == ("the operator", "key.rotated")


def test_the_log_is_listed_for_managers_alone(person, capsys):
    assert main(["audit", "list", "added", "--as", person.email]) == Exit.DONE
    assert "added the person" in capsys.readouterr().out


def test_a_second_step_is_asked_for_by_command_once_the_owner_has_one(person, capsys):
    words = ["workspace", "second-step", "--required", "--as", person.email]
    assert main(words) == Exit.USAGE
    assert "Set up your own second step first" in capsys.readouterr().err
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    assert main(words) == Exit.DONE
    person.personal_workspace.refresh_from_db()
    assert person.personal_workspace.requires_second_step

"""What a person is told, on the command line."""

import json

import pytest

from storelink.cli.command import main
from storelink.cli.exits import Exit
from storelink.workspaces.told import News, tell
from storelink.workspaces.told_choice import ways_of
from tests.lemonade_cast import alice, charlie, home, workspace

__all__ = ["alice", "charlie", "home", "workspace"]


@pytest.fixture
def told(alice, workspace):
    for name in ("First", "Second"):
        tell([alice], workspace, News("broken", "account:1", name, name, "Why.", "/start/"))


def listed(capsys, *more):
    assert (
        main(["notifications", "list", "--json", "--as", "alice@example.com", *more]) == Exit.DONE
    )
    return [one["title"] for one in json.loads(capsys.readouterr().out)]


def test_what_is_new_is_listed_until_it_is_read(told, alice, capsys):
    assert listed(capsys) == ["Second", "First"]
    assert main(["notifications", "read", "--as", alice.email]) == Exit.DONE
    capsys.readouterr()
    assert listed(capsys) == []
    assert listed(capsys, "--all") == ["Second", "First"]


def test_nobody_reads_what_others_are_told(told, charlie, capsys):
    assert main(["notifications", "list", "--all", "--as", charlie.email]) == Exit.DONE
    assert "First" not in capsys.readouterr().out


def test_a_workspace_that_is_closed_to_a_person_tells_them_nothing(told, alice, workspace, capsys):
    workspace.requires_second_step = True
    workspace.save()
    assert listed(capsys, "--all") == []


def test_how_each_kind_is_told_is_chosen(told, alice, capsys):
    words = ["notifications", "choose", "broken", "--no-in-app", "--as", alice.email]
    assert main(words) == Exit.DONE
    assert (ways_of(alice)["broken"].in_app, ways_of(alice)["broken"].by_mail) == (False, True)
    capsys.readouterr()
    assert listed(capsys) == []
    assert main(["notifications", "choose", "weather", "--as", alice.email]) == Exit.USAGE

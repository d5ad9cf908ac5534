"""Sharing from the command line, and what a shared account shows there."""

import json
from datetime import UTC, datetime

import pytest

from storelink.cli.command import main
from storelink.cli.exits import Exit
from storelink.products.models import Share
from storelink.products.tests.test_read import DAY, apps, load
from storelink.workspaces.create import create
from storelink.workspaces.models import Membership, Role
from tests.lemonade_cast import alice, charlie, connected, home, workspace

__all__ = ["alice", "apps", "charlie", "connected", "home", "workspace"]


@pytest.fixture
def growth(charlie, alice):
    made = create(charlie, "Growth")
    Membership.objects.create(workspace=made, user=alice, role=Role.MEMBER)
    return made


def acting(person):
    return ["--as", person.email, "--workspace", person.personal_workspace.name]


def test_an_account_is_shared_within_limits_and_taken_back(connected, apps, growth, alice, capsys):
    words = ["share", "add", "Lou’s lemonade", "Growth", "--app", "Corner", "--without-money",
             "--from", "2026-01-01", *acting(alice)]  # fmt: skip
    assert main(words) == Exit.DONE
    capsys.readouterr()
    assert main(["share", "list", "--json", *acting(alice)]) == Exit.DONE
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["apps"], told["money"], told["days"]) == ("Corner", "hidden", "2026-01-01–")
    assert main(["share", "remove", "Lou’s lemonade", "growth", *acting(alice)]) == Exit.DONE
    assert not Share.objects.exists()


@pytest.mark.parametrize("more", [["--app", "Nowhere"], ["--until", "soon"]])
def test_unusable_limits_are_refused(more, connected, growth, alice, capsys):
    words = ["share", "add", "Lou’s lemonade", "Growth", *more, *acting(alice)]
    assert main(words) == Exit.USAGE
    assert not Share.objects.exists()


def test_figures_follow_the_share(connected, apps, growth, alice, charlie, capsys):
    load(connected, DAY, {"1": 7})
    words = ["query", "--metric", "cups_sold", "--by", "app", "--from", str(DAY), "--to",
             str(DAY), "--as", charlie.email, "--workspace", "Growth", "--json"]  # fmt: skip
    assert main(words) == Exit.NEEDS_A_PERSON, "nothing is shared yet"
    main(["share", "add", "Lou’s lemonade", "Growth", *acting(alice)])
    capsys.readouterr()
    assert main(words) == Exit.DONE
    assert json.loads(capsys.readouterr().out)[0]["cups_sold"] == 7
    Share.objects.update(expires_at=datetime.now(UTC))
    assert main(words) == Exit.NEEDS_A_PERSON


def test_a_shared_account_is_not_theirs_to_share_or_bring_up_to_date(
    connected, growth, alice, charlie, capsys
):
    main(["share", "add", "Lou’s lemonade", "Growth", *acting(alice)])
    here = ["--as", charlie.email, "--workspace", "Growth"]
    assert main(["share", "add", "Lou’s lemonade", charlie.personal_workspace.name, *here]) == (
        Exit.USAGE
    )
    assert main(["sync", "Lou’s lemonade", *here]) == Exit.USAGE
    assert Share.objects.count() == 1

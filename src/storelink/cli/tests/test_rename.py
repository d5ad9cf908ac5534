"""`storelink rename`, and what every command does that is told no account."""

from __future__ import annotations

import pytest

from storelink.cli.command import main
from storelink.cli.exits import Exit
from storelink.cli.tests.test_standing import account, alice
from storelink.integrations.models import Integration, Reload
from storelink.products.models import Share

__all__ = ["account", "alice"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def second(account) -> Integration:
    return Integration.objects.create(
        workspace=account.workspace, provider=account.provider, account_id="2", name="Northwind",
        connected_by=account.connected_by,
    )  # fmt: skip


def names() -> list[str]:
    return list(Integration.objects.order_by("pk").values_list("name", flat=True))


@pytest.mark.parametrize("which", ["Northwind", "northwind", "2"])
def test_the_account_that_is_named_gets_the_name(account, second, capsys, which) -> None:
    second.account_id = "acc-2"
    second.save()
    which = str(second.pk) if which == "2" else which
    assert main(["rename", which, "  North   wind\x07 Labs "]) == Exit.DONE
    assert names() == ["Brightside", "North wind Labs"]
    assert "is called North wind Labs" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["", "   ", "\x07"])
def test_an_empty_name_changes_nothing(account, second, capsys, name) -> None:
    assert main(["rename", "Northwind", name]) == Exit.USAGE
    assert names() == ["Brightside", "Northwind"]
    assert "Type a name." in capsys.readouterr().err


def test_a_name_of_two_accounts_names_neither(account, second, capsys) -> None:
    Integration.objects.update(name="Twin")
    assert main(["rename", "Twin", "Other"]) == Exit.USAGE
    assert names() == ["Twin", "Twin"]
    assert "several integrations" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["rename", "", "Other"],
        ["reload", "", "--from", "2026-11-03"],
        ["share", "add", "", "Alice"],
        ["request-reports", ""],
        ["apps", "leave-out", "", "1"],
    ],
)
def test_an_empty_word_names_no_account(account, capsys, words) -> None:
    """With one account too: a script whose variable is empty does not act on the only one."""
    assert main(words) == Exit.USAGE
    assert "names no integration. There are:" in capsys.readouterr().err
    assert names() == ["Brightside"]
    assert not Reload.objects.exists()
    assert not Share.objects.exists()

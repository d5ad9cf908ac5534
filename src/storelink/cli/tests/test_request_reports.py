"""A credential that is used once, from the command line; and a token for calls by hand."""

from dataclasses import replace

import pytest

from storelink.cli.command import main
from storelink.cli.exits import Exit
from storelink.products.models import App
from tests import lemonade_stand
from tests.lemonade_boss import CANARY, PART
from tests.lemonade_cast import alice, connected, home, workspace

__all__ = ["alice", "connected", "home", "workspace"]


@pytest.fixture
def boss(connected, tmp_path, monkeypatch):
    """The options that give the boss's key."""
    made_up = replace(lemonade_stand.provider, preparation=PART)
    for place in ("products.prepare_once.provider_of", "cli.token.provider"):
        monkeypatch.setattr(f"storelink.{place}", lambda _key: made_up)
    for number, name in (("1", "Anchor"), ("2", "Buoy")):
        App.objects.create(integration=connected, store_id=number, name=name)
    key = tmp_path / "boss.p8"
    key.write_text(CANARY)
    return ["--field", "name=Lou", "--field", f"key=@{key}"]


def test_each_app_is_told_and_a_refused_one_needs_a_person(boss, connected, capsys):
    assert main(["request-reports", connected.name, *boss]) == Exit.NEEDS_A_PERSON
    told = capsys.readouterr()
    assert "Anchor: asked for" in told.out
    assert "Buoy: Not ours." in told.out
    assert CANARY not in told.out + told.err


def test_the_calls_are_printed_and_nothing_is_asked(boss, connected, capsys):
    assert main(["request-reports", connected.name, "--by-hand"]) == Exit.DONE
    assert capsys.readouterr().out == "curl $TOKEN 1 2\n"


def test_the_token_alone_goes_to_standard_output(boss, capsys):
    assert main(["token", lemonade_stand.KEY, *boss]) == Exit.DONE
    assert capsys.readouterr().out == "token of Lou\n"


def test_the_key_is_never_taken_from_the_command_line(boss, capsys):
    words = ["token", lemonade_stand.KEY, "--field", "name=Lou", "--field", f"key={CANARY}"]
    assert main(words) == Exit.USAGE
    assert CANARY not in capsys.readouterr().err

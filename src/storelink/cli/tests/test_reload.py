"""`storelink reload`."""

from __future__ import annotations

import json

import pytest

from storelink.cli.command import main
from storelink.cli.exits import Exit
from storelink.cli.tests.test_standing import account, alice
from storelink.integrations.models import Reload

__all__ = ["account", "alice"]
pytestmark = pytest.mark.django_db


def test_it_says_what_is_loaded_again(account, capsys) -> None:
    assert main(["reload", "Brightside", "--from", "2026-11-03", "--to", "2026-11-09"]) == Exit.DONE
    assert "Brightside: 3 Nov 2026 to 9 Nov 2026" in capsys.readouterr().out
    assert main(["status"]) == Exit.DONE
    assert "Loaded again: 3 Nov 2026 to 9 Nov 2026. Under way." in capsys.readouterr().out


def test_one_day_is_enough_and_json_tells_it(account, capsys) -> None:
    words = ["reload", str(account.pk), "--from", "2026-11-03", "--json"]
    assert [main(words), main(words)] == [Exit.DONE, Exit.DONE]
    told = json.loads(capsys.readouterr().out.split("}\n")[0] + "}")
    assert (told["first"], told["last"], told["ended_at"]) == ("2026-11-03", "2026-11-03", None)
    assert Reload.objects.count() == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--from", "yesterday"],
        ["--from", "2026-11-09", "--to", "2026-11-03"],
        ["--from", "2026-11-03", "--report", "made-up"],
        ["--from", "2026-11-03", "--app", "made-up"],
    ],
)
def test_what_cannot_be_done_is_one_sentence(account, capsys, words) -> None:
    assert main(["reload", "Brightside", *words]) == Exit.USAGE
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "Traceback" not in told

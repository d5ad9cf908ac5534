"""The program itself: fast, lazy, honest about how it ends."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from storelink.cli import command
from storelink.cli.commands import COMMANDS, wanted
from storelink.cli.exits import CommandFailed, Exit
from storelink.domain.errors import BadInput, Busy, NeedsPermission, NotAllowed, Unexpected


def _run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "storelink.cli", *words],
        capture_output=True, text=True, check=False, env={**os.environ, **env},
    )  # fmt: skip


def test_help_names_every_command_that_people_use() -> None:
    text = _run("--help").stdout
    for entry in COMMANDS:
        assert (f"  {entry.name} " in text) != entry.is_hidden


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["reports", "--help"], ["nonsense"]])
def test_it_does_not_import_django_for_what_needs_no_rows(words: list[str]) -> None:
    program = (
        "import sys; from storelink.cli.command import main; "
        f"main({words!r}); "
        "sys.exit('django' in sys.modules or 'duckdb' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_supervisors_stay_small() -> None:
    program = (
        "import sys, storelink.cli.everything, storelink.cli.demonstration, storelink.cli.light; "
        "sys.exit(any(n in sys.modules for n in ('django', 'pyarrow', 'rich', 'httpx', 'typer')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_an_unknown_command_is_a_usage_error() -> None:
    ended = _run("nonsense")
    assert ended.returncode == Exit.USAGE
    assert "nonsense" in ended.stderr
    assert ended.stdout == ""


def test_an_unusable_setting_is_said_in_a_sentence(tmp_path) -> None:
    ended = _run("status", STORELINK_HOME=str(tmp_path), STORELINK_PORT="many")
    assert ended.returncode == Exit.USAGE
    assert "STORELINK_PORT is “many”" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_command_is_the_first_word_that_is_no_option() -> None:
    assert wanted(["--version"]) is None
    found = wanted(["parse", "up"])
    assert found is not None
    assert found.name == "parse"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadInput("a"), Exit.USAGE),
        (NotAllowed("a"), Exit.NOT_ALLOWED),
        (NeedsPermission("a"), Exit.NEEDS_A_PERSON),
        (Busy("a"), Exit.BUSY),
        (Unexpected("a"), Exit.FAILED),
        (FileNotFoundError(2, "No such file or directory", "b"), Exit.FAILED),
        (CommandFailed("a", Exit.BUSY), Exit.BUSY),
    ],
)
def test_each_kind_of_error_ends_with_its_code(monkeypatch, capsys, error, code) -> None:
    monkeypatch.setattr(command, "program", _raising(error))
    assert command.main(["status"]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1


def test_a_defect_of_ours_is_not_hidden(monkeypatch) -> None:
    monkeypatch.setattr(command, "program", _raising(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        command.main(["status"])


def test_a_terminal_is_not_obeyed_from_an_error(monkeypatch, capsys) -> None:
    monkeypatch.setattr(command, "program", _raising(BadInput("red \x1b[31m name")))
    command.main(["status"])
    assert "\x1b" not in capsys.readouterr().err


def test_a_reader_that_left_early_is_no_error() -> None:
    program = f"{sys.executable} -m storelink.cli --help | head -c 1; echo ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.endswith("0\n")
    assert ended.stderr == ""


def _raising(error: Exception):
    def program(_entry):
        def run(**_options):
            raise error

        return run

    return program

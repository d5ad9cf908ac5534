"""What commands print: plain text that no outside text can play with, tables, JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TextIO

from storelink.cli.exits import CommandFailed

_CONTROL = {code: "�" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}
"""A name from a store must not move the cursor or colour the terminal."""
_NUMBER_START = frozenset("0123456789-−+–")


def printable(text: str) -> str:
    """The text without characters that a terminal would obey."""
    return text.translate(_CONTROL)


def one_line(text: str) -> str:
    """The same, on a single line."""
    return printable(" ".join(text.split()))


def say(text: str = "") -> None:
    """A line on standard output."""
    _write(sys.stdout, printable(text))


def note(text: str) -> None:
    """A line for the person, on standard error, so that standard output stays an answer."""
    _write(sys.stderr, printable(text))


def print_json(value: Any) -> None:
    """One JSON value on standard output."""
    _write(sys.stdout, json.dumps(value, indent=2, ensure_ascii=False))


def print_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns side by side; nothing is cut short, numbers stand to the right."""
    cells = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(len(line[n]) for line in [list(headers), *cells]) for n in range(len(headers))]
    is_right = [_is_numeric([row[n] for row in cells]) for n in range(len(headers))]
    head = _line(headers, widths, is_right)
    _write(sys.stdout, f"\x1b[1m{head}\x1b[0m" if is_coloured() else head)
    for row in cells:
        _write(sys.stdout, _line(row, widths, is_right))


def print_facts(facts: Mapping[str, str]) -> None:
    """Names and values below one another."""
    width = max(len(name) for name in facts)
    for name, value in facts.items():
        _write(sys.stdout, f"{name:<{width}}  {one_line(value)}")


def report(failed: CommandFailed) -> int:
    """Say why a command failed, after all that it has answered; gives its exit code."""
    flush(0)
    note(failed.sentence)
    return failed.code


def is_coloured() -> bool:
    """Whether standard output is a terminal whose owner did not ask for no colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def is_interactive() -> bool:
    """Whether a person is there to answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def flush(code: int) -> int:
    """Give out what is still held back; a reader that left early is no error."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            # Python flushes once more at the end, and would complain.
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code


def _write(stream: TextIO, line: str) -> None:
    """A line at once, so that lines of several processes keep their order."""
    stream.write(f"{line}\n")
    stream.flush()


def _is_numeric(column: Sequence[str]) -> bool:
    filled = [cell for cell in column if cell]
    return bool(filled) and all(
        cell[0] in _NUMBER_START and any(sign.isdigit() for sign in cell) and "-" not in cell[1:]
        for cell in filled
        if cell != "–"
    )


def _line(cells: Sequence[str], widths: Sequence[int], is_right: Sequence[bool]) -> str:
    padded = (
        f"{cell:>{width}}" if right else f"{cell:<{width}}"
        for cell, width, right in zip(cells, widths, is_right, strict=True)
    )
    return "  ".join(padded).rstrip()

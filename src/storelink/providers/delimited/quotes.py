"""Lines and cells where quotation marks may stand. Slow and sure.

The rule is RFC 4180's: a cell that begins with a quotation mark ends at the next single one, and
two of them inside stand for one. Tab-separated files of the stores are not always written by that
rule (a title may begin with a quotation mark of its own): there, a cell that is not quoted as a
whole is taken as it stands.
"""

from __future__ import annotations

from typing import Final

TAB: Final = "\t"


class StrayQuote(ValueError):
    """Text follows the closing quotation mark of a cell."""


def split_cells(text: str, delimiter: str, width: int) -> list[str] | None:
    """The cells of a line (without its end); None where a quoted cell goes on in the next line.

    `width` is the number of columns: a tab-separated line that has exactly as many cells is whole,
    even if a quotation mark in it is never closed. StrayQuote as its name says.
    """
    if '"' not in text:
        return text.split(delimiter)
    cells: list[str] = []
    at = 0
    while True:
        cell, at = _next_cell(text, at, delimiter)
        if cell is None:
            return _unclosed(text, delimiter, width)
        cells.append(cell)
        if at > len(text):
            return cells


def _next_cell(text: str, at: int, delimiter: str) -> tuple[str | None, int]:
    """The cell that begins at `at`, and where the next begins (beyond the end if it was the
    last). No cell where its quotation is not closed."""
    if not text.startswith('"', at):
        return _plain(text, at, delimiter)
    closing = _closing(text, at + 1)
    if closing is None:
        return None, at
    after = closing + 1
    if after == len(text) or text.startswith(delimiter, after):
        return text[at + 1 : closing].replace('""', '"'), after + 1
    if delimiter == TAB:
        return _plain(text, at, delimiter)
    raise StrayQuote


def _plain(text: str, at: int, delimiter: str) -> tuple[str, int]:
    end = text.find(delimiter, at)
    if end < 0:
        end = len(text)
    return text[at:end], end + 1


def _closing(text: str, at: int) -> int | None:
    """Place of the quotation mark that closes: the first that is not one of a pair."""
    while (found := text.find('"', at)) >= 0:
        if not text.startswith('"', found + 1):
            return found
        at = found + 2
    return None


def _unclosed(text: str, delimiter: str, width: int) -> list[str] | None:
    plain = text.split(delimiter)
    if delimiter == TAB and len(plain) == width:
        return plain
    return None

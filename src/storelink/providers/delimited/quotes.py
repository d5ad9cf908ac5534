"""Lines and cells where quotation marks may stand. Slow and sure.

The rule is RFC 4180's: a cell that begins with a quotation mark ends at the next single one, and
two of them inside stand for one. Tab-separated files of the stores are not always written by that
rule (a title may begin with a quotation mark of its own): there, a cell that is not quoted as a
whole is taken as it stands.
"""

from __future__ import annotations

from typing import Final

TAB: Final = "\t"
_MOST_TRIES: Final = 100


class StrayQuote(ValueError):
    """Text follows the closing quotation mark of a cell."""


class TooManyLines(ValueError):
    """A quoted cell of a tab-separated file goes on over very many lines."""


class OpenLine:
    """A logical line, put together from physical ones until no quoted cell is open.

    The cells are those that `split_cells` gives of the whole, but each line is looked at once, and
    not all of them again with every further one.
    """

    def __init__(self, delimiter: str, width: int) -> None:
        self._delimiter = delimiter
        self._width = width
        self._cells: list[str] = []
        self._parts: list[str] = []
        self._tab_count = 0
        self._tries = 0
        self.length = 0
        """Characters so far."""

    @property
    def is_open(self) -> bool:
        """Whether a line was given, and more are needed."""
        return bool(self._parts)

    @property
    def goes_on(self) -> bool:
        """Whether every line up to the next quotation mark is of the open cell."""
        return bool(self._parts) and self._delimiter != TAB

    def add(self, text: str) -> list[str] | None:
        """The cells, once the line is whole; None while it is not. StrayQuote, TooManyLines."""
        self.length += len(text) + 1
        cells = self._added_tabs(text) if self._delimiter == TAB else self._added(text)
        if cells is not None:
            self.__init__(self._delimiter, self._width)  # type: ignore[misc]
        return cells

    def _added(self, text: str) -> list[str] | None:
        at = 0
        if self._parts:
            closing = _closing(text, 0)
            if closing is None:
                self._parts.append(text)
                return None
            self._cells.append("\n".join([*self._parts, text[:closing]]).replace('""', '"'))
            self._parts, at = [], closing + 2
            if closing + 1 < len(text) and not text.startswith(self._delimiter, closing + 1):
                raise StrayQuote
        while at <= len(text):
            cell, after = _next_cell(text, at, self._delimiter)
            if cell is None:
                self._parts = [text[at + 1 :]]
                return None
            self._cells.append(cell)
            at = after
        return self._cells

    def _added_tabs(self, text: str) -> list[str] | None:
        """What stands between quotation marks that are no pair is taken as it is, so that the end
        of a cell shows only in the whole line."""
        self._tab_count += text.count(TAB)
        self._parts.append(text)
        is_first = len(self._parts) == 1
        if not is_first and '"' not in text and self._tab_count + 1 != self._width:
            return None
        self._tries += 1
        if self._tries > _MOST_TRIES:
            raise TooManyLines
        return split_cells("\n".join(self._parts), TAB, self._width)


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

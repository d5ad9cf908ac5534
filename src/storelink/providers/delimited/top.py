"""What stands above the rows: maybe a few lines of preamble, then the header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.errors import NotUnderstood
from storelink.providers.delimited.blocks import Block
from storelink.providers.delimited.cells import is_blank
from storelink.providers.delimited.header import Header, match, squeezed
from storelink.providers.delimited.layout import Layout
from storelink.providers.delimited.quotes import StrayQuote, split_cells

DELIMITERS: Final = ("\t", ",")
_LOOKS_AT_LINES: Final = 20
_LOOKS_AT_BYTES: Final = 256 << 10


@dataclass(frozen=True)
class Top:
    """The upper end of a file."""

    delimiter: str
    header: Header
    header_line: int
    length: int
    """Bytes down to the first row."""
    preamble: Mapping[str, str]
    """What the lines above the header say, under squeezed names (`startdate`)."""


@dataclass(frozen=True, slots=True)
class TopLine:
    """One of the first lines."""

    number: int
    text: str
    ends_at: int
    """Bytes from the start of the file to the start of the next line."""


def top_lines(content: bytes) -> Iterator[TopLine]:
    """The first lines of a file that say anything."""
    at = 0
    head = content[:_LOOKS_AT_BYTES]
    lines = islice(head.split(b"\n", _LOOKS_AT_LINES), _LOOKS_AT_LINES)
    for number, raw in enumerate(lines, 1):
        at += len(raw) + 1
        text = raw.decode("utf-8", "replace").removesuffix("\r")
        if not is_blank(text):
            yield TopLine(number, text, min(at, len(content)))


def find_top(block: Block, layout: Layout, file: str, bounds: Bounds = DEFAULT_BOUNDS) -> Top:
    """The first line that has every required column is the header. NotUnderstood if none has."""
    above: list[TopLine] = []
    nearest: tuple[int, TopLine, Header] | None = None
    widest = 0
    for line in top_lines(block.content):
        for delimiter in DELIMITERS:
            width = line.text.count(delimiter) + 1
            widest = max(widest, width)
            if width > bounds.columns:
                continue
            header = match(header_cells(line.text, delimiter), layout.columns)
            if header.names and not header.lacks(layout.columns):
                preamble = _preamble(above, delimiter, file)
                return Top(delimiter, header, line.number, line.ends_at, preamble)
            if nearest is None or len(header.names) > nearest[0]:
                nearest = len(header.names), line, header
        above.append(line)
    if widest > bounds.columns:
        raise NotUnderstood(
            f"has {widest:,} columns, more than any report ({bounds.columns:,}). It was not read. "
            "STORELINK_FILE_COLUMNS allows more",
            file=file,
        )
    raise _no_header(nearest, layout, file)


def candidate_cells(
    line: TopLine, bounds: Bounds = DEFAULT_BOUNDS
) -> Iterator[tuple[str, list[str]]]:
    """A delimiter, and the cells of a line of headers under it; lines that are too wide for any
    report have none."""
    for delimiter in DELIMITERS:
        if line.text.count(delimiter) < bounds.columns:
            yield delimiter, header_cells(line.text, delimiter)


def header_cells(text: str, delimiter: str) -> list[str]:
    """A line of headers, split; quotation marks that make no sense are left standing."""
    try:
        return split_cells(text, delimiter, -1) or text.split(delimiter)
    except StrayQuote:
        return text.split(delimiter)


def _preamble(lines: list[TopLine], delimiter: str, file: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for line in lines:
        cells = [cell for cell in header_cells(line.text, delimiter) if not is_blank(cell)]
        if len(cells) > 2:
            raise NotUnderstood(
                "stands above the header and is no preamble (a name and a value)",
                file=file,
                line=line.number,
            )
        if not cells:  # nothing but quotation marks around nothing
            continue
        said[squeezed(cells[0])] = cells[1].strip() if len(cells) == 2 else ""
    return said


def _no_header(
    nearest: tuple[int, TopLine, Header] | None, layout: Layout, file: str
) -> NotUnderstood:
    if nearest is None:
        return NotUnderstood("is empty: not even a header is in it", file=file)
    matched, line, header = nearest
    missing = header.lacks(layout.columns)
    if not matched or not missing:
        return NotUnderstood("has no header with this report’s columns", file=file)
    names = ", ".join(f"“{column.source}”" for column in missing)
    return NotUnderstood(f"the header lacks {names}", file=file, line=line.number)

"""Understands every line that can be understood, or says which cell of which line cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyarrow as pa

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Kind
from storelink.providers.delimited.blocks import MAX_LINE_BYTES, Block, Blocks
from storelink.providers.delimited.cells import CONVERTERS, TYPES, CellError, is_blank
from storelink.providers.delimited.header import Found, Header
from storelink.providers.delimited.layout import Layout
from storelink.providers.delimited.quotes import StrayQuote, split_cells

BATCH_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line: its cells, and the number of the physical line it begins at."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Context:
    """What a reader of blocks needs to know of the file."""

    file: str
    delimiter: str
    header: Header
    layout: Layout
    wanted: tuple[Found, ...]
    """The columns that are handed out, in order."""

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(column.name, TYPES[column.kind]) for column in self.wanted])


def rows_of(block: Block, more: Blocks, context: Context) -> Iterator[Line]:
    """The lines of a block that hold anything, cells as many as the header has.

    Asks for `more` where a quoted cell goes on beyond the block.
    """
    for line in lines_of(block, more, context):
        if all(is_blank(cell) for cell in line.cells):
            continue
        yield Line(line.number, _fitted(line, context))


def lines_of(block: Block, more: Blocks, context: Context) -> Iterator[Line]:
    """Logical lines, as they stand."""
    width = context.header.width
    pending, began_at = "", 0
    current: Block | None = block
    while current is not None:
        for number, text in physical_lines(current, context.file):
            if not pending:
                began_at = number
            whole = f"{pending}\n{text}" if pending else text
            cells = _split(whole, context, width, began_at)
            if cells is None:
                pending = whole
                continue
            pending = ""
            yield Line(began_at, tuple(cells))
        current = more.next() if pending else None
    if pending:
        raise NotUnderstood(
            "a quotation mark opens here and is never closed", file=context.file, line=began_at
        )


def physical_lines(block: Block, file: str) -> Iterator[tuple[int, str]]:
    """Number and text of each line, without its end. NotUnderstood where it is not UTF-8."""
    lines = block.content.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    for number, raw in enumerate(lines, block.first_line):
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise NotUnderstood(
                f"is not UTF-8 text (byte {error.start + 1} of the line)", file=file, line=number
            ) from None
        yield number, text.removesuffix("\r")


def batch_of(rows: Sequence[Line], context: Context) -> pa.RecordBatch:
    """Rows as one Arrow batch with the wanted columns."""
    for twins in context.header.twins:
        _agree(rows, twins, context)
    arrays = [_array(rows, column, context) for column in context.wanted]
    if not arrays:
        raise NotUnderstood("has no column that was asked for", file=context.file)
    return pa.RecordBatch.from_arrays(arrays, schema=context.schema)


def _split(text: str, context: Context, width: int, number: int) -> list[str] | None:
    if len(text) > MAX_LINE_BYTES:
        raise NotUnderstood(
            f"has a line of more than {MAX_LINE_BYTES >> 20} MiB, or a quotation mark never closed",
            file=context.file,
            line=number,
        )
    try:
        return split_cells(text, context.delimiter, width)
    except StrayQuote:
        raise NotUnderstood(
            "a quoted cell goes on after its closing quotation mark",
            file=context.file,
            line=number,
        ) from None


def _fitted(line: Line, context: Context) -> tuple[str, ...]:
    width = context.header.width
    if len(line.cells) <= width:
        return line.cells + ("",) * (width - len(line.cells))
    if any(not is_blank(cell) for cell in line.cells[width:]):
        mend = context.layout.mend
        mended = mend(line.cells, context.header) if mend else None
        if mended is not None:
            return mended
        raise NotUnderstood(
            f"has {len(line.cells)} cells where the header has {width}",
            file=context.file,
            line=line.number,
        )
    return line.cells[:width]


def _array(rows: Sequence[Line], column: Found, context: Context) -> pa.Array:
    convert = cache(CONVERTERS[column.kind])  # the same few words come over and over
    must_say = column.is_declared and column.name in context.layout.never_blank
    missing = frozenset() if column.kind is Kind.TEXT else context.layout.missing_words
    values = []
    for row in rows:
        cell = row.cells[column.place]
        try:
            value = None if missing and cell.strip() in missing else convert(cell)
        except CellError as error:
            raise NotUnderstood(
                str(error), file=context.file, line=row.number, column=column.source
            ) from None
        if value is None and must_say:
            raise NotUnderstood(
                "is blank, where every row must say something",
                file=context.file,
                line=row.number,
                column=column.source,
            )
        values.append(value)
    if column.kind is Kind.TEXT:
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(values, TYPES[column.kind])


def _agree(rows: Sequence[Line], twins: tuple[int, int, str], context: Context) -> None:
    first, second, name = twins
    for row in rows:
        if row.cells[first].strip() != row.cells[second].strip():
            raise NotUnderstood(
                f"two columns are called {name} and say different things",
                file=context.file,
                line=row.number,
                column=name,
            )

"""Understands every line that can be understood, or says which cell of which line cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Final

import pyarrow as pa

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Kind
from storelink.providers.delimited.blocks import Block, Blocks
from storelink.providers.delimited.cells import CONVERTERS, TYPES, CellError, is_blank, to_day
from storelink.providers.delimited.days import Order, SlashedDays, UnclearDay, is_slashed
from storelink.providers.delimited.header import Found, Header
from storelink.providers.delimited.layout import Layout
from storelink.providers.delimited.quotes import OpenLine, StrayQuote, TooManyLines

BATCH_ROWS: Final = 20_000
_BATCH_CELLS: Final = 400_000


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
    bounds: Bounds = DEFAULT_BOUNDS
    days: SlashedDays = field(default_factory=SlashedDays)

    @property
    def batch_rows(self) -> int:
        """Rows of one batch: a wide table has fewer."""
        return max(1, min(BATCH_ROWS, _BATCH_CELLS // max(self.header.width, 1)))

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(column.name, TYPES[column.kind]) for column in self.wanted])


def rows_of(block: Block, more: Blocks, context: Context) -> Iterator[Line]:
    """The lines of a block that hold anything, cells as many as the header has.

    Asks for `more` where a quoted cell goes on beyond the block.
    """
    for line in lines_of(block, more, context):
        yield Line(line.number, fitted(line, context))


def lines_of(block: Block, more: Blocks, context: Context) -> Iterator[Line]:
    """Logical lines that hold anything, as they stand."""
    opened = OpenLine(context.delimiter, context.header.width)
    began_at = 0
    current: Block | None = block
    while current is not None:
        for number, text in physical_lines(current, context.file, opened):
            if not opened.is_open:
                began_at = number
            cells = _added(opened, text, began_at, context)
            if cells is not None and not all(map(is_blank, cells)):
                yield Line(began_at, tuple(cells))
        current = more.next() if opened.is_open else None
    if opened.is_open:
        raise NotUnderstood(
            "a quotation mark opens here and is never closed", file=context.file, line=began_at
        )


def physical_lines(block: Block, file: str, opened: OpenLine) -> Iterator[tuple[int, str]]:
    """Number and text of each line, without its end; many at once where they are all of one
    quoted cell. NotUnderstood where it is not UTF-8."""
    lines = block.content.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    at = 0
    while at < len(lines):
        end = at + 1
        while opened.goes_on and end < len(lines) and b'"' not in lines[end - 1]:
            end += 1
        raw = lines[at] if end == at + 1 else b"\n".join(lines[at:end]).replace(b"\r\n", b"\n")
        yield block.first_line + at, _text(raw, block.first_line + at, file).removesuffix("\r")
        at = end


def _text(raw: bytes, number: int, file: str) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        place = len(before) - before.rfind(b"\n")
        raise NotUnderstood(
            f"is not UTF-8 text (byte {place} of the line)",
            file=file,
            line=number + before.count(b"\n"),
        ) from None


def batch_of(rows: Sequence[Line], context: Context) -> pa.RecordBatch:
    """Rows as one Arrow batch with the wanted columns."""
    for twins in context.header.twins:
        _agree(rows, twins, context)
    order = _settled(rows, context)
    arrays = [_array(rows, column, context, order) for column in context.wanted]
    if not arrays:
        raise NotUnderstood("has no column that was asked for", file=context.file)
    return pa.RecordBatch.from_arrays(arrays, schema=context.schema)


def _added(opened: OpenLine, text: str, number: int, context: Context) -> list[str] | None:
    if opened.length + len(text) > context.bounds.line_bytes:
        raise NotUnderstood(
            f"has a line of more than {context.bounds.line_bytes >> 10:,} KiB, or a quotation mark "
            "never closed. STORELINK_FILE_LINE_KIB allows more",
            file=context.file,
            line=number,
        )
    try:
        return opened.add(text)
    except StrayQuote:
        raise NotUnderstood(
            "a quoted cell goes on after its closing quotation mark",
            file=context.file,
            line=number,
        ) from None
    except TooManyLines:
        raise NotUnderstood(
            "a quotation mark opens here, and the cell goes on over too many lines",
            file=context.file,
            line=number,
        ) from None


def fitted(line: Line, context: Context) -> tuple[str, ...]:
    """The cells of a row, as many as the header has. NotUnderstood where more of them speak."""
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


def _settled(rows: Sequence[Line], context: Context) -> Order | None:
    """How the slashed days of these rows are read; None where there are none."""
    columns = [column for column in context.wanted if column.kind is Kind.DATE]
    words = {
        column.name: {cell for row in rows if is_slashed(cell := row.cells[column.place])}
        for column in columns
    }
    if not any(words.values()):
        return None
    try:
        order = context.days.decide(words)
    except UnclearDay as error:
        row, column = next(
            (row, column)
            for row in rows
            for column in columns
            if row.cells[column.place] == error.word
        )
        raise NotUnderstood(
            str(error), file=context.file, line=row.number, column=column.source
        ) from None
    context.days.keep(words, order)
    return order


def _converter(kind: Kind, order: Order | None) -> Callable[[str], object]:
    if kind is Kind.DATE and order is Order.DAY_FIRST:
        return partial(to_day, is_day_first=True)
    return CONVERTERS[kind]


def _array(rows: Sequence[Line], column: Found, context: Context, order: Order | None) -> pa.Array:
    convert = cache(_converter(column.kind, order))  # the same few words come over and over
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
        _check_lengths(values, rows, column, context)
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


def _check_lengths(
    values: Sequence[object], rows: Sequence[Line], column: Found, context: Context
) -> None:
    for value, row in zip(values, rows, strict=True):
        if isinstance(value, str) and len(value) > context.bounds.cell_bytes:
            raise NotUnderstood(
                f"has a cell of more than {context.bounds.cell_bytes >> 10:,} KiB. "
                "STORELINK_FILE_CELL_KIB allows more",
                file=context.file,
                line=row.number,
                column=column.source,
            )

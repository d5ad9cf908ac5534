"""Reads a delimited file as Arrow batches: the fast way where it is sure, else the careful one.

A file is one section or several: a header, rows, and maybe totals below them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.errors import NotUnderstood
from storelink.domain.period import Days
from storelink.providers.delimited.blocks import BLOCK_BYTES, Block, Blocks
from storelink.providers.delimited.careful import (
    Context,
    Line,
    batch_of,
    fitted,
    lines_of,
)
from storelink.providers.delimited.days import SlashedDays, UnclearDay, is_slashed
from storelink.providers.delimited.encoding import as_utf8
from storelink.providers.delimited.fast import read_fast
from storelink.providers.delimited.header import Header, match, squeezed
from storelink.providers.delimited.layout import Layout
from storelink.providers.delimited.top import Top, find_top
from storelink.providers.delimited.unpack import unpacked

_MOST_SECTIONS: Final = 200
_MOST_TAIL_LINES: Final = 10_000
_PREAMBLE: Final = "preamble"


@dataclass
class Section:
    """The rows under one header, and what stands below them."""

    header_line: int
    row_count: int = 0
    tail: list[Line] = field(default_factory=list)
    """Lines below the rows: totals. Whoever knows the report checks them."""
    sums: dict[str, Decimal] = field(default_factory=dict)
    """Of the columns that the layout wants summed."""


@dataclass
class Reading:
    """An opened file. Its batches can be taken once; what stands below the rows is known then."""

    file: str
    top: Top
    """Preamble and header."""
    context: Context
    _blocks: Blocks = field(repr=False)
    _is_fast_allowed: bool = True
    row_count: int = 0
    sections: list[Section] = field(default_factory=list)
    """So far; the last one is the one that is being read."""
    _current: Context = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._current = self.context
        self.sections.append(Section(self.top.header_line))

    @property
    def schema(self) -> pa.Schema:
        """Of every batch: the wanted columns in the file's order."""
        return self.context.schema

    @property
    def header(self) -> Header:
        """The columns of the file."""
        return self.context.header

    @property
    def tail(self) -> tuple[Line, ...]:
        """Lines below the rows of all sections."""
        return tuple(line for section in self.sections for line in section.tail)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Every row, in order; `sections` tells whose it is. NotUnderstood names line, column."""
        for block in self._blocks:
            quick = self._quick(block)
            for batch in quick if quick is not None else self._careful(block):
                if batch.num_rows:
                    yield self._counted(batch)

    def _quick(self, block: Block) -> list[pa.RecordBatch] | None:
        if not self._is_fast_allowed or self.sections[-1].tail:
            return None
        quick = read_fast(block, self._current)
        if quick is not None:
            self._blocks.passed(sum(batch.num_rows for batch in quick))
        return quick

    def _counted(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        section = self.sections[-1]
        self.row_count += batch.num_rows
        section.row_count += batch.num_rows
        if self.row_count > self.context.bounds.rows:
            raise NotUnderstood(
                f"has more than {self.context.bounds.rows:,} rows. It was not read. "
                "STORELINK_FILE_ROWS allows more, for the month of one app STORELINK_FILE_APP_ROWS",
                file=self.file,
            )
        for name in self.context.layout.summed:
            if name in batch.schema.names:
                wide = batch.column(name).cast(pa.decimal128(38, 6))
                own = pc.sum(wide).as_py()
                section.sums[name] = section.sums.get(name, Decimal(0)) + (own or 0)
        if self._current is self.context:
            return batch
        return batch.select(self.schema.names)

    def _careful(self, block: Block) -> Iterator[pa.RecordBatch]:
        rows: list[Line] = []
        for line in lines_of(block, self._blocks, self._current):
            if (header := self._header_in(line)) is not None:
                yield from self._batches_of(rows)
                self._begin_section(header, line)
                return
            tail = self.sections[-1].tail
            if tail or self._current.layout.is_tail(line.cells):
                self._put_below(line)
                continue
            rows.append(Line(line.number, fitted(line, self._current)))
            if len(rows) >= self._current.batch_rows:
                yield from self._batches_of(rows)
                rows = []
        yield from self._batches_of(rows)

    def _batches_of(self, rows: list[Line]) -> Iterator[pa.RecordBatch]:
        if rows:
            yield batch_of(rows, self._current)

    def _put_below(self, line: Line) -> None:
        tail = self.sections[-1].tail
        tail.append(line)
        if len(tail) > _MOST_TAIL_LINES:
            raise NotUnderstood(
                "has more lines of totals than any report", file=self.file, line=line.number
            )

    def _header_in(self, line: Line) -> Header | None:
        """The header that a line is. Above totals only the same once more is one; below them any
        that has what the report requires."""
        header = self._current.header
        first = header.found[0]
        if len(line.cells) <= first.place or any("\n" in cell for cell in line.cells):
            return None
        if self.sections[-1].tail:
            return self._other_header(line)
        if squeezed(line.cells[first.place]) != squeezed(first.source):
            return None
        is_same = all(
            found.place < len(line.cells)
            and squeezed(line.cells[found.place]) == squeezed(found.source)
            for found in header.found
        )
        return header if is_same else None

    def _other_header(self, line: Line) -> Header | None:
        if len(line.cells) > self.context.bounds.columns:
            return None
        columns = self._current.layout.columns
        found = match(line.cells, columns)
        return found if found.names and not found.lacks(columns) else None

    def _begin_section(self, header: Header, line: Line) -> None:
        self._current = _context(header, self.context)
        if set(self._current.schema) != set(self.schema):
            raise NotUnderstood(
                "is a second header, with other columns than the first",
                file=self.file,
                line=line.number,
            )
        if not self.context.layout.may_repeat:
            raise NotUnderstood(
                "is the header once more. Whether more rows follow or the same ones again cannot "
                "be told, so the file was not read",
                file=self.file,
                line=line.number,
            )
        if len(self.sections) == _MOST_SECTIONS:
            raise NotUnderstood(
                f"has its header more than {_MOST_SECTIONS} times", file=self.file, line=line.number
            )
        self.sections.append(Section(line.number))
        self._blocks.begin_after(line.number)


def open_delimited(
    chunks: Iterable[bytes],
    layout: Layout,
    file: str = "",
    *,
    bounds: Bounds = DEFAULT_BOUNDS,
    within: Days | None = None,
    block_bytes: int = BLOCK_BYTES,
    is_fast_allowed: bool = True,
) -> Reading:
    """Open a file from its bytes, gzip or plain, UTF-8 or UTF-16, tabs or commas.

    `within` are the days that the file is of, where known: by them days with slashes are read the
    right way round. Memory stays within a few blocks, however large the file. NotUnderstood where
    there is no header with the layout's required columns near the top.
    """
    pieces = as_utf8(unpacked(chunks, file, bounds), file)
    blocks = Blocks(pieces, file, block_bytes, bounds)
    first = blocks.next()
    if first is None:
        raise NotUnderstood("is empty: not even a header is in it", file=file)
    top = find_top(first, layout, file, bounds)
    blocks.begin_at(first, top.length, top.header_line + 1)
    blocks.for_columns(max(top.header.width, len(layout.columns)))
    context = context_of(top, layout, file, bounds=bounds, within=within)
    return Reading(file, top, context, blocks, is_fast_allowed)


def context_of(
    top: Top,
    layout: Layout,
    file: str = "",
    *,
    bounds: Bounds = DEFAULT_BOUNDS,
    within: Days | None = None,
) -> Context:
    """What the rows below this top are read by."""
    days = SlashedDays(layout.usual_order, within, layout.dated | {_PREAMBLE})
    said = [word for word in top.preamble.values() if is_slashed(word)]
    if said:
        try:
            days.keep({_PREAMBLE: said}, days.decide({_PREAMBLE: said}))
        except UnclearDay as error:
            raise NotUnderstood(str(error), file=file, line=top.header_line) from None
    empty = Context(file, top.delimiter, top.header, layout, (), bounds, days)
    return _context(top.header, empty)


def _context(header: Header, like: Context) -> Context:
    wanted = tuple(c for c in header.found if c.is_declared or like.layout.keeps_unknown)
    return replace(like, header=header, wanted=wanted)

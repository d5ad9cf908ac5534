"""Reads a delimited file as Arrow batches: the fast way where it is sure, else the careful one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from storelink.domain.errors import NotUnderstood
from storelink.providers.delimited.blocks import BLOCK_BYTES, Block, Blocks
from storelink.providers.delimited.careful import (
    BATCH_ROWS,
    Context,
    Line,
    batch_of,
    rows_of,
)
from storelink.providers.delimited.encoding import as_utf8
from storelink.providers.delimited.fast import read_fast
from storelink.providers.delimited.header import Header
from storelink.providers.delimited.layout import Layout
from storelink.providers.delimited.top import Top, find_top
from storelink.providers.delimited.unpack import MAX_UNPACKED_BYTES, unpacked


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
    tail: tuple[Line, ...] = ()
    """Lines below the rows: totals. Whoever knows the report checks them."""

    @property
    def schema(self) -> pa.Schema:
        """Of every batch: the wanted columns in the file's order."""
        return self.context.schema

    @property
    def header(self) -> Header:
        """The columns of the file."""
        return self.context.header

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Every row, in order. NotUnderstood names the line and the column."""
        for block in self._blocks:
            quick = read_fast(block, self.context) if self._is_fast_allowed else None
            if quick is not None:
                self._blocks.passed(sum(batch.num_rows for batch in quick))
            for batch in quick if quick is not None else self._careful(block):
                if batch.num_rows:
                    self.row_count += batch.num_rows
                    yield batch

    def _careful(self, block: Block) -> Iterator[pa.RecordBatch]:
        rows: list[Line] = []
        lines = rows_of(block, self._blocks, self.context)
        for row in lines:
            if self.context.layout.is_tail(row.cells):
                self.tail = (row, *lines, *self._below())
                break
            rows.append(row)
            if len(rows) == BATCH_ROWS:
                yield batch_of(rows, self.context)
                rows = []
        if rows:
            yield batch_of(rows, self.context)

    def _below(self) -> Iterator[Line]:
        """The lines of all blocks to come."""
        for block in self._blocks:
            yield from rows_of(block, self._blocks, self.context)


def open_delimited(
    chunks: Iterable[bytes],
    layout: Layout,
    file: str = "",
    *,
    max_bytes: int = MAX_UNPACKED_BYTES,
    block_bytes: int = BLOCK_BYTES,
    is_fast_allowed: bool = True,
) -> Reading:
    """Open a file from its bytes, gzip or plain, UTF-8 or UTF-16, tabs or commas.

    Memory stays within a few blocks, however large the file. NotUnderstood where there is no
    header with the layout's required columns near the top.
    """
    blocks = Blocks(as_utf8(unpacked(chunks, file, max_bytes), file), file, block_bytes)
    first = blocks.next()
    if first is None:
        raise NotUnderstood("is empty: not even a header is in it", file=file)
    top = find_top(first, layout, file)
    blocks.begin_at(first, top.length, top.header_line + 1)
    return Reading(file, top, context_of(top, layout, file), blocks, is_fast_allowed)


def context_of(top: Top, layout: Layout, file: str = "") -> Context:
    """What the rows below this top are read by."""
    wanted = tuple(c for c in top.header.found if c.is_declared or layout.keeps_unknown)
    return Context(file, top.delimiter, top.header, layout, wanted)

"""Shapes in which a month can be written anew: what real buckets have been seen to hold.

They change how a file looks, not what is true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storelink_simulator.google.files.table import Cell, Table, Writing, zipped

_LARGE = 1000
_ENCODINGS = {"utf-8", "utf-8-sig", "utf-16-be"}
TABLE_SHAPES = frozenset({"twice", "header_only", "columns_added", "columns_renamed", "thousands"})
SHAPES = TABLE_SHAPES | _ENCODINGS | {"crlf", "zip", "plain"}


def shaped_bytes(table: Table, writing: Writing, shape: str) -> bytes:
    """The bytes of a table in a shape; an empty shape is the usual one."""
    if shape in TABLE_SHAPES:
        return writing.bytes_of(_shaped(table, shape))
    if shape in _ENCODINGS:
        return replace(writing, encoding=shape).bytes_of(table)
    if shape == "crlf":
        return replace(writing, line_end="\r\n").bytes_of(table)
    if shape == "zip":
        return zipped("report.csv", table)
    if shape == "plain":
        return replace(writing, is_gzip=False).bytes_of(table)
    return writing.bytes_of(table)


def is_packed(writing: Writing, shape: str) -> bool:
    """Whether the bytes are gzip in that shape."""
    return writing.is_gzip and shape not in ("zip", "plain")


def _shaped(table: Table, shape: str) -> Table:
    rows = [list(row) for row in table.rows]
    if shape == "twice":
        again: list[list[Cell]] = [*rows, [*table.header], *rows]
        return Table(table.header, again)
    if shape == "header_only":
        return Table(table.header, ())
    if shape == "columns_added":
        header = (*table.header[:2], "A column of tomorrow", *table.header[2:])
        return Table(header, [[*row[:2], 7, *row[2:]] for row in rows])
    if shape == "columns_renamed":
        return Table((*table.header[:-1], f"{table.header[-1]} (new)"), rows)
    return Table(table.header, [_with_commas(row) for row in rows])


def _with_commas(row: Sequence[Cell]) -> list[Cell]:
    return [f"{cell:,}" if isinstance(cell, int) and abs(cell) >= _LARGE else cell for cell in row]

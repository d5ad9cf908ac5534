"""A whole file as a table, with the file's own headers beside our names."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from storelink.domain.report import Report
from storelink.providers.contract import ReadColumn, ReadFile
from storelink.providers.delimited.reader import open_delimited
from storelink.providers.google_play.containers import Entry, entries
from storelink.providers.google_play.layouts import appended, layout_of
from storelink.providers.google_play.pages import looks_like_page, page_columns, table_of_page

MAX_BYTES: Final = 2 << 30
"""Of a file that is held in memory, unpacked."""


def read(report: Report, content: bytes, name: str) -> ReadFile:
    """Understand a file of `report`, or an archive of such files. Pure. NotUnderstood names file,
    line and column.

    The table has the file's columns in the file's order, declared ones with their types, others
    as text. Values stand as the file has them; `NA` is missing.
    """
    if looks_like_page(content):
        return ReadFile(report, page_columns(report), table_of_page(report, content, name))
    columns: dict[str, ReadColumn] = {}
    tables = []
    for entry in entries(content, name):
        found, table = _table(report, entry)
        for column in found:
            columns.setdefault(column.name, column)
        tables.append(table)
    whole = pa.concat_tables(tables, promote_options="default")
    return ReadFile(report, tuple(columns.values()), whole.select(list(columns)))


def _table(report: Report, entry: Entry) -> tuple[tuple[ReadColumn, ...], pa.Table]:
    layout = layout_of(report, keeps_unknown=True)
    reading = open_delimited(entry.chunks, layout, entry.name, max_bytes=MAX_BYTES)
    table = pa.Table.from_batches(reading.batches(), schema=reading.schema)
    columns = tuple(ReadColumn(found.name, found.source) for found in reading.context.wanted)
    return columns, _plain(appended(reading, table))


def _plain(table: pa.Table) -> pa.Table:
    """The same with text as text instead of dictionaries."""
    fields = [
        pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type)
        for f in table.schema
    ]
    return table.cast(pa.schema(fields))

"""A whole file as a table, with the file's own headers beside our names."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from storelink.domain.report import Report
from storelink.providers.app_store_connect.layouts import check_totals, layout_of
from storelink.providers.app_store_connect.reports.web import WEB_REPORTS
from storelink.providers.app_store_connect.web.parse import read_web
from storelink.providers.contract import ReadColumn, ReadFile
from storelink.providers.delimited.reader import open_delimited

MAX_BYTES: Final = 2 << 30
"""Of a file that is held in memory, unpacked."""


def read(report: Report, content: bytes, name: str) -> ReadFile:
    """Understand a file of `report`. Pure. NotUnderstood names file, line and column.

    The table has the file's columns in the file's order, declared ones with their types, others
    as text; preamble and totals are understood and are no rows.
    """
    if report in WEB_REPORTS and content.lstrip().startswith(b"{"):
        return read_web(report, content, name)
    layout = layout_of(report, keeps_unknown=True)
    reading = open_delimited([content], layout, name, max_bytes=MAX_BYTES)
    table = pa.Table.from_batches(reading.batches(), schema=reading.schema)
    check_totals(reading)
    columns = tuple(ReadColumn(found.name, found.source) for found in reading.context.wanted)
    return ReadFile(report, columns, table.cast(_plain(table.schema)))


def _plain(schema: pa.Schema) -> pa.Schema:
    """The same with text as text instead of dictionaries."""
    return pa.schema(
        [
            pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type)
            for f in schema
        ]
    )

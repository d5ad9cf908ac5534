"""A whole file as a table, with the file's own headers beside our names."""

from __future__ import annotations

import pyarrow as pa

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.report import Report
from storelink.providers.contract import ReadColumn, ReadFile
from storelink.providers.delimited.containers import Entry, entries
from storelink.providers.delimited.held import Held, held, joined
from storelink.providers.delimited.reader import open_delimited
from storelink.providers.google_play.layouts import days_named, layout_of
from storelink.providers.google_play.pages import looks_like_page, page_columns, table_of_page
from storelink.providers.google_play.sections import joined_sections


def read(report: Report, content: bytes, name: str, bounds: Bounds = DEFAULT_BOUNDS) -> ReadFile:
    """Understand a file of `report`, or an archive of such files. Pure. NotUnderstood names file,
    line and column.

    The table has the file's columns in the file's order, declared ones with their types, others
    as text. Values stand as the file has them; `NA` is missing.
    """
    if looks_like_page(content):
        table = table_of_page(report, content, name, bounds)
        return ReadFile(report, page_columns(report), table)
    inside = Held(bounds, name)
    found = [_table(report, entry, inside, bounds) for entry in entries(content, name, bounds)]
    return joined(report, found, name)


def _table(
    report: Report, entry: Entry, inside: Held, bounds: Bounds
) -> tuple[tuple[ReadColumn, ...], pa.Table]:
    layout = layout_of(report, keeps_unknown=True)
    within = days_named(entry.name)
    reading = open_delimited(entry.chunks, layout, entry.name, bounds=bounds, within=within)
    table = joined_sections(reading, held(reading, inside))
    columns = tuple(ReadColumn(found.name, found.source) for found in reading.context.wanted)
    return columns, table

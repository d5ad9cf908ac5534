"""A whole file as a table, with the file's own headers beside our names."""

from __future__ import annotations

import pyarrow as pa

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.report import Report
from storelink.providers.app_store_connect.layouts import check_totals, days_named, layout_of
from storelink.providers.app_store_connect.reports.web import WEB_REPORTS
from storelink.providers.app_store_connect.web.parse import read_web
from storelink.providers.contract import ReadColumn, ReadFile
from storelink.providers.delimited.containers import Entry, entries
from storelink.providers.delimited.held import Held, held, joined
from storelink.providers.delimited.reader import open_delimited


def read(report: Report, content: bytes, name: str, bounds: Bounds = DEFAULT_BOUNDS) -> ReadFile:
    """Understand a file of `report`. Pure. NotUnderstood names file, line and column.

    The table has the file's columns in the file's order, declared ones with their types, others
    as text; preamble and totals are understood and are no rows.
    """
    if report in WEB_REPORTS and content.lstrip().startswith(b"{"):
        return read_web(report, content, name, bounds)
    inside = Held(bounds, name)
    found = [_table(report, entry, inside, bounds) for entry in entries(content, name, bounds)]
    return joined(report, found, name)


def _table(
    report: Report, entry: Entry, inside: Held, bounds: Bounds
) -> tuple[tuple[ReadColumn, ...], pa.Table]:
    layout = layout_of(report, keeps_unknown=True)
    within = days_named(report, entry.name)
    reading = open_delimited(entry.chunks, layout, entry.name, bounds=bounds, within=within)
    table = held(reading, inside)
    check_totals(reading)
    columns = tuple(ReadColumn(found.name, found.source) for found in reading.context.wanted)
    return columns, table

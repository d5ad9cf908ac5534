"""The files of a partition as Arrow batches, ready for the warehouse. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import Final

import pyarrow as pa

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.report import Family, Report
from storelink.providers.app_store_connect.layouts import check_totals, days_of, layout_of
from storelink.providers.app_store_connect.of_period import ProcessedDays
from storelink.providers.app_store_connect.placing import TEXT, Placing, ids_by_sku
from storelink.providers.app_store_connect.reports.web import WEB_REPORTS
from storelink.providers.app_store_connect.web.parse import parse_web
from storelink.providers.contract import Fetched, StoreApp
from storelink.providers.delimited.cells import TYPES
from storelink.providers.delimited.containers import entries
from storelink.providers.delimited.reader import Reading, open_delimited

_PLACED: Final = frozenset({"app_id", "date"})


def parse(
    report: Report,
    fetched: Fetched,
    apps: Sequence[StoreApp],
    bounds: Bounds = DEFAULT_BOUNDS,
) -> Iterator[pa.RecordBatch]:
    """Every row of every part: `app_id`, `date`, then the report's other columns.

    All parts of a partition add up. Memory stays within a few megabytes. NotUnderstood names the
    part, the line and the column.
    """
    if report in WEB_REPORTS:
        yield from parse_web(report, fetched, schema_of(report), bounds)
        return
    learn = partial(_named_apps, report, fetched, bounds)
    placing = Placing(report, fetched.partition, apps, lambda: ids_by_sku(learn()))
    processed = ProcessedDays(report, fetched.partition)
    is_processed = report.family is Family.ANALYTICS
    for reading in _readings(report, fetched, bounds):
        for batch in reading.batches():
            if is_processed:
                processed.add(batch, reading.file)
            yield _placed(batch, placing, reading)
        check_totals(reading)
    if is_processed:
        processed.check()


def _named_apps(report: Report, fetched: Fetched, bounds: Bounds) -> Iterator[pa.RecordBatch]:
    """The same files once more, before the first batch of them is handed on."""
    for reading in _readings(report, fetched, bounds):
        yield from reading.batches()


def _readings(report: Report, fetched: Fetched, bounds: Bounds) -> Iterator[Reading]:
    """The delimited files of all parts, one after another."""
    layout = layout_of(report, keeps_unknown=False)
    within = days_of(report, fetched.partition)
    for part in fetched.parts:
        for entry in entries(part.path, part.name, bounds):
            yield open_delimited(entry.chunks, layout, entry.name, bounds=bounds, within=within)


@cache
def schema_of(report: Report) -> pa.Schema:
    """The schema of every batch of a report."""
    own = [
        pa.field(column.name, TYPES[column.kind])
        for column in report.columns
        if column.name not in _PLACED
    ]
    return pa.schema([pa.field("app_id", TEXT), pa.field("date", pa.date32()), *own])


def _placed(batch: pa.RecordBatch, placing: Placing, reading: Reading) -> pa.RecordBatch:
    schema = schema_of(placing.report)
    has = set(batch.schema.names)
    arrays = [placing.app_ids(batch, reading), placing.dates(batch, reading)]
    for column in schema.names[2:]:
        present = column in has
        arrays.append(
            batch.column(column) if present else pa.nulls(batch.num_rows, schema.field(column).type)
        )
    return pa.RecordBatch.from_arrays(arrays, schema=schema)

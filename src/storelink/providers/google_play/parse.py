"""The files of a partition as Arrow batches, ready for the warehouse. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import pyarrow as pa

from storelink.domain.report import Grain, Partition, Report
from storelink.providers.contract import Fetched, Part, StoreApp
from storelink.providers.delimited.cells import TYPES
from storelink.providers.delimited.reader import Reading, open_delimited
from storelink.providers.google_play.containers import entries
from storelink.providers.google_play.layouts import appended, layout_of
from storelink.providers.google_play.pages import looks_like_page, table_of_page
from storelink.providers.google_play.placing import (
    TEXT,
    app_ids,
    dates,
    one_file,
    with_signs,
    without_fillers,
)

_PLACED: Final = frozenset({"app_id", "date"})
_HEAD_BYTES: Final = 64


def parse(
    report: Report,
    fetched: Fetched,
    apps: Sequence[StoreApp],  # noqa: ARG001 - Google's files name apps by their package
) -> Iterator[pa.RecordBatch]:
    """Every row of every part: `app_id`, `date`, then the report's other columns.

    All parts of a partition add up. Rows of an account's files are handed on as they are read,
    those of one app's month file by file. NotUnderstood names the part, the line and the column.
    """
    for part in fetched.parts:
        for batch, file in _batches(report, part):
            yield _placed(batch, report, fetched.partition, file)


@cache
def schema_of(report: Report) -> pa.Schema:
    """The schema of every batch of a report."""
    own = [
        pa.field(column.name, TYPES[column.kind])
        for column in report.columns
        if column.name not in _PLACED
    ]
    return pa.schema([pa.field("app_id", TEXT), pa.field("date", pa.date32()), *own])


def _batches(report: Report, part: Part) -> Iterator[tuple[pa.RecordBatch, str]]:
    with part.path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if looks_like_page(head):
        table = table_of_page(report, part.path.read_bytes(), part.name)
        yield from ((batch, part.name) for batch in table.to_batches())
        return
    layout = layout_of(report, keeps_unknown=False)
    for entry in entries(part.path, part.name):
        reading = open_delimited(entry.chunks, layout, entry.name)
        if report.grain is Grain.ACCOUNT:
            yield from ((with_signs(batch, report), entry.name) for batch in reading.batches())
            continue
        for batch in _whole(reading, report):
            yield batch, entry.name


def _whole(reading: Reading, report: Report) -> Iterator[pa.RecordBatch]:
    """A whole file at once: what its columns mean shows over all of its rows."""
    table = pa.Table.from_batches(reading.batches(), schema=reading.schema)
    table = appended(reading, table).combine_chunks()
    for batch in table.to_batches():
        yield without_fillers(batch, report, one_file(batch))


def _placed(
    batch: pa.RecordBatch, report: Report, partition: Partition, file: str
) -> pa.RecordBatch:
    apps, days = app_ids(batch, report, partition), dates(batch, report, partition, file)
    return placed(batch, report, apps, days)


def placed(batch: pa.RecordBatch, report: Report, apps: pa.Array, days: pa.Array) -> pa.RecordBatch:
    """The rows with the columns of `schema_of`; NULL where the file lacks one."""
    schema = schema_of(report)
    has = dict(zip(batch.schema.names, batch.columns, strict=True))
    arrays = [apps, days]
    for field in list(schema)[2:]:
        array = has.get(field.name)
        if array is None:
            array = pa.nulls(len(batch), field.type)
        arrays.append(array if array.type == field.type else array.cast(field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)

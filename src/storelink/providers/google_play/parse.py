"""The files of a partition as Arrow batches, ready for the warehouse. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import islice
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.report import Grain, Partition, Report
from storelink.providers.contract import Fetched, Part, StoreApp
from storelink.providers.delimited.cells import TYPES
from storelink.providers.delimited.containers import Entry, entries
from storelink.providers.delimited.held import Held, plain, too_large_to_hold
from storelink.providers.delimited.reader import Reading, open_delimited
from storelink.providers.google_play.layouts import is_dated, layout_of
from storelink.providers.google_play.months import partition_days
from storelink.providers.google_play.pages import looks_like_page, table_of_page
from storelink.providers.google_play.placing import (
    TEXT,
    SaidInFile,
    app_ids,
    dates,
    own_days,
    with_signs,
    without_fillers,
)
from storelink.providers.google_play.sections import joined_sections
from storelink.providers.json_text import page_of

_PLACED: Final = frozenset({"app_id", "date"})
_HEAD_BYTES: Final = 64


def parse(
    report: Report,
    fetched: Fetched,
    apps: Sequence[StoreApp],  # noqa: ARG001 - Google's files name apps by their package
    bounds: Bounds = DEFAULT_BOUNDS,
) -> Iterator[pa.RecordBatch]:
    """Every row of every part: `app_id`, `date`, then the report's other columns.

    All parts of a partition add up, but for the statistics of an app that two developers have, as
    in the month of its transfer: there a day is of the file that was written last. Rows of an
    account's files are handed on as they are read,
    those of one app's month file by file. NotUnderstood names the part, the line and the column.
    """
    told: dict[str, list[pa.Array]] = {}
    is_of_days = report.grain is Grain.APP and is_dated(report)
    for part in fetched.parts:
        own: list[pa.Array] = []
        stem = part.name.partition("_")[2]
        for batch, file in _batches(report, fetched, part, bounds):
            rows = _placed(batch, report, fetched.partition, file)
            for days in told.get(stem, ()) if is_of_days else ():
                rows = rows.filter(pc.invert(pc.is_in(rows["date"], value_set=days)))
            if is_of_days:
                own.append(rows["date"].unique())
            yield rows
        told.setdefault(stem, []).extend(own)


@cache
def schema_of(report: Report) -> pa.Schema:
    """The schema of every batch of a report."""
    own = [
        pa.field(column.name, TYPES[column.kind])
        for column in report.columns
        if column.name not in _PLACED
    ]
    return pa.schema([pa.field("app_id", TEXT), pa.field("date", pa.date32()), *own])


def _batches(
    report: Report, fetched: Fetched, part: Part, bounds: Bounds
) -> Iterator[tuple[pa.RecordBatch, str]]:
    with part.path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if looks_like_page(head):
        table = table_of_page(report, page_of(part.path, bounds), part.name, bounds)
        yield from ((batch, part.name) for batch in table.to_batches())
        return
    for number, entry in enumerate(entries(part.path, part.name, bounds)):
        reading = _opened(report, fetched, entry, bounds)
        if report.grain is Grain.ACCOUNT:
            yield from _of_account(reading, report, fetched, entry.name)
            continue
        again = partial(_again, report, fetched, part, number=number, bounds=bounds)
        for batch in _whole(reading, report, again):
            yield batch, entry.name


def _of_account(
    reading: Reading, report: Report, fetched: Fetched, file: str
) -> Iterator[tuple[pa.RecordBatch, str]]:
    own = own_days(report, fetched.partition)
    for batch in reading.batches():
        own.add(batch)
        yield with_signs(batch, report), file
    own.check(file)


def _opened(report: Report, fetched: Fetched, entry: Entry, bounds: Bounds) -> Reading:
    layout = layout_of(report, keeps_unknown=False)
    within = partition_days(fetched.partition)
    if report.grain is Grain.APP:
        bounds = replace(bounds, rows=min(bounds.rows, bounds.app_rows))
    return open_delimited(entry.chunks, layout, entry.name, bounds=bounds, within=within)


def _again(
    report: Report, fetched: Fetched, part: Part, *, number: int, bounds: Bounds
) -> Iterator[pa.RecordBatch]:
    """The rows of the part's file of that number once more."""
    for entry in islice(entries(part.path, part.name, bounds), number, number + 1):
        yield from _opened(report, fetched, entry, bounds).batches()


def _whole(
    reading: Reading, report: Report, again: Callable[[], Iterator[pa.RecordBatch]]
) -> Iterator[pa.RecordBatch]:
    """A whole file: what its columns mean shows over all of its rows, and a table may come twice.
    One that is too large to be held is read twice."""
    said, inside = SaidInFile(report), Held(reading.context.bounds, reading.file)
    held: list[pa.RecordBatch] = []
    for batch in reading.batches():
        said.add(batch)
        inside.count(batch)
        held.append(batch)
        if inside.is_full:
            held.clear()
    if len(reading.sections) > 1:
        if inside.is_full:
            raise too_large_to_hold(reading.file, reading.context.bounds)
        held = _joined(reading, held)
    for batch in again() if inside.is_full else held:
        yield without_fillers(batch, report, said.of(batch))


def _joined(reading: Reading, batches: Sequence[pa.RecordBatch]) -> list[pa.RecordBatch]:
    table = plain(pa.Table.from_batches(batches, schema=reading.schema))
    joined = joined_sections(reading, table)
    columns = [
        pc.dictionary_encode(column) if pa.types.is_string(column.type) else column
        for column in joined.columns
    ]
    encoded = pa.table(columns, names=joined.column_names)
    return list(encoded.unify_dictionaries().to_batches())


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

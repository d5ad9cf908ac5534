"""Answers of the pages' analytics as Arrow batches, or as one table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from storelink.domain.bounds import Bounds
from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Kind, Report
from storelink.providers.app_store_connect.reports.web import SPLITS, WEB_REPORTS
from storelink.providers.app_store_connect.web.reading import Value, results_of, values_in
from storelink.providers.contract import Fetched, ReadColumn, ReadFile
from storelink.providers.delimited.cells import TYPES
from storelink.providers.json_text import PageTooLarge, page_of

_Rows = dict[tuple[date, str, str], dict[str, Value]]


def parse_web(
    report: Report, fetched: Fetched, schema: pa.Schema, bounds: Bounds
) -> Iterator[pa.RecordBatch]:
    """A month as one batch: a row for each day and, in a split, each value.

    All answers of a month make up its rows: each holds some of the columns.
    """
    rows: _Rows = {}
    month = fetched.partition.period
    for part in fetched.parts:
        gather(report, page_of(part.path, bounds), part.name, rows, bounds=bounds)
    for day, _, _ in rows:
        if f"{day:%Y-%m}" != month:
            raise NotUnderstood(f"tells of {day}, but was asked for {month}", file=report.key)
    if rows:
        yield pa.RecordBatch.from_arrays(
            [_array(field, rows, report, fetched.partition.app) for field in schema], schema=schema
        )


def read_web(report: Report, content: bytes, name: str, bounds: Bounds) -> ReadFile:
    """One answer as a table."""
    rows: _Rows = {}
    gather(report, content, name, rows, bounds=bounds)
    given = {column for values in rows.values() for column in values}
    split = SPLITS.get(report.key)
    own = {"date", *([split.column] if split else [])}
    columns = [column for column in report.columns if column.name in own | given]
    fields = [
        pa.field(c.name, pa.string() if c.kind is Kind.TEXT else TYPES[c.kind]) for c in columns
    ]
    arrays = [_array(field, rows, report, "") for field in fields]
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
    return ReadFile(report, tuple(ReadColumn(c.name, c.source) for c in columns), table)


def recognise_web(content: bytes, name: str, bounds: Bounds) -> Report | None:
    """The report that an answer belongs to. What it is split by only its name tells."""
    if content.lstrip()[:1] != b"{":
        return None
    try:
        results = results_of(content, name, bounds)
    except PageTooLarge:
        raise
    except NotUnderstood:
        return None
    is_split = any(result.get("group") is not None for result in results)
    for report in WEB_REPORTS:
        if name.partition(".")[0] == report.key and is_split == (report.key in SPLITS):
            return report
    return None


def gather(report: Report, content: bytes, name: str, rows: _Rows, *, bounds: Bounds) -> None:
    """Put an answer's figures where they belong. NotUnderstood where one comes twice."""
    for (day, called), key, column, value in values_in(report, content, name, bounds):
        row = rows.setdefault((day, called, key), {})
        if row.setdefault(column, value) != value:
            raise NotUnderstood(f"tells {day} twice, differently", file=name, column=column)


def _array(field: pa.Field, rows: Mapping[Any, Any], report: Report, app: str) -> pa.Array:
    split = SPLITS.get(report.key)
    values: Iterable[Any]
    if field.name == "date":
        values = [day for day, _, _ in rows]
    elif field.name == "app_id":
        values = [app] * len(rows)
    elif split is not None and field.name == split.column:
        values = [called for _, called, _ in rows]
    else:
        values = [row.get(field.name) for row in rows.values()]
    if pa.types.is_dictionary(field.type):
        return pa.array(list(values), pa.string()).dictionary_encode()
    return pa.array(list(values), field.type)

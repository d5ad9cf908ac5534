"""Answers of the Reporting API, kept page by page as they were sent, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Column, Kind, Report
from storelink.providers.contract import ReadColumn
from storelink.providers.delimited.cells import CONVERTERS, TYPES, CellError
from storelink.providers.google_play.reports.vitals import QUERIES, VITALS
from storelink.providers.json_text import PageTooLarge, load_json

_BY_QUERY: Final = {
    (frozenset(query.metrics), frozenset(query.dimensions)): report
    for report in VITALS
    for query in (QUERIES[report.key],)
}


def looks_like_page(content: bytes) -> bool:
    """True for JSON, which no file of the bucket is."""
    return content[:64].lstrip().startswith(b"{")


def report_of_page(content: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> Report | None:
    """The report that a page's first row belongs to; None where it has none or is no page."""
    try:
        rows = _rows(content, "", bounds)
    except PageTooLarge:
        raise
    except NotUnderstood:
        return None
    for row in rows:
        metrics, dimensions = _said(row, "metrics", "metric"), _said(row, "dimensions", "dimension")
        for (known, split), report in _BY_QUERY.items():
            if metrics and set(metrics) <= known and set(dimensions) == split:
                return report
    return None


def table_of_page(
    report: Report, content: bytes, file: str, bounds: Bounds = DEFAULT_BOUNDS
) -> pa.Table:
    """The rows of a page with all of the report's columns. NotUnderstood says which row is odd."""
    rows = _rows(content, file, bounds)
    columns: dict[str, list[Any]] = {column.name: [] for column in report.columns}
    for number, row in enumerate(rows, 1):
        said = _cells(row, number, file)
        for column in report.columns:
            columns[column.name].append(_value(column, said, number, file))
    schema = pa.schema(
        [(c.name, pa.string() if c.kind is Kind.TEXT else TYPES[c.kind]) for c in report.columns]
    )
    return pa.table(columns, schema=schema)


def page_columns(report: Report) -> tuple[ReadColumn, ...]:
    """The columns of every page of a report."""
    return tuple(ReadColumn(column.name, column.source) for column in report.columns)


def _rows(content: bytes, file: str, bounds: Bounds) -> Sequence[Mapping[str, Any]]:
    said = load_json(content, file, bounds)
    rows = said.get("rows", []) if isinstance(said, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotUnderstood("is no answer of the Reporting API", file=file)
    return rows


def _said(row: Mapping[str, Any], plural: str, name: str) -> dict[str, Mapping[str, Any]]:
    entries = row.get(plural) or []
    if not isinstance(entries, list):
        return {}
    return {
        entry[name]: entry
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get(name), str)
    }


def _cells(row: Mapping[str, Any], number: int, file: str) -> dict[str, str]:
    """Source name → text, of one row."""
    cells = {"date": _day(row, number, file)}
    for name, entry in _said(row, "dimensions", "dimension").items():
        value = entry.get("stringValue", entry.get("int64Value", ""))
        cells[name] = str(value)
    for name, entry in _said(row, "metrics", "metric").items():
        decimal = entry.get("decimalValue")
        value = decimal.get("value", "") if isinstance(decimal, dict) else ""
        cells[name] = str(value)
    return cells


def _day(row: Mapping[str, Any], number: int, file: str) -> str:
    start = row.get("startTime")
    try:
        return date(start["year"], start["month"], start["day"]).isoformat()  # type: ignore[index]
    except (TypeError, LookupError, ValueError, OverflowError):
        raise NotUnderstood("a row has no day", file=file, line=number) from None


def _value(column: Column, said: Mapping[str, str], number: int, file: str) -> object:
    try:
        return CONVERTERS[column.kind](said.get(column.source, ""))
    except CellError as error:
        raise NotUnderstood(str(error), file=file, line=number, column=column.source) from None

"""The types that a report's rows have: in Arrow, in SQL, and the number by which files tell them.

A column is never narrowed and its name never used for something else. New columns are NULL in old
files, widened ones are cast when read; a cell is written in the newest schema when it is touched.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

import pyarrow as pa

from storelink.domain.report import Column, Kind, Report

TEXT_TYPE = pa.dictionary(pa.int32(), pa.string())
"""Text repeats: it goes from the parser into the file as numbers and a dictionary."""

ARROW_TYPES = {
    Kind.TEXT: TEXT_TYPE,
    Kind.COUNT: pa.int64(),
    Kind.AMOUNT: pa.decimal128(18, 6),
    Kind.RATE: pa.float64(),
    Kind.DATE: pa.date32(),
}

SQL_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.COUNT: "BIGINT",
    Kind.AMOUNT: "DECIMAL(18,6)",
    Kind.RATE: "DOUBLE",
    Kind.DATE: "DATE",
}

FIXED_SQL_TYPES = {
    "app_id": "VARCHAR",
    "date": "DATE",
    "version": "BIGINT",
    "processed_on": "DATE",
}


def report_key(report: Report) -> str:
    """The report's name in a Cell: `<provider>/<report key>`."""
    return f"{report.provider}/{report.key}"


def own_columns(report: Report) -> tuple[Column, ...]:
    """The declared columns that do not go into one of the fixed ones."""
    return tuple(c for c in report.columns if c.name not in FIXED_SQL_TYPES)


def sql_types(report: Report) -> dict[str, str]:
    """Column → SQL type, the fixed ones first."""
    return FIXED_SQL_TYPES | {c.name: SQL_TYPES[c.kind] for c in own_columns(report)}


@lru_cache(maxsize=1024)
def staged_schema(report: Report) -> pa.Schema:
    """What a load's rows look like before they are given their version."""
    fields = [pa.field("app_id", TEXT_TYPE), pa.field("date", pa.date32())]
    fields += [pa.field(c.name, ARROW_TYPES[c.kind]) for c in own_columns(report)]
    return pa.schema(fields)


@lru_cache(maxsize=1024)
def fact_schema(report: Report) -> pa.Schema:
    """What the rows of a fact file look like."""
    fixed = [pa.field("version", pa.int64()), pa.field("processed_on", pa.date32())]
    staged = list(staged_schema(report))
    return pa.schema([*staged[:2], *fixed, *staged[2:]])


def schema_version(report: Report) -> int:
    """A number that changes with the declared names and types, in no order of age."""
    text = ",".join(f"{name} {kind}" for name, kind in sql_types(report).items())
    return zlib.crc32(text.encode()) & 0x7FFF_FFFF


def widened(column: pa.Array | pa.ChunkedArray, wanted: pa.DataType) -> pa.Array | pa.ChunkedArray:
    """The column in a wider type. pa.ArrowInvalid where a value does not fit."""
    if pa.types.is_integer(column.type) and pa.types.is_decimal(wanted):
        column = column.cast(pa.decimal128(38, wanted.scale))
    return column.cast(wanted)

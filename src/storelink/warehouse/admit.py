"""Checks a parser's batches against the declared columns, and brings text into dictionaries."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from storelink.domain.report import Report
from storelink.warehouse.errors import BatchRefused
from storelink.warehouse.schema import TEXT_TYPE, staged_schema, widened


def admit(report: Report, batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with exactly the staged columns, in order and with their types.

    BatchRefused where a column is missing, has a type that cannot be widened without loss, or
    where `app_id` or `date` is NULL.
    """
    schema = staged_schema(report)
    columns = [_column(report, batch, field) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _column(report: Report, batch: pa.RecordBatch, field: pa.Field) -> pa.Array:
    if field.name not in batch.schema.names:
        raise BatchRefused(f"{report.key}: the parsed rows have no column “{field.name}”.")
    column = batch.column(field.name)
    if field.name in {"app_id", "date"} and _has_nulls(column):
        raise BatchRefused(f"{report.key}: rows have no {field.name}.")
    if column.type == field.type and (field.type != TEXT_TYPE or _is_tidy(column.dictionary)):
        return column
    try:
        return _widened(column, field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise BatchRefused(
            f"{report.key}: column “{field.name}” is {column.type}, not {field.type} ({error})."
        ) from error


def _widened(column: pa.Array, wanted: pa.DataType) -> pa.Array:
    if wanted == TEXT_TYPE:
        return _as_text(column)
    if pa.types.is_floating(column.type) and not pa.types.is_floating(wanted):
        raise pa.ArrowInvalid("a float is not exact")
    return widened(column, wanted)


def _as_text(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type) and _is_tidy(column.dictionary):
        return column.cast(TEXT_TYPE)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not any(is_text(column.type) for is_text in _TEXTS):
        raise pa.ArrowInvalid("only text is text")
    return pc.dictionary_encode(column.cast(pa.string()))


_TEXTS = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_null,
)


def _has_nulls(column: pa.Array) -> bool:
    if pa.types.is_dictionary(column.type) and column.dictionary.null_count:
        return bool(column.dictionary_decode().null_count)
    return bool(column.null_count)


def _is_tidy(dictionary: pa.Array) -> bool:
    """Each value once, and none of them NULL."""
    return not dictionary.null_count and bool(
        pc.count_distinct(dictionary).as_py() == len(dictionary)
    )

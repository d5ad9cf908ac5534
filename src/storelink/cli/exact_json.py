"""Rows as JSON text with exact numbers, written column by column.

Decimals become JSON numbers with all their digits, without exponent and without zeros at the end;
dates and times ISO 8601; NULL null. A rate that is not a number (which JSON cannot say) is null.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

_SLICE_ROWS = 10_000


def rows_as_json(table: pa.Table) -> Iterator[str]:
    """Each row as the text of one JSON object, by column name, in the table's order."""
    names = [json.dumps(name, ensure_ascii=False) for name in table.column_names]
    for start in range(0, table.num_rows, _SLICE_ROWS):
        part = table.slice(start, _SLICE_ROWS)
        columns = [_values(column) for column in part.columns]
        for row in zip(*columns, strict=True):
            pairs = (f"{name}: {value}" for name, value in zip(names, row, strict=True))
            yield "{" + ", ".join(pairs) + "}"


def exact(value: Any) -> str:
    """One value as JSON text."""
    if value is None:
        return "null"
    write = _WRITERS.get(type(value))
    if write is None:
        raise TypeError(f"{type(value).__name__} has no place in JSON")
    return write(value)


def _values(column: pa.ChunkedArray) -> list[str]:
    if pa.types.is_dictionary(column.type):
        return [exact(value) for value in column.cast(column.type.value_type).to_pylist()]
    return [exact(value) for value in column.to_pylist()]


def _decimal(value: Decimal) -> str:
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _float(value: float) -> str:
    return _decimal(Decimal(repr(value))) if math.isfinite(value) else "null"


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


_WRITERS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _float,
    str: _quoted,
    Decimal: _decimal,
    date: lambda value: f'"{value.isoformat()}"',
}

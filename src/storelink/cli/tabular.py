"""A table of figures as text, JSON, CSV or Parquet."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from storelink.cli.exact_json import rows_as_json
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import print_table, say

_MISSING = "–"
_FORMULA_START = frozenset("=+-@\t\r")


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


def write(table: pa.Table, form: Format, out: Path | None) -> None:
    """The table on standard output, or in the file `out`, which appears whole.

    CommandFailed where Parquet would go to a terminal.
    """
    if form is Format.TABLE and out is None:
        _print(table)
    elif form is Format.PARQUET:
        _write_parquet(table, out)
    else:
        _write_text("".join(_text(table, form)), out)


def _print(table: pa.Table) -> None:
    if not table.num_rows:
        say("There is nothing for this question.")
        return
    columns = [[_cell(value) for value in column.to_pylist()] for column in table.columns]
    print_table(table.column_names, [list(row) for row in zip(*columns, strict=True)])


def _cell(value: object) -> str:
    if value is None:
        return _MISSING
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return f"{value:,.4f}" if isinstance(value, float) else str(value)


def _text(table: pa.Table, form: Format) -> Iterator[str]:
    if form is Format.JSON:
        yield "["
        for number, row in enumerate(rows_as_json(table)):
            yield f"{',' if number else ''}\n  {row}"
        yield "\n]\n" if table.num_rows else "]\n"
        return
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(table.column_names)
    for cells in zip(*(column.to_pylist() for column in table.columns), strict=True):
        writer.writerow([_csv_cell(value) for value in cells])
    yield lines.getvalue()


def _csv_cell(value: object) -> str:
    """Exact; text that a spreadsheet would run as a formula begins with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value[:1] in _FORMULA_START else value
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _write_parquet(table: pa.Table, out: Path | None) -> None:
    if out is not None:
        partial = out.with_name(f".{out.name}.partial")
        pq.write_table(table, partial, compression="zstd")
        partial.replace(out)
        return
    if sys.stdout.isatty():
        raise CommandFailed("Parquet is no text. Name a file by --out.", Exit.USAGE)
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    sys.stdout.buffer.write(sink.getvalue())


def _write_text(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    partial = out.with_name(f".{out.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(out)

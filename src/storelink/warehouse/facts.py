"""Writing and reading one fact file."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from storelink.domain.report import Report
from storelink.warehouse.schema import TEXT_TYPE, fact_schema, widened

FACTS = "facts"
"""All files of the warehouse lie under this folder of the store, which others use too."""

ROW_GROUP_ROWS = 61_440
"""Readers skip whole row groups by their least and greatest app and day."""


class FactWriter:
    """Writes one file, row group by row group. Rows must come in order of app and day."""

    def __init__(self, path: Path, report: Report) -> None:
        self._schema = fact_schema(report)
        texts = [field.name for field in self._schema if field.type == TEXT_TYPE]
        coded = [*texts, "date", "version", "processed_on"]
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            use_dictionary=coded,
            column_encoding=dict.fromkeys(_counts(self._schema, coded), "DELTA_BINARY_PACKED"),
            write_statistics=["app_id", "date"],
            store_schema=False,
            store_decimal_as_integer=True,
        )

    def write(self, table: pa.Table) -> None:
        self._writer.write_table(table.select(self._schema.names), row_group_size=ROW_GROUP_ROWS)

    def close(self) -> None:
        self._writer.close()


def _counts(schema: pa.Schema, coded: Collection[str]) -> list[str]:
    """Whole numbers pack by themselves to what is left for zstd to do in half the time, and are
    read quicker too."""
    return [f.name for f in schema if pa.types.is_integer(f.type) and f.name not in coded]


def read_facts(path: Path, report: Report) -> pa.Table:
    """All rows of a file in the report's present schema: columns that it lacks are NULL, narrower
    ones are cast. FileNotFoundError if it is gone."""
    wanted = fact_schema(report)
    names = {field.name for field in wanted if field.type == TEXT_TYPE}
    with pq.ParquetFile(path) as file:
        texts = [f.name for f in file.schema_arrow if f.name in names and f.type == pa.string()]
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        found = file.read(use_threads=False)
    columns = [_column(found, field) for field in wanted]
    return pa.table(columns, schema=wanted).unify_dictionaries().combine_chunks()


def _column(found: pa.Table, field: pa.Field) -> pa.ChunkedArray | pa.Array:
    if field.name not in found.schema.names:
        return pa.nulls(found.num_rows, field.type)
    column = found[field.name]
    if column.type == field.type:
        return column
    if field.type == TEXT_TYPE and not pa.types.is_dictionary(column.type):
        return column.cast(pa.string()).dictionary_encode()
    return widened(column, field.type)

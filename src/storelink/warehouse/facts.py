"""Writing and reading one fact file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from storelink.domain.report import Report
from storelink.warehouse.keys import slice_counts, slice_values, trimmed
from storelink.warehouse.ruling import Slice
from storelink.warehouse.schema import TEXT_TYPE, fact_schema, widened

FACTS = "facts"
"""All files of the warehouse lie under this folder of the store, which others use too."""

ROW_GROUP_ROWS = 61_440
"""Readers skip whole row groups by their least and greatest app and day."""
_ROW_GROUP_BYTES = 16 << 20
_STRETCH_ROWS = 4 * ROW_GROUP_ROWS
_STRETCH_BYTES = 24 << 20
"""So much of a file is read at a time."""


_KEYS = pa.schema(
    [
        pa.field("app_id", TEXT_TYPE),
        pa.field("date", pa.date32()),
        pa.field("version", pa.int64()),
    ]
)


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
        """Words are written with each row group: only those that it has."""
        table = table.select(self._schema.names)
        count = rows_within(table, _ROW_GROUP_BYTES, at_most=ROW_GROUP_ROWS)
        for start in range(0, table.num_rows, count):
            self._writer.write_table(trimmed(table.slice(start, count)), row_group_size=count)

    def close(self) -> None:
        self._writer.close()


def _counts(schema: pa.Schema, coded: Collection[str]) -> list[str]:
    """Whole numbers pack by themselves to what is left for zstd to do in half the time, and are
    read quicker too."""
    return [f.name for f in schema if pa.types.is_integer(f.type) and f.name not in coded]


def rows_within(table: pa.Table, size: int, *, at_most: int) -> int:
    """How many rows take about so many bytes."""
    width: int = max(1, table.nbytes // max(1, table.num_rows))
    return max(1, min(at_most, size // width))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some row groups of a file that lie together."""

    groups: tuple[int, ...]
    slices: Mapping[Slice, int]
    """Slice → rows."""
    orders: Mapping[Slice, int]
    """Slice → order of the version."""


@dataclass(frozen=True, slots=True)
class FactFile:
    """What a file holds, known without having it in memory."""

    path: Path
    report: Report
    stretches: tuple[Stretch, ...]
    byte_count: int
    """Of its rows in memory, about."""

    def rows(self, slices: Collection[Slice]) -> Iterator[pa.Table]:
        """The rows of the stretches that have these slices, piece by piece, in the report's present
        schema: columns that the file lacks are NULL, narrower ones are cast. FileNotFoundError if
        the file is gone."""
        wanted = fact_schema(self.report)
        for stretch in self.stretches:
            if not stretch.slices.keys().isdisjoint(slices):
                with pq.ParquetFile(
                    self.path, read_dictionary=_texts_of(self.path, wanted)
                ) as file:
                    found = file.read_row_groups(list(stretch.groups), use_threads=False)
                columns = [_column(found, field) for field in wanted]
                yield pa.table(columns, schema=wanted).unify_dictionaries().combine_chunks()


def look_over(path: Path, report: Report) -> FactFile:
    """Which slices lie where in a file. FileNotFoundError if it is gone."""
    with pq.ParquetFile(path, read_dictionary=["app_id"]) as file:
        stretches = tuple(_stretch(file, groups) for groups in _together(file.metadata))
        stored = sum(size for _, size in _sizes(file.metadata))
        rows = file.metadata.num_rows
    return FactFile(path, report, stretches, stored + _width(report) * rows)


def _width(report: Report) -> int:
    """Bytes of a row, its words apart."""
    types = [f.type for f in fact_schema(report)]
    return sum(4 if t == TEXT_TYPE else int(t.bit_width) // 8 for t in types)


def _stretch(file: pq.ParquetFile, groups: tuple[int, ...]) -> Stretch:
    found = file.read_row_groups(list(groups), columns=_KEYS.names, use_threads=False)
    columns = [_column(found, field) for field in _KEYS]
    table = pa.table(columns, schema=_KEYS).unify_dictionaries().combine_chunks()
    return Stretch(groups, slice_counts(table), slice_values(table, "version"))


def _together(metadata: pq.FileMetaData) -> Iterator[tuple[int, ...]]:
    some: list[int] = []
    rows = size = 0
    for number, (own_rows, own_size) in enumerate(_sizes(metadata)):
        if some and (rows + own_rows > _STRETCH_ROWS or size + own_size > _STRETCH_BYTES):
            yield tuple(some)
            some, rows, size = [], 0, 0
        some.append(number)
        rows, size = rows + own_rows, size + own_size
    if some:
        yield tuple(some)


def _sizes(metadata: pq.FileMetaData) -> Iterable[tuple[int, int]]:
    groups = (metadata.row_group(n) for n in range(metadata.num_row_groups))
    return [(group.num_rows, group.total_byte_size) for group in groups]


def _texts_of(path: Path, wanted: pa.Schema) -> list[str]:
    names = {field.name for field in wanted if field.type == TEXT_TYPE}
    with pq.ParquetFile(path) as file:
        return [f.name for f in file.schema_arrow if f.name in names and f.type == pa.string()]


def _column(found: pa.Table, field: pa.Field) -> pa.ChunkedArray | pa.Array:
    if field.name not in found.schema.names:
        return pa.nulls(found.num_rows, field.type)
    column = found[field.name]
    if column.type == field.type:
        return column
    if field.type == TEXT_TYPE and not pa.types.is_dictionary(column.type):
        return column.cast(pa.string()).dictionary_encode()
    return widened(column, field.type)

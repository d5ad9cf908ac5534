"""Files that have to be in memory as a whole, within their bounds."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from storelink.domain.bounds import Bounds
from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Report
from storelink.providers.contract import ReadColumn, ReadFile
from storelink.providers.delimited.reader import Reading

Found = tuple[tuple[ReadColumn, ...], pa.Table]


class Held:
    """Counts what is in memory of a file, and of all files of an archive together."""

    def __init__(self, bounds: Bounds, file: str) -> None:
        self._bounds = bounds
        self._file = file
        self._cells = self._text_bytes = 0

    @property
    def is_full(self) -> bool:
        """Whether more was counted than may be held."""
        bounds = self._bounds
        return self._cells > bounds.held_cells or self._text_bytes > bounds.held_bytes

    def add(self, batch: pa.RecordBatch) -> None:
        """Count a batch. NotUnderstood where it is too much."""
        self.count(batch)
        if self.is_full:
            raise too_large_to_hold(self._file, self._bounds)

    def count(self, batch: pa.RecordBatch) -> None:
        """The same, whether or not it is too much."""
        self._cells += batch.num_rows * batch.num_columns
        self._text_bytes += sum(map(_text_bytes, batch.columns))


def _text_bytes(column: pa.Array) -> int:
    words = column.dictionary if isinstance(column, pa.DictionaryArray) else column
    return int(words.nbytes) if pa.types.is_string(words.type) else 0


def too_large_to_hold(file: str, bounds: Bounds) -> NotUnderstood:
    """The error of a file that would have to be in memory at once, and is too large for that."""
    return NotUnderstood(
        f"holds more than can be in memory at once ({bounds.held_bytes >> 20:,} MiB of text, "
        f"{bounds.held_cells:,} cells). STORELINK_FILE_HELD_MIB allows more",
        file=file,
    )


def held(reading: Reading, inside: Held) -> pa.Table:
    """All rows of a file, text as text. NotUnderstood where they are too many to be held."""
    schema = _plain(reading.schema)
    batches = []
    for batch in reading.batches():
        columns = [
            column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)
        ]
        batches.append(pa.RecordBatch.from_arrays(columns, schema=schema))
        inside.add(batches[-1])
    return pa.Table.from_batches(batches, schema=schema)


def joined(report: Report, found: Sequence[Found], file: str) -> ReadFile:
    """The tables of all files of an archive as one."""
    columns: dict[str, ReadColumn] = {}
    for own, _ in found:
        for column in own:
            columns.setdefault(column.name, column)
    try:
        whole = pa.concat_tables([table for _, table in found], promote_options="default")
    except pa.ArrowException:
        raise NotUnderstood("is an archive of files that do not go together", file=file) from None
    return ReadFile(report, tuple(columns.values()), whole.select(list(columns)))


def plain(table: pa.Table) -> pa.Table:
    """The same with text as text instead of dictionaries."""
    return table.cast(_plain(table.schema))


def _plain(schema: pa.Schema) -> pa.Schema:
    return pa.schema(
        [
            pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type)
            for f in schema
        ]
    )

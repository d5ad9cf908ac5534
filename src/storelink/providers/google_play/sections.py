"""Tables that stand in a file more than once: Google sometimes appends a whole one again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Kind
from storelink.providers.delimited.reader import Reading

_COMPARED_ROWS: Final = 50_000
"""Row by row, in any order. Larger tables must come again in the same order."""


def joined_sections(reading: Reading, table: pa.Table) -> pa.Table:
    """`table` holds the rows of all sections of a file that was read to its end: those of the
    first, and what further ones say that it does not.

    Rows that are there already are the same table once more. NotUnderstood where a further table
    contradicts what stands above it.
    """
    sections = reading.sections
    if len(sections) == 1:
        return table
    start = sections[0].row_count
    known = table.slice(0, start)
    for section in sections[1:]:
        part = table.slice(start, section.row_count)
        known = pa.concat_tables([known, _fresh(known, part, reading, section.header_line)])
        start += section.row_count
    return known


def _fresh(known: pa.Table, part: pa.Table, reading: Reading, line: int) -> pa.Table:
    count = known.num_rows
    keys = [c.name for c in reading.context.wanted if c.kind in {Kind.TEXT, Kind.DATE}]
    if part.slice(0, count).equals(known.slice(0, part.num_rows)):
        fresh = part.slice(count)
        if not fresh.num_rows:
            return fresh
    elif count + part.num_rows > _COMPARED_ROWS:
        raise NotUnderstood(
            "holds its table again, in another order, and is too large to be compared",
            file=reading.file,
            line=line,
        )
    else:
        rows = set(_tuples(known))
        fresh = part.filter(pa.array([row not in rows for row in _tuples(part)], pa.bool_()))
    known_keys = set(_tuples(known.select(keys)))
    if any(key in known_keys for key in _tuples(fresh.select(keys))):
        raise NotUnderstood(
            "holds its table twice, with different figures", file=reading.file, line=line
        )
    return fresh


def _tuples(table: pa.Table) -> Iterator[tuple[object, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)

"""Writes one cell anew: what stands, and what arrives, in one sorted file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from storelink.domain.report import Report, Version
from storelink.warehouse.facts import FactWriter
from storelink.warehouse.keys import in_order, only
from storelink.warehouse.ruling import Slice

_ROWS_AT_ONCE = 1_000_000
"""A cell with more rows is built in several steps, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Source:
    """Rows that may go into the cell."""

    read: Callable[[], pa.Table]
    rows: Mapping[Slice, int]
    """Slice → rows, all that it has."""
    taken: frozenset[Slice]
    """The slices that go in."""
    version: Version | None = None
    """None where the rows carry their own."""


def build(path: Path, report: Report, sources: Sequence[Source]) -> int:
    """Write the taken slices of all sources to `path`; how many rows that were.
    Every slice is taken from one source at most, though a load may come as several sources."""
    writer = FactWriter(path, report)
    written = 0
    try:
        for step in steps(sources, _ROWS_AT_ONCE):
            table = _gathered(sources, step)
            written += table.num_rows
            writer.write(in_order(table))
    finally:
        writer.close()
    return written


def steps(sources: Iterable[Source], limit: int) -> Iterator[frozenset[Slice]]:
    """The slices in order of app and day, cut so that each step has about `limit` rows; one that
    has more alone is a step of its own."""
    rows: Counter[Slice] = Counter()
    for source in sources:
        rows.update({slice_: source.rows[slice_] for slice_ in source.taken & source.rows.keys()})
    step: list[Slice] = []
    held = 0
    for slice_ in sorted(rows):
        if step and held + rows[slice_] > limit:
            yield frozenset(step)
            step, held = [], 0
        step.append(slice_)
        held += rows[slice_]
    if step:
        yield frozenset(step)


def _gathered(sources: Sequence[Source], step: frozenset[Slice]) -> pa.Table:
    """Those that begin with an earlier slice first, so that there is little to sort."""
    wanted = [(source.taken & source.rows.keys() & step, source) for source in sources]
    parts = [
        _dated(_chosen(source.read(), slices, source), source.version)
        for slices, source in sorted((pair for pair in wanted if pair[0]), key=_first_slice)
    ]
    return pa.concat_tables(parts).unify_dictionaries().combine_chunks()


def _first_slice(pair: tuple[frozenset[Slice], Source]) -> Slice:
    return min(pair[0])


def _chosen(rows: pa.Table, wanted: frozenset[Slice], source: Source) -> pa.Table:
    return rows if len(wanted) == len(source.rows) else only(rows, wanted)


def _dated(rows: pa.Table, version: Version | None) -> pa.Table:
    """The rows with the columns in the order of the fact schema."""
    if version is None:
        return rows
    orders = pa.repeat(pa.scalar(version.order, pa.int64()), rows.num_rows)
    days = pa.repeat(pa.scalar(version.processed_on, pa.date32()), rows.num_rows)
    return rows.add_column(2, "version", orders).add_column(3, "processed_on", days)

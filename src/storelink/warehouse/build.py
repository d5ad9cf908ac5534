"""Writes one cell anew: what stands, and what arrives, in one sorted file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from storelink.domain.report import Report, Version
from storelink.warehouse.facts import FactWriter
from storelink.warehouse.keys import in_order, only, trimmed
from storelink.warehouse.ruling import Slice

BYTES_AT_ONCE = 24 << 20
"""A cell with more is built in several steps, so that memory stays bounded. A step takes about
three times as much: what is read, what is put together, what is put in order."""


@dataclass(frozen=True, slots=True)
class Source:
    """Rows that may go into the cell."""

    read: Callable[[frozenset[Slice]], Iterator[pa.Table]]
    """Tables in which all rows of these slices are, and maybe others."""
    rows: Mapping[Slice, int]
    """Slice → rows, all that it has."""
    taken: frozenset[Slice]
    """The slices that go in."""
    byte_count: int
    """Of all its rows, in memory."""
    version: Version | None = None
    """None where the rows carry their own."""

    def weights(self) -> Iterator[tuple[Slice, int]]:
        """Each slice that goes in, and about how many bytes it has."""
        width = max(1, self.byte_count // max(1, sum(self.rows.values())))
        return ((s, self.rows[s] * width) for s in self.taken & self.rows.keys())


def build(path: Path, report: Report, sources: Sequence[Source]) -> int:
    """Write the taken slices of all sources to `path`; how many rows that were.
    Every slice is taken from one source at most, though a load may come as several sources."""
    weights: Counter[Slice] = Counter()
    for source in sources:
        weights.update(dict(source.weights()))
    writer = FactWriter(path, report)
    try:
        return sum(_write(writer, sources, step) for step in steps(weights, BYTES_AT_ONCE))
    finally:
        writer.close()


def steps(weights: Mapping[Slice, int], limit: int) -> Iterator[tuple[Slice, ...]]:
    """The slices in order of app and day, cut so that each step has about `limit` bytes; one that
    has more alone is a step of its own."""
    step: list[Slice] = []
    held = 0
    for slice_ in sorted(weights):
        if step and held + weights[slice_] > limit:
            yield tuple(step)
            step, held = [], 0
        step.append(slice_)
        held += weights[slice_]
    if step:
        yield tuple(step)


def _write(writer: FactWriter, sources: Sequence[Source], step: tuple[Slice, ...]) -> int:
    """The rows of one step, and how many. Within one slice no order is promised: a large one is
    written piece by piece. A step that turns out to be larger than it was thought is halved."""
    waiting: list[pa.Table] = []
    held = written = 0
    for table in _chosen(sources, frozenset(step)):
        waiting.append(table)
        held += table.nbytes
        if held > 2 * BYTES_AT_ONCE and len(step) > 1:
            middle = len(step) // 2
            waiting.clear()
            return sum(_write(writer, sources, half) for half in (step[:middle], step[middle:]))
        if held > BYTES_AT_ONCE and len(step) == 1:
            written += _write_sorted(writer, waiting)
            held = 0
    return written + _write_sorted(writer, waiting)


def _write_sorted(writer: FactWriter, waiting: list[pa.Table]) -> int:
    """Writes the tables, and lets go of them."""
    if not waiting:
        return 0
    table = pa.concat_tables(waiting).unify_dictionaries()
    waiting.clear()
    table = in_order(table.combine_chunks())
    writer.write(table)
    return int(table.num_rows)


def _chosen(sources: Sequence[Source], step: frozenset[Slice]) -> Iterator[pa.Table]:
    """Sources that begin with an earlier slice first, so that there is little to sort."""
    wanted = [(source.taken & source.rows.keys() & step, source) for source in sources]
    for slices, source in sorted((pair for pair in wanted if pair[0]), key=_first_slice):
        for table in source.read(slices):
            own = table if len(slices) == len(source.rows) else trimmed(only(table, slices))
            if own.num_rows:
                yield _dated(own, source.version)


def _first_slice(pair: tuple[frozenset[Slice], Source]) -> Slice:
    return min(pair[0])


def _dated(rows: pa.Table, version: Version | None) -> pa.Table:
    """The rows with the columns in the order of the fact schema."""
    if version is None:
        return rows
    orders = pa.repeat(pa.scalar(version.order, pa.int64()), rows.num_rows)
    days = pa.repeat(pa.scalar(version.processed_on, pa.date32()), rows.num_rows)
    return rows.add_column(2, "version", orders).add_column(3, "processed_on", days)

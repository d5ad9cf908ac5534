"""Takes the batches of loads in, and holds them by month until their cells are built.

Memory is bounded: beyond the budget, tables go into a temporary file. Each table is of one load
and one month, and knows which slices it has and how many rows of each.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from storelink.domain.report import Report
from storelink.warehouse.admit import admit
from storelink.warehouse.errors import storage_trouble
from storelink.warehouse.keys import slice_counts, slice_counts_of_parts
from storelink.warehouse.ruling import Slice
from storelink.warehouse.schema import staged_schema
from storelink.warehouse.spill import Place, Spill

_GATHERED_ROWS = 262_144
"""Batches are gathered up to this many rows before they are split by month."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of one load in one month."""

    month: date
    slices: Mapping[Slice, int]
    """Slice → rows."""
    held: pa.Table | Place


class Stage:
    """Where the rows of the loads of one call wait. Close it at the end."""

    def __init__(self, folder: Path, budget_bytes: int) -> None:
        self._folder = folder
        self._left_bytes = budget_bytes
        self._spill: Spill | None = None
        self._lock = threading.Lock()

    def take_in(self, report: Report, batches: Iterable[pa.RecordBatch]) -> tuple[Piece, ...]:
        """All rows of one load. May run in several threads at once for several loads.
        BatchRefused where a batch is not as declared; StorageFailed where the disk is full."""
        return tuple(
            self._hold(month, table)
            for gathered in _gather(report, batches)
            for month, table in _by_month(gathered)
        )

    def take_in_together(
        self, report: Report, batch: pa.RecordBatch, counts: Sequence[int]
    ) -> list[tuple[Piece, ...]]:
        """The same of several loads, whose rows stand in `batch` one load's after another's."""
        if not batch.num_rows:
            return [() for _ in counts]
        table = _one_chunk(pa.Table.from_batches([admit(report, batch)], staged_schema(report)))
        fits = self._takes(table)
        found, start = [], 0
        for count, slices in zip(counts, slice_counts_of_parts(table, counts), strict=True):
            own = table.slice(start, count)
            found.append(tuple(self._pieces(own, slices, fits=fits)))
            start += count
        return found

    def read(self, piece: Piece) -> pa.Table:
        """The piece's rows."""
        if isinstance(piece.held, Place):
            assert self._spill is not None  # noqa: S101 - a Place comes from it alone
            return self._spill.read(piece.held)
        return piece.held

    def close(self) -> None:
        if self._spill is not None:
            self._spill.close()

    def _hold(self, month: date, table: pa.Table) -> Piece:
        return self._kept(month, slice_counts(table), table, fits=self._takes(table))

    def _pieces(
        self, table: pa.Table, slices: Mapping[Slice, int], *, fits: bool
    ) -> Iterator[Piece]:
        months = {(day.year, day.month) for _, day in slices}
        if len(months) == 1:
            yield self._kept(date(*months.pop(), 1), slices, table, fits=fits)
        elif months:
            for month, own in _by_month(_one_chunk(table)):
                yield self._kept(month, slice_counts(own), own, fits=fits)

    def _takes(self, table: pa.Table) -> bool:
        """Whether the table fits into what is left, which is less by it from now on."""
        with self._lock:
            fits = bool(table.nbytes <= self._left_bytes)
            if fits:
                self._left_bytes -= table.nbytes
            elif self._spill is None:
                self._spill = Spill(self._folder)
            return fits

    def _kept(
        self, month: date, slices: Mapping[Slice, int], table: pa.Table, *, fits: bool
    ) -> Piece:
        if fits or self._spill is None:
            return Piece(month, slices, table)
        with storage_trouble():
            return Piece(month, slices, self._spill.write(table))


def rows_a_month(pieces: Iterable[Piece]) -> dict[str, int]:
    """App → an estimate of its rows in a full month, from the months that are here."""
    rows: defaultdict[tuple[str, date], Counter[date]] = defaultdict(Counter)
    for piece in pieces:
        for (app, day), count in piece.slices.items():
            rows[app, piece.month][day] += count
    estimates: Counter[str] = Counter()
    for (app, _), days in rows.items():
        estimates[app] = max(estimates[app], days.total() * 30 // len(days))
    return dict(estimates)


def _gather(report: Report, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    schema = staged_schema(report)
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(admit(report, batch))
        rows += batch.num_rows
        if rows >= _GATHERED_ROWS:
            yield _one_chunk(pa.Table.from_batches(waiting, schema))
            waiting, rows = [], 0
    if rows:
        yield _one_chunk(pa.Table.from_batches(waiting, schema))


def _one_chunk(table: pa.Table) -> pa.Table:
    return table.unify_dictionaries().combine_chunks()


def _by_month(table: pa.Table) -> Iterator[tuple[date, pa.Table]]:
    ends = pc.min_max(table["date"]).as_py()
    first, last = ends["min"].replace(day=1), ends["max"].replace(day=1)
    if first == last:
        yield first, table
        return
    months = _month_numbers(table["date"])
    table = table.take(pc.sort_indices(months))
    counted = pc.value_counts(months).to_pylist()
    start = 0
    for found in sorted(counted, key=lambda c: c["values"]):
        year, month = divmod(found["values"], 12)
        yield date(year, month + 1, 1), table.slice(start, found["counts"])
        start += found["counts"]


def _month_numbers(days: pa.ChunkedArray) -> pa.ChunkedArray:
    years, months = pc.year(days), pc.month(days)
    return pc.subtract(pc.add(pc.multiply(years, 12), months), 1).cast(pa.int32())


def month_after(month: date) -> date:
    """The first day of the month after."""
    return (month + timedelta(days=32)).replace(day=1)

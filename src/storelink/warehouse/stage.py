"""Takes the batches of loads in, and holds them by month until their cells are built.

Memory is bounded: beyond the budget, tables go into a temporary file. Each table is of one load
and one month, and knows which slices it has and how many rows of each.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Report
from storelink.warehouse.admit import admit
from storelink.warehouse.errors import storage_trouble
from storelink.warehouse.keys import parted, slice_counts, slice_counts_of_parts, trimmed
from storelink.warehouse.ruling import Slice
from storelink.warehouse.schema import staged_schema
from storelink.warehouse.spill import Place, Spill

_GATHERED_ROWS = 262_144
_GATHERED_BYTES = 24 << 20
"""Batches are gathered up to this many rows, or bytes, before they are split by month."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of one load in one month."""

    month: date
    slices: Mapping[Slice, int]
    """Slice → rows."""
    parts: tuple[pa.Table | Place, ...]
    byte_count: int
    """Of its rows in memory."""


@dataclass(slots=True)
class _Growing:
    """A piece whose rows still come."""

    slices: Counter[Slice] = field(default_factory=Counter)
    parts: list[pa.Table | Place] = field(default_factory=list)
    byte_count: int = 0

    def piece(self, month: date) -> Piece:
        return Piece(month, dict(self.slices), tuple(self.parts), self.byte_count)


class Stage:
    """Where the rows of the loads of one call wait. Close it at the end."""

    def __init__(self, folder: Path, budget_bytes: int, most_slices: int) -> None:
        self._folder = folder
        self._left_bytes = budget_bytes
        self._most_slices = most_slices
        self._spill: Spill | None = None
        self._lock = threading.Lock()

    def take_in(self, report: Report, batches: Iterable[pa.RecordBatch]) -> tuple[Piece, ...]:
        """All rows of one load. May run in several threads at once for several loads.
        BatchRefused where a batch is not as declared; StorageFailed where the disk is full;
        NotUnderstood where the load tells of too many apps and days."""
        months: defaultdict[date, _Growing] = defaultdict(_Growing)
        for gathered in _gather(report, batches):
            for month, table in _by_month(gathered):
                growing = months[month]
                growing.slices.update(slice_counts(table))
                growing.byte_count += table.nbytes
                growing.parts.append(self._held(table, fits=self._takes(table)))
            self._check(sum(len(growing.slices) for growing in months.values()))
        return tuple(growing.piece(month) for month, growing in months.items())

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
            self._check(len(slices))
            own = table.slice(start, count)
            found.append(tuple(self._pieces(own, slices, fits=fits)))
            start += count
        return found

    def rows(self, piece: Piece) -> Iterator[pa.Table]:
        """The piece's rows, part by part."""
        for part in piece.parts:
            if isinstance(part, Place):
                assert self._spill is not None  # noqa: S101 - a Place comes from it alone
                yield self._spill.read(part)
            else:
                yield part

    def split(self, piece: Piece, groups: Sequence[frozenset[Slice]]) -> tuple[Piece, ...]:
        """A piece for each of these groups of the piece's slices, in the temporary file: whoever
        wants some slices of many reads no others. StorageFailed."""
        numbers = {slice_: n for n, group in enumerate(groups) for slice_ in group}
        made = [_Growing() for _ in groups]
        for table in self.rows(piece):
            for n, found in parted(table, numbers):
                own = trimmed(found)
                made[n].byte_count += own.nbytes
                made[n].parts.append(self._put_away(own))
        for slice_, n in numbers.items():
            made[n].slices[slice_] = piece.slices[slice_]
        return tuple(growing.piece(piece.month) for growing in made)

    def close(self) -> None:
        if self._spill is not None:
            self._spill.close()

    def _check(self, slices: int) -> None:
        if slices > self._most_slices:
            raise NotUnderstood(
                f"tells of more than {self._most_slices:,} pairs of an app and a day. It was not "
                "loaded. STORELINK_FILE_APP_DAYS allows more"
            )

    def _pieces(
        self, table: pa.Table, slices: Mapping[Slice, int], *, fits: bool
    ) -> Iterator[Piece]:
        months = {(day.year, day.month) for _, day in slices}
        if len(months) == 1:
            month = date(*months.pop(), 1)
            yield Piece(month, slices, (self._held(table, fits=fits),), table.nbytes)
        elif months:
            for month, own in _by_month(_one_chunk(table)):
                held = self._held(own, fits=fits)
                yield Piece(month, slice_counts(own), (held,), own.nbytes)

    def _takes(self, table: pa.Table) -> bool:
        """Whether the table fits into what is left, which is less by it from now on."""
        with self._lock:
            fits = bool(table.nbytes <= self._left_bytes)
            if fits:
                self._left_bytes -= table.nbytes
            return fits

    def _held(self, table: pa.Table, *, fits: bool) -> pa.Table | Place:
        return table if fits else self._put_away(trimmed(table))

    def _put_away(self, table: pa.Table) -> Place:
        with storage_trouble():
            with self._lock:
                self._spill = self._spill or Spill(self._folder)
            return self._spill.write(table)


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
    rows = size = 0
    for batch in batches:
        waiting.append(admit(report, batch))
        rows, size = rows + batch.num_rows, size + waiting[-1].nbytes
        if rows >= _GATHERED_ROWS or size >= _GATHERED_BYTES:
            yield _one_chunk(pa.Table.from_batches(waiting, schema))
            waiting, rows, size = [], 0, 0
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

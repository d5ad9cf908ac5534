"""Which cells some loads touch, and what each load says about each of them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from storelink.domain.period import Days
from storelink.domain.report import Report, Version
from storelink.warehouse.arrived import Arrived
from storelink.warehouse.contract import Cell, Claim, DataFile
from storelink.warehouse.ruling import Arrival, Slice
from storelink.warehouse.stage import Piece, month_after


@dataclass(frozen=True, slots=True)
class Basis:
    """What a cell's new file is built from, besides the loads. While it is the same, the file
    that was built is good."""

    live: DataFile | None
    claims: frozenset[Claim]

    @property
    def live_id(self) -> int | None:
        return self.live.id if self.live is not None else None


@dataclass(frozen=True, slots=True)
class Touched:
    """A cell, and what concerns it. `places` and `versions` tell of which load each arrival is."""

    cell: Cell
    report: Report
    basis: Basis
    places: tuple[int, ...]
    versions: tuple[Version, ...]
    arrivals: tuple[Arrival, ...]
    pieces: tuple[tuple[int, Piece], ...]
    """(index of its arrival, piece)"""


@dataclass(slots=True)
class _Gathering:
    """What one load says of one cell, while it is collected."""

    slices: set[Slice] = field(default_factory=set)
    pieces: list[Piece] = field(default_factory=list)


def touched_cells(
    loads: Mapping[int, Arrived],
    buckets: Mapping[str, int],
    live: Iterable[DataFile],
    claims: Iterable[Claim],
) -> tuple[Touched, ...]:
    """The cells that these loads, of one integration and report, may change.

    `loads` maps their places to them; `live` are the live files of those months, in which scopes
    may empty days; `buckets` knows every app that has rows, and scopes' apps as far as they have.
    """
    live_by_cell = {file.cell: file for file in live}
    said: defaultdict[Cell, dict[int, _Gathering]] = defaultdict(dict)
    for place, load in loads.items():
        for cell, slices, piece in _placed(load, buckets):
            gathering = said[cell].setdefault(place, _Gathering())
            gathering.slices |= slices
            gathering.pieces.append(piece)
    cells = frozenset((*live_by_cell, *said))
    for place, load in loads.items():
        for cell in _emptied(load, buckets, cells):
            said[cell].setdefault(place, _Gathering())
    claims = tuple(claims)
    return tuple(
        _touched(cell, said[cell], loads, Basis(live_by_cell.get(cell), _within(claims, cell)))
        for cell in sorted(said)
    )


def month_days(month: date) -> Days:
    """Its first to its last day."""
    return Days(month, month_after(month) - timedelta(days=1))


def months_around(days: Iterable[Days]) -> Days | None:
    """Whole months around all these days."""
    ranges = tuple(days)
    if not ranges:
        return None
    first, last = min(d.first for d in ranges), max(d.last for d in ranges)
    return Days(first.replace(day=1), month_days(last.replace(day=1)).last)


def _placed(load: Arrived, buckets: Mapping[str, int]) -> Iterable[tuple[Cell, set[Slice], Piece]]:
    for piece in load.pieces:
        by_bucket: defaultdict[int, set[Slice]] = defaultdict(set)
        for slice_ in piece.slices:
            by_bucket[buckets[slice_[0]]].add(slice_)
        for bucket, slices in by_bucket.items():
            yield Cell(*load.owner, bucket, piece.month), slices, piece


def _emptied(load: Arrived, buckets: Mapping[str, int], cells: Iterable[Cell]) -> Iterable[Cell]:
    """The cells, live ones and new ones, in which the load's scope may empty days."""
    scope = load.scope
    if scope is None:
        return ()
    bucket = buckets.get(scope.app)
    return (
        cell
        for cell in cells
        if _share_a_day(month_days(cell.month), scope.days)
        and (scope.app == "" or bucket == cell.bucket)
    )


def _touched(
    cell: Cell, said: Mapping[int, _Gathering], loads: Mapping[int, Arrived], basis: Basis
) -> Touched:
    places = tuple(sorted(said))
    return Touched(
        cell=cell,
        report=loads[places[0]].report,
        basis=basis,
        places=places,
        versions=tuple(loads[p].version for p in places),
        arrivals=tuple(_arrival(loads[p], said[p].slices) for p in places),
        pieces=tuple((n, piece) for n, p in enumerate(places) for piece in said[p].pieces),
    )


def _arrival(load: Arrived, slices: Iterable[Slice]) -> Arrival:
    return Arrival(load.version.order, frozenset(slices), load.scope)


def _within(claims: Sequence[Claim], cell: Cell) -> frozenset[Claim]:
    month = month_days(cell.month)
    return frozenset(c for c in claims if _share_a_day(c.scope.days, month))


def _share_a_day(one: Days, other: Days) -> bool:
    return one.first <= other.last and other.first <= one.last

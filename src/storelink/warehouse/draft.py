"""Drafts the swap that publishes some loads: the new file of every cell that they touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from storelink.domain.period import Days
from storelink.warehouse.arrived import Arrived
from storelink.warehouse.contract import (
    AppRef,
    Catalog,
    Cell,
    Claim,
    Conflict,
    DataFile,
    FileStore,
    Swap,
)
from storelink.warehouse.errors import DamagedFile, storage_trouble
from storelink.warehouse.inspect_files import Inspector
from storelink.warehouse.rebuild import Built, CellReader, FileGone, rebuild
from storelink.warehouse.split import split
from storelink.warehouse.stage import Stage, rows_a_month
from storelink.warehouse.touch import Touched, months_around, touched_cells


@dataclass(frozen=True, slots=True)
class Draft:
    """A swap that could be committed now."""

    swap: Swap
    effective: frozenset[int]
    """Places of the loads that have an effect."""


@dataclass(slots=True)
class Drafter:
    """Drafts, for the loads of one call, as often as others get in first. What was built from the
    same basis is not built again."""

    catalog: Catalog
    files: FileStore
    inspector: Inspector
    stage: Stage
    pool: ThreadPoolExecutor
    restores: bool
    """Whether cells whose file is damaged are written anew from these loads alone."""
    built: dict[Cell, Built] = field(default_factory=dict)
    cut: dict[int, Arrived] = field(default_factory=dict)
    """Place → the load as it was cut."""
    paths: set[str] = field(default_factory=set)
    """Of every file put into the store so far."""

    def draft(self, loads: Sequence[Arrived]) -> Draft:
        """Conflict where a file was replaced and swept while it was to be read; StorageFailed."""
        read: set[Claim] = set()
        within: dict[tuple[int, str], Days] = {}
        touched: list[Touched] = []
        for owner, own in _by_owner(loads).items():
            days = months_around(_all_days(own.values()))
            if days is not None:
                within[owner] = days
                claims = self.catalog.claims(*owner, days)
                read |= claims
                touched += self._touched(owner, own, days, claims)
        self._build(touched)
        cells = {t.cell: self.built[t.cell] for t in touched}
        return Draft(
            swap=Swap(
                replaced={c: b.basis.live_id for c, b in cells.items() if b.effective},
                written=tuple(b.written for b in cells.values() if b.written is not None),
                read=frozenset(read),
                within=within,
                claims=tuple(_claims(loads)),
            ),
            effective=frozenset(place for b in cells.values() for place in b.effective),
        )

    def discard(self, kept: Iterable[DataFile] = ()) -> None:
        """Delete the files of drafts that were not committed, which nobody will ever list."""
        for path in self.paths - {file.path for file in kept}:
            self.files.delete(path)

    def _touched(
        self,
        owner: tuple[int, str],
        loads: Mapping[int, Arrived],
        days: Days,
        claims: frozenset[Claim],
    ) -> tuple[Touched, ...]:
        integration, report = owner
        rows = rows_a_month(piece for load in loads.values() for piece in load.pieces)
        buckets = dict(self.catalog.buckets(integration, report, rows))
        live = self.catalog.live([integration], report, days=days)
        for app in {load.scope.app for load in loads.values() if load.scope} - {"", *buckets}:
            for file in self.catalog.live([integration], report, apps=[AppRef(integration, app)]):
                buckets[app] = file.cell.bucket
        with storage_trouble():
            cut = {place: self._cut(place, load, buckets) for place, load in loads.items()}
        return touched_cells(cut, buckets, live, claims)

    def _cut(self, place: int, load: Arrived, buckets: Mapping[str, int]) -> Arrived:
        """The load in pieces of which each is for one cell, as far as that is worth while; what
        was cut for an earlier draft is good as long as the apps lie where they did."""
        self.cut[place] = split(self.cut.get(place, load), buckets, self.stage)
        return self.cut[place]

    def _build(self, touched: Iterable[Touched]) -> None:
        due = [t for t in touched if not self._is_built(t)]
        due.sort(key=_arriving_rows, reverse=True)  # none is left to run alone at the end
        reader = CellReader(self.inspector, restores=self.restores)
        pending = [self.pool.submit(rebuild, t, reader, self.stage) for t in due]
        try:
            for cell, future in zip(due, pending, strict=True):
                self.built[cell.cell] = future.result()
        except FileGone as gone:
            raise self._why(gone) from gone
        finally:
            for future in pending:
                future.cancel()
            self.paths |= set(_paths(pending))

    def _is_built(self, touched: Touched) -> bool:
        built = self.built.get(touched.cell)
        return built is not None and built.basis == touched.basis

    def _why(self, gone: FileGone) -> Exception:
        """Replaced and swept meanwhile, which is well, or damaged."""
        try:
            self.inspector.mark(gone.file, gone.damage)
        except FileNotFoundError:
            return Conflict()
        # Whoever restores finds it marked, and builds the cell without it.
        return Conflict() if self.restores else DamagedFile(gone.file.path)


def _arriving_rows(touched: Touched) -> int:
    return sum(count for _, piece in touched.pieces for count in piece.slices.values())


def _paths(pending: Iterable[Future[Built]]) -> Iterator[str]:
    """Waits for what still runs: its files must be known, whatever became of the others."""
    for future in pending:
        if not future.cancelled() and future.exception() is None:
            written = future.result().written
            if written is not None:
                yield written.path


def _by_owner(loads: Sequence[Arrived]) -> dict[tuple[int, str], dict[int, Arrived]]:
    grouped: defaultdict[tuple[int, str], dict[int, Arrived]] = defaultdict(dict)
    for place, load in enumerate(loads):
        grouped[load.owner][place] = load
    return grouped


def _all_days(loads: Iterable[Arrived]) -> Iterator[Days]:
    for load in loads:
        if load.days is not None:
            yield load.days
        if load.scope is not None:
            yield load.scope.days


def _claims(loads: Iterable[Arrived]) -> Iterator[Claim]:
    for load in loads:
        if load.scope is not None:
            yield Claim(*load.owner, load.scope, load.version.order)

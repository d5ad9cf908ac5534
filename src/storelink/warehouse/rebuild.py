"""Rebuilds one touched cell: reads what stands, rules, writes the new file into the store."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

import pyarrow as pa

from storelink.domain.period import Days
from storelink.domain.report import Report
from storelink.warehouse.arrived import range_of
from storelink.warehouse.build import Source, build
from storelink.warehouse.contract import Cell, DataFile, FileStore
from storelink.warehouse.errors import Damage, storage_trouble
from storelink.warehouse.facts import FACTS, FactFile, look_over
from storelink.warehouse.inspect_files import Inspector, checksum_of
from storelink.warehouse.ruling import STANDING, Ruling, Slice, rule
from storelink.warehouse.schema import schema_version
from storelink.warehouse.stage import Piece, Stage
from storelink.warehouse.touch import Basis, Touched


@dataclass(frozen=True, slots=True)
class Built:
    """A cell's new state."""

    basis: Basis
    written: DataFile | None
    """None where nothing changed, or where nothing is left of the cell."""
    effective: frozenset[int]
    """Places of the loads that had an effect here. None: nothing changed."""


class FileGone(Exception):
    """A live file could not be read: replaced and swept meanwhile, or damaged."""

    def __init__(self, file: DataFile, damage: Damage) -> None:
        super().__init__(file.path)
        self.file = file
        self.damage = damage


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads what stands in a cell. With `restores`, a damaged file stands for nothing."""

    inspector: Inspector
    restores: bool

    def look_over(self, live: DataFile, report: Report) -> FactFile | None:
        """FileGone where it cannot be read, unless it is to be restored. Marks nothing: this is
        done in threads."""
        if live.is_damaged:
            if self.restores:
                return None
            raise FileGone(live, Damage.UNREADABLE)
        found = self.inspector.look(live)
        if isinstance(found, Damage):
            raise FileGone(live, found)
        with self._guarded(live):
            return look_over(found, report)

    def rows(self, live: DataFile, held: FactFile, slices: frozenset[Slice]) -> Iterator[pa.Table]:
        """The rows in which these slices are. FileGone."""
        tables = held.rows(slices)
        while True:
            with self._guarded(live):
                table = next(tables, None)
            if table is None:
                return
            yield table

    @contextmanager
    def _guarded(self, live: DataFile) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            raise FileGone(live, Damage.MISSING) from error
        except (pa.ArrowException, OSError) as error:
            damage = self.inspector.look_through(live)
            if damage is Damage.NONE:
                raise
            raise FileGone(live, damage) from error


def rebuild(touched: Touched, reader: CellReader, stage: Stage) -> Built:
    """The cell's new file, in the store but on no list. FileGone, StorageFailed."""
    files = reader.inspector.files
    with storage_trouble():
        standing, orders = _standing(touched, reader)
        claims = ((claim.scope, claim.order) for claim in touched.basis.claims)
        ruling = rule(orders, touched.arrivals, claims)
        effective = frozenset(touched.places[n] for n in ruling.effective)
        sources = tuple(source for source in _sources(touched, ruling, standing, stage))
        days = range_of(slice_ for source in sources for slice_ in source.taken)
        if not effective or days is None:
            return Built(touched.basis, None, effective)
        return Built(touched.basis, _written(touched, sources, days, files), effective)


def _standing(touched: Touched, reader: CellReader) -> tuple[Source | None, dict[Slice, int]]:
    live = touched.basis.live
    held = reader.look_over(live, touched.report) if live is not None else None
    if live is None or held is None:
        return None, {}
    rows: Counter[Slice] = Counter()
    orders: dict[Slice, int] = {}
    for stretch in held.stretches:
        rows.update(stretch.slices)
        orders.update(stretch.orders)
    read = partial(reader.rows, live, held)
    return Source(read, dict(rows), frozenset(), held.byte_count), orders


def _sources(
    touched: Touched, ruling: Ruling, standing: Source | None, stage: Stage
) -> Iterator[Source]:
    if standing is not None and STANDING in ruling.taken:
        yield replace(standing, taken=ruling.taken[STANDING])
    for n, piece in touched.pieces:
        taken = ruling.taken.get(n, frozenset()) & piece.slices.keys()
        if taken:
            read = partial(_staged, stage, piece)
            yield Source(read, piece.slices, taken, piece.byte_count, touched.versions[n])


def _staged(stage: Stage, piece: Piece, _slices: frozenset[Slice]) -> Iterator[pa.Table]:
    return stage.rows(piece)


def _written(
    touched: Touched, sources: tuple[Source, ...], days: Days, files: FileStore
) -> DataFile:
    path = _fresh_path(touched.cell)
    local = files.workshop / path.replace("/", "_")
    try:
        rows = build(local, touched.report, sources)
        size, checksum = local.stat().st_size, checksum_of(local)
        files.put(path, local)
    finally:
        local.unlink(missing_ok=True)
    return DataFile(
        id=None,
        cell=touched.cell,
        path=path,
        first_on=days.first,
        last_on=days.last,
        row_count=rows,
        byte_count=size,
        schema_version=schema_version(touched.report),
        checksum=checksum,
    )


def _fresh_path(cell: Cell) -> str:
    """Never used before. The folders are for people; nothing ever reads them."""
    folder = f"{FACTS}/{cell.integration}/{cell.report}/b{cell.bucket}/{cell.month:%Y-%m}"
    return f"{folder}/{uuid.uuid4().hex}.parquet"

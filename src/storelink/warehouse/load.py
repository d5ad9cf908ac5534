"""Takes loads in, rewrites every cell that they touch once, and publishes all of it at once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from storelink.warehouse.arrived import Arrived
from storelink.warehouse.contract import (
    Catalog,
    Conflict,
    DataFile,
    FileStore,
    Load,
    Loaded,
    LoadGroup,
    Swap,
)
from storelink.warehouse.draft import Draft, Drafter
from storelink.warehouse.errors import ContendedCell
from storelink.warehouse.inspect_files import Inspector
from storelink.warehouse.stage import Piece, Stage

_ATTEMPTS = 100

Record = Callable[[tuple[Loaded, ...]], None]
"""The caller's own bookkeeping, called inside the transaction that publishes, with what each load
did. It is called again where the transaction has to be, and must do nothing else."""


@dataclass(frozen=True, slots=True)
class Loader:
    """`threads` loads are read, and cells built, at the same time; rows beyond `memory_bytes`
    wait in a temporary file. A load may tell of so many pairs of app and day."""

    catalog: Catalog
    files: FileStore
    inspector: Inspector
    threads: int
    memory_bytes: int
    most_slices: int

    def replace_many(
        self, loads: Iterable[Load | LoadGroup], record: Record | None
    ) -> tuple[Loaded, ...]:
        """See Warehouse.replace_many."""
        return self._load(loads, record, restores=False)

    def restore(self, damaged: Iterable[DataFile], loads: Iterable[Load | LoadGroup]) -> None:
        """See Warehouse.restore."""
        self._load(loads, None, restores=True)
        for file in damaged:
            if file in self.catalog.damaged(file.cell.integration):
                with suppress(Conflict):  # another was quicker
                    self.catalog.commit(Swap({file.cell: file.id}, ()))

    def _load(
        self, loads: Iterable[Load | LoadGroup], record: Record | None, *, restores: bool
    ) -> tuple[Loaded, ...]:
        stage = Stage(self.files.workshop, self.memory_bytes, self.most_slices)
        try:
            with ThreadPoolExecutor(self.threads, "warehouse") as pool:
                arrived = _take_in(loads, stage, pool, self.threads)
                drafter = Drafter(self.catalog, self.files, self.inspector, stage, pool, restores)
                return self._publish(arrived, drafter, record)
        finally:
            stage.close()

    def _publish(
        self, arrived: tuple[Arrived, ...], drafter: Drafter, record: Record | None
    ) -> tuple[Loaded, ...]:
        """Where the commit fails in another way than by Conflict, nobody can say whether it held:
        then the files stay, and the sweep removes them later if they are on no list."""
        for attempt in range(_ATTEMPTS):
            try:
                draft = _drafted(drafter, arrived)
                loaded = tuple(_outcome(a, n, draft) for n, a in enumerate(arrived))
                self.catalog.commit(draft.swap, _bound(record, loaded))
            except Conflict:
                _wait(attempt)
            else:
                drafter.discard(draft.swap.written)
                return loaded
        drafter.discard()
        raise ContendedCell(_ATTEMPTS)


def _drafted(drafter: Drafter, arrived: tuple[Arrived, ...]) -> Draft:
    try:
        return drafter.draft(arrived)
    except Conflict:
        raise
    except BaseException:
        drafter.discard()
        raise


def _take_in(
    loads: Iterable[Load | LoadGroup], stage: Stage, pool: ThreadPoolExecutor, ahead: int
) -> tuple[Arrived, ...]:
    """Read the loads, a few at a time, in order."""
    waiting: list[Future[list[Arrived]]] = []
    arrived: list[Arrived] = []
    try:
        for load in loads:
            if len(waiting) > ahead:
                arrived += waiting.pop(0).result()
            waiting.append(pool.submit(_arrive, load, stage))
        for future in waiting:
            arrived += future.result()
    finally:
        for future in waiting:
            future.cancel()
    return tuple(arrived)


def _arrive(load: Load | LoadGroup, stage: Stage) -> list[Arrived]:
    if isinstance(load, Load):
        return [_arrived(load, stage.take_in(load.report, load.batches))]
    together = load.rows()
    if together is None:
        return [_arrived(one, stage.take_in(one.report, one.batches)) for one in load.loads]
    pieces = stage.take_in_together(load.loads[0].report, *together)
    return [_arrived(one, own) for one, own in zip(load.loads, pieces, strict=True)]


def _arrived(load: Load, pieces: tuple[Piece, ...]) -> Arrived:
    return Arrived(load.integration, load.report, load.version, load.scope, pieces)


def _bound(record: Record | None, loaded: tuple[Loaded, ...]) -> Callable[[], None] | None:
    return None if record is None else lambda: record(loaded)


def _outcome(arrived: Arrived, place: int, draft: Draft) -> Loaded:
    return Loaded(
        row_count=arrived.row_count,
        is_superseded=_is_superseded(arrived, place, draft),
        apps=frozenset(app for app, _ in arrived.slices),
        days=arrived.days,
    )


def _is_superseded(arrived: Arrived, place: int, draft: Draft) -> bool:
    if arrived.pieces:
        return place not in draft.effective
    return any(
        claim.scope == arrived.scope and claim.order > arrived.version.order
        for claim in draft.swap.read
        if (claim.integration, claim.report) == arrived.owner
    )


def _wait(attempt: int) -> None:
    """Longer each time, and never in step with the other writer."""
    time.sleep(min(0.5, 0.01 * 2 ** min(attempt, 6)) * random.uniform(0.5, 1))  # noqa: S311

"""Files are asked for side by side, until one is answered that nothing more may be asked."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from storelink.domain.errors import Busy, NeedsVerification, StoreError
from storelink.domain.report import Partition
from storelink.domain.waiting import is_of_a_part
from storelink.providers.contract import Fetched, Provider, Session
from storelink.sync.evidence import of_one_report

_FETCHERS = 4


def ends_run(error: StoreError, *, passes_over: bool) -> bool:
    """Whether nothing more is asked after it. `passes_over`: what the store fails at is left to the
    next run, and the rest is asked for."""
    if is_of_a_part(error):
        return False
    if passes_over and isinstance(error, Busy):
        return not error.is_of_one_call
    return isinstance(error, NeedsVerification | Busy)


def asked(
    session: Session,
    provider: Provider,
    partitions: Sequence[Partition],
    *,
    kept: Mapping[Partition, Fetched],
    folder: Path,
    passes_over: bool = False,
) -> Iterator[tuple[Partition, Fetched | StoreError | None]]:
    """What came of each, in order; None where it was not asked for, since another was refused."""
    stop = threading.Event()

    def one(partition: Partition) -> Fetched | StoreError | None:
        if partition in kept:
            return kept[partition]
        if stop.is_set():
            return None
        place = Path(tempfile.mkdtemp(dir=folder))
        try:
            return session.fetch(provider.report(partition.report), partition, place)
        except StoreError as error:
            meant = of_one_report(error)
            if ends_run(meant, passes_over=passes_over):
                stop.set()
            return meant

    with ThreadPoolExecutor(_FETCHERS, "fetch") as pool:
        yield from zip(partitions, pool.map(one, partitions), strict=True)

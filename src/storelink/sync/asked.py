"""Files are asked for side by side, until one is answered that nothing more may be asked."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from storelink.domain.errors import Busy, NeedsVerification, StoreError
from storelink.domain.report import Partition
from storelink.providers.contract import Fetched, Provider, Session

_FETCHERS = 4


def asked(
    session: Session,
    provider: Provider,
    partitions: Sequence[Partition],
    *,
    kept: Mapping[Partition, Fetched],
    folder: Path,
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
        except (NeedsVerification, Busy) as error:
            stop.set()
            return error
        except StoreError as error:
            return error

    with ThreadPoolExecutor(_FETCHERS, "fetch") as pool:
        yield from zip(partitions, pool.map(one, partitions), strict=True)

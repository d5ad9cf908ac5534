"""The bytes and checksums of objects, made once a generation and remembered."""

from __future__ import annotations

import threading
from collections import OrderedDict

from storelink_simulator.bounded import FileMemory
from storelink_simulator.google.bucket.checksums import Checksums, checksums_of
from storelink_simulator.google.bucket.stored import Stored

_MOST_BYTES = 64 << 20
_MOST_CHECKSUMS = 500_000


class Contents:
    """What the objects of all buckets hold."""

    def __init__(self) -> None:
        self._memory = FileMemory(_MOST_BYTES)
        self._lock = threading.Lock()
        self._checksums: OrderedDict[tuple[str, str, int], Checksums] = OrderedDict()

    def body(self, bucket: str, stored: Stored) -> bytes:
        """The stored bytes of an object."""
        key = (bucket, stored.name, stored.generation)
        return self._memory.get(key, lambda: [stored.make()])[0]

    def checksums(self, bucket: str, stored: Stored) -> Checksums:
        """Size and hashes of an object."""
        key = (bucket, stored.name, stored.generation)
        with self._lock:
            known = self._checksums.get(key)
        if known is not None:
            return known
        found = checksums_of(self.body(bucket, stored))
        with self._lock:
            self._checksums[key] = found
            while len(self._checksums) > _MOST_CHECKSUMS:
                self._checksums.popitem(last=False)
        return found

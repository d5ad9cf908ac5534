"""A memory for finished files that never grows beyond a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence


class FileMemory:
    """Keeps lists of files, forgetting those not asked for longest."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Sequence[bytes]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Sequence[bytes]]) -> Sequence[bytes]:
        """The files of a key, made now if they are not remembered."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._bytes += _size(made)
            while self._bytes > self._most_bytes and len(self._kept) > 1:
                _, forgotten = self._kept.popitem(last=False)
                self._bytes -= _size(forgotten)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0


def _size(files: Sequence[bytes]) -> int:
    return sum(len(one) for one in files)

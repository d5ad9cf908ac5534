"""Copies of a bucket's files on this machine, up to a number of bytes.

Several processes may share the folder; they know of each other by the files alone. A file's time
of change is the time of its last use. What was used a moment ago is never dropped, because
somebody may be about to open it: while readers need more than the limit at once, it is exceeded.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storelink.warehouse.folder import WORKSHOP, FolderStore

IN_USE_SECONDS = 60.0
"""After which a file that was handed out has surely been opened; once open, it may be dropped."""

_LOOKS = 16
"""The folder is looked through each time that this part of the limit has come in."""


@dataclass(frozen=True, slots=True, order=True)
class _Copy:
    used_at: float
    byte_count: int
    path: Path


class Cache:
    """The least recently used copies go first. Safe for any number of threads and processes."""

    def __init__(
        self, folder: Path, limit_bytes: int, *, in_use_seconds: float = IN_USE_SECONDS
    ) -> None:
        self._store = FolderStore(folder)
        self._limit_bytes = limit_bytes
        self._in_use_seconds = in_use_seconds
        self._unseen_bytes = limit_bytes
        self._lock = threading.Lock()
        self.root = self._store.local_root
        self.workshop = self._store.workshop

    def place(self, path: str) -> Path:
        """Where the copy lies, or would lie. ValueError for a path that leaves the folder."""
        return self._store.get(path)

    def find(self, path: str) -> Path | None:
        """The copy, which is in use from now on; None where there is none."""
        copy = self._store.get(path)
        try:
            os.utime(copy)
        except FileNotFoundError:
            return None
        return copy

    def keep(self, path: str, source: Path) -> Path:
        """Move a whole file in, and drop what is too much."""
        byte_count = source.stat().st_size
        self._store.put(path, source)
        copy = self.find(path) or self._store.get(path)
        with self._lock:
            self._unseen_bytes += byte_count
            is_due = self._unseen_bytes * _LOOKS > self._limit_bytes
            if is_due:
                self._unseen_bytes = 0
        if is_due:
            self._drop_what_is_too_much()
        return copy

    def delete(self, path: str) -> None:
        """Drop one; nothing happens if it is gone already."""
        self._store.delete(path)

    def _drop_what_is_too_much(self) -> None:
        """Down to what leaves room until the next look."""
        copies = sorted(self._copies())
        left = sum(copy.byte_count for copy in copies) - self._limit_bytes
        left += self._limit_bytes // _LOOKS
        used_before = time.time() - self._in_use_seconds
        for copy in copies:
            if left <= 0 or copy.used_at > used_before:
                return
            copy.path.unlink(missing_ok=True)
            left -= copy.byte_count

    def _copies(self) -> list[_Copy]:
        found = []
        for folder, folders, names in os.walk(self.root):
            if Path(folder) == self.root:
                folders[:] = [name for name in folders if name != WORKSHOP]
            for name in names:
                path = Path(folder, name)
                with suppress(FileNotFoundError):  # another process was quicker
                    stat = path.stat()
                    found.append(_Copy(stat.st_mtime, stat.st_size, path))
        return found

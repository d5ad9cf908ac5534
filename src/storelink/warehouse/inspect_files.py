"""Looks at data files before they are read: is each one still what was written?

A file is read whole once for its checksum, the first time that a process meets it, and again when
it has changed on the disk; after that, looking costs one `stat`.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from storelink.warehouse.contract import Catalog, DataFile, FileStore
from storelink.warehouse.errors import Damage

_BLOCK_BYTES = 1 << 20
_REMEMBERED = 100_000
_Mark: TypeAlias = tuple[int, int, int]


def checksum_of(path: Path) -> int:
    """CRC-32 of the file's bytes."""
    found = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            found = zlib.crc32(block, found)
    return found


@dataclass
class Inspector:
    """Any thread may ask at any time. What is found damaged is marked in the list, once."""

    catalog: Catalog
    files: FileStore
    _sound: dict[str, _Mark] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def path_of(self, file: DataFile) -> Path | None:
        """The local file, to be read now; None where it is damaged, which the list says from now
        on. FileNotFoundError where it is gone because another has taken its place."""
        if file.is_damaged:
            return None
        found = self.look(file)
        if isinstance(found, Path):
            return found
        self.mark(file, found)
        return None

    def look(self, file: DataFile) -> Path | Damage:
        """The same, without a word to the list: for threads that have no database. A copy that
        differs from its original in the bucket is fetched once more."""
        damage = Damage.MISSING
        for get in (self.files.get, self.files.get_again):
            try:
                path = get(file.path)
                damage = self._damage_of(file, path)
            except FileNotFoundError:
                damage = Damage.MISSING
            if damage is Damage.NONE:
                return path
        return damage

    def look_through(self, file: DataFile) -> Damage:
        """All of it, whatever was known: reading it has failed."""
        with self._lock:
            self._sound.pop(file.path, None)
        found = self.look(file)
        if isinstance(found, Damage):
            return found
        return Damage.NONE if _is_readable(found) else Damage.UNREADABLE

    def examine(self, files: Iterable[DataFile]) -> int:
        """Look through these, and mark those that are damaged. How many."""
        damaged = 0
        for file in files:
            damage = self.look_through(file)
            if damage is not Damage.NONE:
                self.mark(file, damage)
                damaged += 1
        return damaged

    def mark(self, file: DataFile, damage: Damage) -> None:
        """FileNotFoundError where the file is live no more: then nothing is wrong."""
        if not self.catalog.mark_damaged(file, damage):
            raise FileNotFoundError(file.path)

    def _damage_of(self, file: DataFile, path: Path) -> Damage:
        mark = self._mark(path)
        with self._lock:
            if self._sound.get(file.path) == mark:
                return Damage.NONE
        if mark[0] != file.byte_count:
            return Damage.CHANGED
        if file.checksum is not None and checksum_of(path) != file.checksum:
            return Damage.CHANGED
        with self._lock:
            if len(self._sound) >= _REMEMBERED:
                self._sound.clear()
            self._sound[file.path] = mark
        return Damage.NONE

    def _mark(self, path: Path) -> _Mark:
        """A copy's time of change is that of its last use, which says nothing."""
        stat = path.stat()
        return stat.st_size, stat.st_ino, 0 if self.files.holds_copies else stat.st_mtime_ns


def _is_readable(path: Path) -> bool:
    try:
        with pq.ParquetFile(path) as file:
            for _ in file.iter_batches():
                pass
    except (pa.ArrowException, OSError):
        return False
    return True

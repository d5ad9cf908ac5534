"""Rows that do not fit into memory wait in one temporary file, as compressed Arrow streams."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc as ipc


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table lies in the file."""

    offset: int
    size: int


class Spill:
    """Tables written once, read any number of times, by any thread. The file has no name where
    the system allows that, so it is gone when the process is, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, prefix="spill-")  # noqa: SIM115
        self._end = 0
        self._lock = threading.Lock()

    def write(self, table: pa.Table) -> Place:
        """OSError where the disk is full."""
        sink = pa.BufferOutputStream()
        with ipc.new_stream(sink, table.schema, options=_OPTIONS) as writer:
            writer.write_table(table)
        content = sink.getvalue()
        with self._lock:
            self._file.seek(self._end)
            self._file.write(content)
            self._file.flush()
            place = Place(self._end, content.size)
            self._end += content.size
        return place

    def read(self, place: Place) -> pa.Table:
        """The table that was written there."""
        with self._lock:
            self._file.seek(place.offset)
            content = self._file.read(place.size)
        return ipc.open_stream(content).read_all()

    def close(self) -> None:
        self._file.close()


_OPTIONS = ipc.IpcWriteOptions(compression="lz4")

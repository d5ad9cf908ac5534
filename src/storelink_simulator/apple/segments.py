"""The files of an instance: cut into segments, compressed, with checksum and size."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from storelink_simulator.apple.instances import Instance, Instances
from storelink_simulator.apple.reports.rows import Row, written
from storelink_simulator.apple.sealed_ids import seal, unseal
from storelink_simulator.apple.shaping import compressed, shaped
from storelink_simulator.bounded import FileMemory
from storelink_simulator.drawing import number_of

_MEMORY_BYTES = 24 << 20
_CHUNKS_PER_SEGMENT = 13
_FEWEST_ROWS_TO_CUT = 12


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of an instance. `checksum` is MD5 over the compressed bytes."""

    instance: Instance
    index: int
    checksum: str
    size_in_bytes: int

    def id(self, seed: int) -> str:
        """Its opaque id: the instance's and its place."""
        return segment_id(seed, self.instance, self.index)


def segment_id(seed: int, instance: Instance, index: int) -> str:
    """The opaque id of a segment."""
    number = instance.request.number << 48 | instance.report.number << 36
    number |= ("DAILY", "WEEKLY", "MONTHLY").index(instance.granularity) << 34
    number |= index << 24 | (instance.processed_on.toordinal() & 0xFFFFFF)
    return seal(seed, "segment", number)


def place_of_segment(seed: int, identifier: str) -> tuple[int, int, int, int, int] | None:
    """Request number, report number, granularity, ordinal day and index, or None."""
    number = unseal(seed, "segment", identifier)
    if number is None:
        return None
    return (
        number >> 48,
        number >> 36 & 0xFFF,
        number >> 34 & 3,
        number & 0xFFFFFF,
        number >> 24 & 0x3FF,
    )


class Files:
    """Makes the files of instances and remembers the last ones."""

    def __init__(self, seed: int, instances: Instances) -> None:
        self._seed = seed
        self._instances = instances
        self._memory = FileMemory(_MEMORY_BYTES)

    def segments(self, instance: Instance, shape: int = 0) -> list[Segment]:
        """All segments of an instance, in a certain shape (see `shaping`)."""
        return [
            Segment(instance, index, hashlib.md5(data).hexdigest(), len(data))  # noqa: S324
            for index, data in enumerate(self.contents(instance, shape))
        ]

    def contents(self, instance: Instance, shape: int = 0) -> list[bytes]:
        """The compressed bytes of all segments."""
        return list(self._memory.get((instance, shape), lambda: self._made(instance, shape)))

    def forget(self) -> None:
        """Make files anew: the numbers have changed."""
        self._memory.clear()

    def _made(self, instance: Instance, shape: int) -> list[bytes]:
        real = self._instances.real(instance)
        if real is not None:
            return [compressed(shaped(content, shape)) for content in real]
        columns = instance.report.columns
        return [
            compressed(shaped(written(columns, rows), shape)) for rows in self._portions(instance)
        ]

    def _portions(self, instance: Instance) -> Iterator[list[Row]]:
        chunks = list(self._instances.chunks(instance)) if not _is_big(instance) else None
        if chunks is not None:
            rows = [row for chunk in chunks for row in chunk]
            yield from self._cut(instance, rows)
            return
        if instance.granularity == "DAILY":
            yield from self._instances.chunks(instance)
            return
        yield from _gathered(self._instances.chunks(instance))

    def _cut(self, instance: Instance, rows: list[Row]) -> Iterator[list[Row]]:
        number = number_of(self._seed, "segments", instance.id(self._seed))
        count = 1 + number % 3 if len(rows) >= _FEWEST_ROWS_TO_CUT else 1
        size = -(-len(rows) // count) or 1
        for index in range(count):
            yield rows[index * size : (index + 1) * size]


def _is_big(instance: Instance) -> bool:
    return instance.request.is_snapshot


def _gathered(chunks: Iterator[list[Row]]) -> Iterator[list[Row]]:
    rows: list[Row] = []
    for number, chunk in enumerate(chunks, start=1):
        rows.extend(chunk)
        if number % _CHUNKS_PER_SEGMENT == 0:
            yield rows
            rows = []
    if rows:
        yield rows

"""Cuts large pieces so that each cell, and each step of building one, reads only its own rows.

Without it, a file of twice the rows would be read by twice the steps, each time as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from storelink.warehouse import build
from storelink.warehouse.arrived import Arrived
from storelink.warehouse.ruling import Slice
from storelink.warehouse.stage import Piece, Stage

_LARGE = 4
"""A piece that takes no more steps than this is read again by each: writing it out costs more."""


def split(load: Arrived, buckets: Mapping[str, int], stage: Stage) -> Arrived:
    """The load with its large pieces cut. StorageFailed."""
    if all(piece.byte_count <= _LARGE * build.BYTES_AT_ONCE for piece in load.pieces):
        return load
    pieces = (own for piece in load.pieces for own in _split(piece, buckets, stage))
    return replace(load, pieces=tuple(pieces))


def _split(piece: Piece, buckets: Mapping[str, int], stage: Stage) -> tuple[Piece, ...]:
    groups = tuple(_groups(piece, buckets))
    if piece.byte_count <= _LARGE * build.BYTES_AT_ONCE or len(groups) == 1:
        return (piece,)
    return stage.split(piece, groups)


def _groups(piece: Piece, buckets: Mapping[str, int]) -> Iterator[frozenset[Slice]]:
    """Slices of one cell and one step."""
    width = max(1, piece.byte_count // sum(piece.slices.values()))
    cells: defaultdict[int, dict[Slice, int]] = defaultdict(dict)
    for slice_, rows in piece.slices.items():
        cells[buckets[slice_[0]]][slice_] = rows * width
    for weights in cells.values():
        yield from map(frozenset, build.steps(weights, build.BYTES_AT_ONCE))

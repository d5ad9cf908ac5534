"""A load whose rows have been taken in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from storelink.domain.period import Days
from storelink.domain.report import Report, Scope, Version
from storelink.warehouse.ruling import Slice
from storelink.warehouse.schema import report_key
from storelink.warehouse.stage import Piece


@dataclass(frozen=True)
class Arrived:
    """What a load said, its rows waiting on the stage. What is told of it is worked out once: every
    draft asks, for thousands of them."""

    integration: int
    report: Report
    version: Version
    scope: Scope | None
    pieces: tuple[Piece, ...]

    @cached_property
    def owner(self) -> tuple[int, str]:
        """Integration and report, as in Cell."""
        return self.integration, report_key(self.report)

    @property
    def row_count(self) -> int:
        return sum(count for piece in self.pieces for count in piece.slices.values())

    @cached_property
    def slices(self) -> frozenset[Slice]:
        return frozenset(slice_ for piece in self.pieces for slice_ in piece.slices)

    @cached_property
    def days(self) -> Days | None:
        """The days that it has rows of."""
        return range_of(self.slices)


def range_of(slices: Iterable[Slice]) -> Days | None:
    """From the first day to the last; None of no slices."""
    days = [day for _, day in slices]
    return Days(min(days), max(days)) if days else None

"""A bucket: shelves side by side, and which of its folders are about money."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from storelink_simulator.google.bucket.shelf import Shelf, can_hold
from storelink_simulator.google.bucket.stored import Stored

FINANCIAL = (
    "earnings/",
    "financial-stats/",
    "payouts/",
    "play_balance_krw/",
    "play_pass_earnings/",
    "sales/",
    "subscriptions/",
)


@dataclass(frozen=True)
class Bucket:
    """What lies in one bucket. `is_ours` False: it belongs to another account."""

    name: str
    shelves: Sequence[Shelf] = ()
    is_ours: bool = True

    def listed(self, now: datetime, prefix: str = "", start: str = "") -> Iterator[Stored]:
        """The objects in byte order whose names begin with a prefix, from a name on."""
        found = (
            shelf.listed(now, prefix, start)
            for shelf in self.shelves
            if can_hold(shelf.folder, prefix, start)
        )
        return heapq.merge(*found, key=lambda one: one.name)

    def find(self, name: str, now: datetime) -> Stored | None:
        """One object by its name."""
        found = next(self.listed(now, name, name), None)
        return found if found is not None and found.name == name else None


@dataclass(frozen=True)
class Twin(Bucket):
    """One of two buckets of the same number: this one holds the money, or all the rest."""

    holds_money: bool = False

    def listed(self, now: datetime, prefix: str = "", start: str = "") -> Iterator[Stored]:
        """The objects of this half."""
        everything = super().listed(now, prefix, start)
        return (one for one in everything if is_financial(one.name) == self.holds_money)


def is_financial(name: str) -> bool:
    """Whether an object, or everything below a prefix, is about money."""
    return name.startswith(FINANCIAL)


def reaches_financial(prefix: str) -> bool:
    """Whether a listing of a prefix would show objects about money among others."""
    return any(folder.startswith(prefix) for folder in FINANCIAL)

"""A part of a bucket: objects in the order of their names, made only as far as somebody looks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Protocol

from storelink_simulator.cast import App
from storelink_simulator.google.bucket.stored import Origin, Stored
from storelink_simulator.google.files.family import Family, Leaf
from storelink_simulator.google.files.shapes import is_packed, shaped_bytes
from storelink_simulator.google.files.table import CSV_TYPE, writing_of
from storelink_simulator.google.play.editions import Edition, Schedule
from storelink_simulator.google.play.figures import Figures
from storelink_simulator.google.play.listing import play_apps
from storelink_simulator.google.play.months import months_between
from storelink_simulator.world import HISTORY_STARTS_ON

_AFTER_ALL = "\U0010ffff"


class Shelf(Protocol):
    """Objects that lie below one beginning of names."""

    @property
    def folder(self) -> str:
        """What all names begin with."""
        ...

    def listed(self, now: datetime, prefix: str, start: str) -> Iterator[Stored]:
        """The objects that are out, whose names begin so and are not before `start`."""
        ...


def can_hold(block: str, prefix: str, start: str) -> bool:
    """Whether names that begin with `block` can begin with the prefix and reach the start."""
    return (block.startswith(prefix) or prefix.startswith(block)) and block + _AFTER_ALL >= start


class MonthlyShelf:
    """The files of a family, app by app and month by month."""

    def __init__(self, figures: Figures, schedule: Schedule, family: Family) -> None:
        self.folder = f"{family.folder}{family.stem}_"
        self._figures = figures
        self._schedule = schedule
        self._family = family
        self._blocks = tuple(
            (f"{self.folder}{app.bundle_id}_{part}{'_' if part else ''}", app, part)
            for app in play_apps(figures.world)
            for part in family.parts(app)
        )

    def listed(self, now: datetime, prefix: str, start: str) -> Iterator[Stored]:
        """The objects that are out, in the order of their names."""
        if now.date() < self._family.first:
            return
        for block, app, part in self._blocks:
            if can_hold(block, prefix, start):
                yield from self._of_block(now, (block, app, part), prefix, start)

    def _of_block(
        self, now: datetime, found: tuple[str, App, str], prefix: str, start: str
    ) -> Iterator[Stored]:
        block, app, part = found
        first = max(app.launched_on, HISTORY_STARTS_ON, self._family.first)
        for month in months_between(first, min(now.date(), self._family.last)):
            beginning = f"{block}{month:%Y%m}"
            if not can_hold(beginning, prefix, start):
                continue
            edition = self._edition(app, month, now)
            if edition is None:
                continue
            for dimension in self._family.dimensions(app, month):
                ending = f"_{dimension}.csv" if dimension else ".csv"
                name = beginning + ending
                if name.startswith(prefix) and name >= start:
                    yield self._stored(name, Leaf(app, edition, dimension, part))

    def _edition(self, app: App, month: date, now: datetime) -> Edition | None:
        """The edition of a month, unless it tells no day of the app yet."""
        kind = self._family.kind
        edition = self._schedule.edition(kind, app.bundle_id, month, now)
        is_empty = edition is None or edition.last_told < app.launched_on
        return None if is_empty else edition

    def _stored(self, name: str, leaf: Leaf) -> Stored:
        seed = self._figures.world.seed
        writing, shape = writing_of(seed, name), leaf.edition.shape
        return Stored(
            name,
            leaf.edition.updated_at,
            CSV_TYPE,
            "gzip" if is_packed(writing, shape) else None,
            lambda: shaped_bytes(self._family.table(self._figures, leaf), writing, shape),
            Origin(self._family.kind.name, leaf.app.bundle_id, leaf.edition.month),
        )

"""A family of analytics reports: one kind of event, in a Standard and mostly a Detailed file."""

from __future__ import annotations

import math
import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import ClassVar

from storelink_simulator.apple.reports.maturity import Maturity
from storelink_simulator.apple.reports.pools import Combo, Shape, pool_of
from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.cast import App
from storelink_simulator.drawing import split, stream
from storelink_simulator.world import World

FEWEST_USERS = 5
"""Usage reports and Detailed files leave out what comes from fewer users or devices."""


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a family's rows that is told as a total and split exactly: one event, say."""

    name: str
    total: int
    shape: Shape


@dataclass(frozen=True, slots=True)
class AppDay:
    """The app and the day that a row is about."""

    app: App
    day: date


@dataclass(frozen=True, slots=True)
class _Cut:
    """Which version of a day is wanted, and which part of its final numbers that shows."""

    day: date
    processed_on: date
    factor: float
    is_detailed: bool


class Family(ABC):
    """The rows of one kind of report for any app, day and processing date.

    Subclasses say what happens on a day (`parts`) and what a row looks like (`row`).
    """

    name: ClassVar[str]
    window_days: ClassVar[int]
    is_usage: ClassVar[bool] = False
    measures: ClassVar[tuple[str, ...]] = ("Counts",)
    unique: ClassVar[tuple[str, ...]] = ()

    def __init__(self, world: World, maturity: Maturity) -> None:
        self.world = world
        self.maturity = maturity
        self._pool = lru_cache(maxsize=1024)(self._draw_pool)

    @abstractmethod
    def parts(self, app: App, day: date) -> list[Part]:
        """What the day adds up to in the end."""

    @abstractmethod
    def row(self, part: Part, combo: Combo, count: int, at: AppDay) -> Row:
        """One row, with all columns of the Detailed file."""

    def users_of(self, count: int, combo: Combo) -> int:
        """How many devices stand behind a count."""
        return max(1, math.ceil(count * (0.6 + 0.35 * combo.luck)))

    def carried(self, app: App, processed_on: date) -> list[date]:
        """The days that an instance carries."""
        days = self.maturity.carried(app.apple_id, self.name, self.window_days, processed_on)
        return [day for day in days if day >= app.seen_from]

    def carriers(self, app: App, day: date) -> list[date]:
        """The processing dates whose instances carry a day, newest first."""
        return self.maturity.carriers(app.apple_id, self.name, self.window_days, day)

    def totals(self, app: App, day: date, processed_on: date) -> dict[str, int]:
        """What each part adds up to in the files of a processing date (before any threshold)."""
        factor = self._factor(app, day, processed_on)
        return {part.name: round(part.total * factor) for part in self.parts(app, day)}

    def rows(self, app: App, day: date, processed_on: date, *, detailed: bool = False) -> list[Row]:
        """The rows of a day in the files of a processing date."""
        factor = self._factor(app, day, processed_on)
        cut = _Cut(day, processed_on, factor, is_detailed=detailed)
        return [
            row for part in self.parts(app, day) if part.total for row in self._rows(part, app, cut)
        ]

    def _factor(self, app: App, day: date, processed_on: date) -> float:
        name, window = self.name, self.window_days
        return self.maturity.factor(app.apple_id, name, window, day, processed_on=processed_on)

    def _draw_pool(self, app: App, part_name: str, shape: Shape) -> tuple[Combo, ...]:
        seed, size = self.world.seed, self.world.settings.size
        return pool_of(app, shape, size, seed, self.name, part_name)

    def _rows(self, part: Part, app: App, cut: _Cut) -> list[Row]:
        pool = self._pool(app, part.name, part.shape)
        newest = max(0, (cut.day - app.launched_on).days) // app.release_every_days
        rng = stream(self.world.seed, self.name, part.name, app.apple_id, cut.day)
        weights = [
            combo.weight * (0.5 + rng.random()) if combo.version_rank <= newest else 0.0
            for combo in pool
        ]
        final = split(part.total, weights)
        counts = final
        if cut.factor != 1.0:
            stirred = self._stirred(weights, part, cut.processed_on)
            counts = split(round(part.total * cut.factor), stirred)
        if cut.is_detailed:
            counts = self._noised(counts, rng)
        users = final if self.is_usage else counts
        has_threshold = self.is_usage or cut.is_detailed
        at = AppDay(app, cut.day)
        return [
            self.row(part, combo, count, at)
            for combo, count, told in zip(pool, counts, users, strict=True)
            if count and not (has_threshold and self.users_of(told, combo) < FEWEST_USERS)
        ]

    def _stirred(self, weights: Sequence[float], part: Part, processed_on: date) -> list[float]:
        """A day that is not complete also falls a little differently."""
        if self.is_usage:
            return list(weights)
        rng = stream(self.world.seed, self.name, part.name, processed_on, "stirred")
        return [weight * (0.9 + 0.2 * rng.random()) for weight in weights]

    @staticmethod
    def _noised(counts: Sequence[int], rng: random.Random) -> list[int]:
        """Small numbers added for privacy; the same in every download, because drawn."""
        noise = [round(rng.gauss(0, 2)) for _ in counts]
        return [max(0, n + extra) if n else 0 for n, extra in zip(counts, noise, strict=True)]

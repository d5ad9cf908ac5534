"""The numbers behind App Analytics: the world's own, as the official reports settle to them.

A day is told complete at once, with the corrections that have been published by now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.reports.family import Family
from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.apple.web.analytics.dimensions import Dimension, Option
from storelink_simulator.apple.web.analytics.measures import BY_KEY, Measure
from storelink_simulator.cast import App
from storelink_simulator.world import HISTORY_STARTS_ON

Cell = tuple[Option | None, ...]
"""What a number is about: an option for each dimension that was asked for."""
Cells = Mapping[Cell, Decimal]
Dimensions = tuple[Dimension, ...]
_NOTHING: Cells = {}
_REMEMBERED_DAYS = 4000


@dataclass(frozen=True, slots=True)
class _Told:
    """A day of an app as the files of a processing date tell it."""

    app: App
    day: date
    processed_on: date


class Figures:
    """The numbers of one team."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cells = lru_cache(maxsize=_REMEMBERED_DAYS)(self._compute)

    def has_data(self, app: App, day: date) -> bool:
        """Whether a day of an app is known at all: it could be seen in the store."""
        first = max(app.seen_from, HISTORY_STARTS_ON)
        return app in self._desk.world.own_apps and day >= first

    def snapshots(self, app: App) -> list[date]:
        """The days on which snapshots of an app's history were made that are out by now."""
        book, now = self._desk.book, self._desk.clock.now()
        mine = (one for one in book.ever() if one.is_snapshot and one.app_id == app.apple_id)
        return [one.created_at.date() for one in mine if book.first_files_at(one) <= now]

    def of_day(
        self,
        app: App,
        measure: Measure,
        day: date,
        split: Dimensions,
        *,
        snapshots: Sequence[date] = (),
    ) -> Cells:
        """A day's numbers of a plain measure, split by some dimensions (or none).

        A corrected day falls on the options as the newest files that carry it say.
        """
        if not self.has_data(app, day):
            return _NOTHING
        family = self._desk.families[measure.family]
        settled_on = max(self._desk.clock.today(), day + timedelta(days=family.window_days))
        dates = [one for one in family.carriers(app, day) if one <= settled_on]
        newest = max([*dates, *(one for one in snapshots if one > day)])
        return self._cells(_Told(app, day, newest), measure.key, split, self._restated())

    def _restated(self) -> int:
        """Changes when a scenario changes past days, so that nothing old is remembered."""
        return len(self._desk.simulation.maturity.restatements)

    def _compute(self, told: _Told, key: str, split: Dimensions, restated: int) -> Cells:
        del restated
        measure = BY_KEY[key]
        family = self._desk.families[measure.family]
        if measure.parts and not split:
            totals = family.totals(told.app, told.day, told.processed_on)
            return {(): Decimal(sum(totals[part] for part in measure.parts))}
        return _summed(measure, split, _rows(family, told, split))


def _rows(family: Family, told: _Told, split: Dimensions) -> list[Row]:
    detailed = any(one.is_detailed for one in split)
    return family.rows(told.app, told.day, told.processed_on, detailed=detailed)


def _summed(measure: Measure, split: Dimensions, rows: list[Row]) -> Cells:
    sums: dict[Cell, Decimal] = defaultdict(Decimal)
    for row in rows:
        if all(row[name] in values for name, values in measure.where.items()):
            sums[tuple(one.option(row) for one in split)] += Decimal(row[measure.column])
    return sums

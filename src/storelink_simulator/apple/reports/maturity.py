"""How complete a day is in the files of a processing date, and which days those files carry.

The instance processed on P carries full records of the days from P-1 back to the end of the
report's window; a day is complete only in the last of them. Now and then a far older day comes
once more, corrected. (App Store Connect API: completeness and corrections of analytics reports.)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from storelink_simulator.drawing import draw, number_of

_CORRECTED_ONE_DAY_IN = 45
_EARLIEST_CORRECTION, _LATEST_CORRECTION = 8, 20


@dataclass(frozen=True, slots=True)
class Restatement:
    """A correction that somebody asked for: these days change in the files of one date."""

    first_day: date
    last_day: date
    processed_on: date
    factor: float
    app_id: str | None = None

    def covers(self, app_id: str, day: date) -> bool:
        """Whether it changes this day of this app."""
        return self.app_id in (None, app_id) and self.first_day <= day <= self.last_day


@dataclass
class Maturity:
    """The seeded habits of the store, and the restatements that a scenario added."""

    seed: int
    restatements: list[Restatement] = field(default_factory=list)

    def carried(self, app_id: str, family: str, window: int, processed_on: date) -> list[date]:
        """The days in the instance of a processing date, oldest first."""
        recent = {processed_on - timedelta(days=age) for age in range(1, window + 1)}
        old = {
            processed_on - timedelta(days=age)
            for age in range(_EARLIEST_CORRECTION, _LATEST_CORRECTION + 1)
            if self._own_correction(app_id, family, processed_on - timedelta(days=age)) == age
        }
        asked = {
            day
            for one in self.restatements
            if one.processed_on == processed_on and one.app_id in (None, app_id)
            for day in _days(one.first_day, min(one.last_day, processed_on - timedelta(days=1)))
        }
        return sorted(recent | old | asked)

    def carriers(self, app_id: str, family: str, window: int, day: date) -> list[date]:
        """The processing dates whose instances carry a day, newest first."""
        found = {day + timedelta(days=age) for age in range(1, window + 1)}
        correction = self._own_correction(app_id, family, day)
        if correction:
            found.add(day + timedelta(days=correction))
        found.update(
            one.processed_on
            for one in self.restatements
            if one.covers(app_id, day) and one.processed_on > day
        )
        return sorted(found, reverse=True)

    def factor(
        self, app_id: str, family: str, window: int, day: date, *, processed_on: date
    ) -> float:
        """Which part of the day's final numbers the files of a processing date show."""
        age = (processed_on - day).days
        factor = 1.0
        if age < window:
            missing = 0.04 + 0.2 * draw(self.seed, "maturity", app_id, family, day)
            factor -= missing * (window - age) / window
        correction = self._own_correction(app_id, family, day)
        if correction and age >= correction:
            factor *= 0.97 + 0.08 * draw(self.seed, "correction", app_id, family, day)
        for one in self.restatements:
            if one.covers(app_id, day) and processed_on >= one.processed_on:
                factor *= one.factor
        return factor

    def _own_correction(self, app_id: str, family: str, day: date) -> int:
        """The age at which the store corrects a day by itself; 0 for nearly all days."""
        number = number_of(self.seed, "corrected", app_id, family, day)
        if number % _CORRECTED_ONE_DAY_IN:
            return 0
        span = _LATEST_CORRECTION - _EARLIEST_CORRECTION + 1
        return _EARLIEST_CORRECTION + number // _CORRECTED_ONE_DAY_IN % span


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=index) for index in range((last - first).days + 1)]

"""How much happens to an app on a day: growth, seasons, launches, releases and chance.

All numbers are totals; how they fall on countries, devices and sources is decided elsewhere,
by splitting them exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import lru_cache

from storelink_simulator.cast import App
from storelink_simulator.drawing import draw, number_of

LEVEL_ON = date(2026, 11, 1)
"""The day for which `App.downloads_per_day` is told."""
_SHUT_ONE_DAY_IN = 97


@dataclass(frozen=True, slots=True)
class DayVolume:
    """One app on one day. Counts."""

    impressions: int = 0
    page_views: int = 0
    taps_get: int = 0
    taps_open: int = 0
    taps_other: int = 0
    first_time_downloads: int = 0
    redownloads: int = 0
    manual_updates: int = 0
    auto_updates: int = 0
    restores: int = 0
    installs: int = 0
    deletions: int = 0
    sessions: int = 0
    crashes: int = 0
    pre_orders: int = 0
    pre_orders_cancelled: int = 0


EMPTY = DayVolume()


class Volumes:
    """The volumes of all apps of a seeded world, remembered for a while."""

    def __init__(self, seed: int, size: float, starts_on: date) -> None:
        self._seed = seed
        self._size = size
        self._starts_on = starts_on
        self.of = lru_cache(maxsize=4096)(self._compute)

    def is_shut(self, day: date) -> bool:
        """Whether the store sold nothing of this publisher: about one day in a hundred."""
        return number_of(self._seed, "shut", day) % _SHUT_ONE_DAY_IN == 0

    def trend(self, app: App, day: date) -> float:
        """Downloads per day without weekdays and chance; also defined before the launch."""
        years = (day - LEVEL_ON).days / 365.25
        turn = (day.timetuple().tm_yday - app.peak_day_of_year) / 365.25
        season = 1 + app.season_depth * math.cos(2 * math.pi * turn)
        growth = math.pow(app.growth_per_year, years)
        return app.downloads_per_day * self._size * growth * season

    def _compute(self, app: App, day: date) -> DayVolume:
        if day < max(self._starts_on, app.seen_from):
            return EMPTY
        interest = self._interest(app, day)
        seen = self._seen(app, day, interest)
        if day < app.launched_on:
            placed = round(interest * 0.35)
            cancelled = round(placed * 0.06 * draw(self._seed, app.apple_id, day, "cancel"))
            return DayVolume(**seen, pre_orders=placed, pre_orders_cancelled=cancelled)
        if self.is_shut(day):
            return DayVolume(**seen, **self._used(app, day, interest))
        return DayVolume(
            **seen, **self._downloaded(app, day, interest), **self._used(app, day, interest)
        )

    def _interest(self, app: App, day: date) -> float:
        """First-time downloads that the day would have if the store sold normally."""
        weekday = app.weekend_lift if day.weekday() >= 5 else 1.0
        noise = math.exp(0.16 * (self._chance(app, day, "interest") - 0.5) * 2)
        launch = 1.0
        if day >= app.launched_on:
            launch += 4 * math.exp(-(day - app.launched_on).days / 6)
        return self.trend(app, day) * weekday * noise * launch * (1 + self._release(app, day))

    def _release(self, app: App, day: date) -> float:
        """The bump after a release, gone after four days."""
        age = (day - app.launched_on).days % app.release_every_days
        return 0.18 * math.exp(-age / 1.5) if day > app.launched_on else 0.0

    def _seen(self, app: App, day: date, interest: float) -> dict[str, int]:
        near = 0.9 + 0.2 * self._chance(app, day, "seen")
        return {
            "impressions": round(interest * 26 * near),
            "page_views": round(interest * 3.5 * near),
            "taps_get": round(interest * 1.08),
            "taps_open": round(interest * 0.5 * near),
            "taps_other": round(interest * 0.12 * near),
        }

    def _downloaded(self, app: App, day: date, interest: float) -> dict[str, int]:
        base = self._installed(app, day)
        age = (day - app.launched_on).days % app.release_every_days
        rollout = math.exp(-age / 3) * 0.16 if day > app.launched_on else 0.0
        return {
            "first_time_downloads": round(interest),
            "redownloads": round(interest * (0.22 + 0.08 * self._chance(app, day, "again"))),
            "manual_updates": round(base * rollout * 0.25),
            "auto_updates": round(base * rollout),
            "restores": round(interest * 0.05),
        }

    def _used(self, app: App, day: date, interest: float) -> dict[str, int]:
        base = self._installed(app, day)
        lift = 1 + (app.weekend_lift - 1) * 0.5 if day.weekday() >= 5 else 1.0
        near = 0.92 + 0.16 * self._chance(app, day, "used")
        sessions = base * 0.18 * lift * near
        bad_release = 3 if self._chance(app, self._release_day(app, day), "bad") < 0.12 else 1
        return {
            "installs": round(interest * 1.15 * 0.34),
            "deletions": round(interest * 0.62 * 0.34 * near),
            "sessions": round(sessions),
            "crashes": round(sessions * 0.009 * bad_release * near),
        }

    def _installed(self, app: App, day: date) -> float:
        """People who have the app: about a hundred days of downloads, less while it is young."""
        age = (day - app.launched_on).days
        return self.trend(app, day) * 100 * (1 - math.exp(-(age + 1) / 100))

    @staticmethod
    def _release_day(app: App, day: date) -> date:
        age = (day - app.launched_on).days % app.release_every_days
        return day - timedelta(days=age)

    def _chance(self, app: App, day: date, what: str) -> float:
        return draw(self._seed, app.apple_id, day, what)


VOLUME_NAMES = tuple(field.name for field in fields(DayVolume))

"""How stable an app was on a Pacific day: shares of its users who saw a crash or a hang."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from storelink_simulator.cast import App
from storelink_simulator.google.play.figures import Figures

_SESSIONS_PER_USER = 1.8
_PERCEIVED = 0.82
"""Of the users who had a crash, how many had the app before their eyes."""
SMALLEST_GROUP = 50
"""Below so many users nothing is told."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """Users of a period, and how many of them had trouble. Rates are fractions of 1."""

    users: float
    crashed: float
    hung: float

    @property
    def rates(self) -> dict[str, float]:
        """The four rates by Google's names."""
        crash, anr = self.crashed / self.users, self.hung / self.users
        return {
            "crashRate": crash,
            "userPerceivedCrashRate": crash * _PERCEIVED,
            "anrRate": anr,
            "userPerceivedAnrRate": anr * _PERCEIVED,
        }

    def shared(self, part: float, chance: float) -> Vitals:
        """A part of the users, whose rates differ by chance (0 to 1)."""
        users, luck = self.users * part, 0.6 + 0.8 * chance
        return Vitals(users, self.crashed * part * luck, self.hung * part * (1.6 - 0.6 * luck))


class VitalsDays:
    """The days of all apps, remembered for a while."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self.of = lru_cache(maxsize=4096)(self._compute)

    def weighted(self, app: App, day: date, days: int) -> Vitals | None:
        """The days up to one, each weighted by its users; told once all of them are."""
        found = [self.of(app, day - timedelta(days=back)) for back in range(days)]
        if any(one is None for one in found):
            return None
        known = [one for one in found if one is not None]
        return Vitals(
            sum(one.users for one in known),
            sum(one.crashed for one in known),
            sum(one.hung for one in known),
        )

    def _compute(self, app: App, day: date) -> Vitals | None:
        """One day; None where too few people used the app."""
        figure = self._figures.of(app, day)
        users = figure.sessions / _SESSIONS_PER_USER
        if users < SMALLEST_GROUP:
            return None
        return Vitals(users, figure.crashes * 0.7, figure.anrs * 0.75)


def rounded_users(users: float) -> int:
    """As it is told: in steps of 10, 100, 1,000."""
    places = -1 if users < 1_000 else -2 if users < 100_000 else -3
    return int(round(users, places))

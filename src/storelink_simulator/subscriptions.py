"""Subscriptions of the invented publisher: how many are active, and what happened on a day.

The number of active ones is a function of the day; starts and ends are drawn so that they
account for its change exactly. On a day when the store was shut it does not change.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from storelink_simulator.cast import App, Product
from storelink_simulator.drawing import draw
from storelink_simulator.volume import Volumes

_LIFETIME_DAYS = {"7 Days": 60, "1 Month": 150, "1 Year": 500}


@dataclass(frozen=True, slots=True)
class SubscriptionDay:
    """One subscription product on one day; `active` is at its end. Counts."""

    active: int = 0
    on_trial: int = 0
    on_offer: int = 0
    in_retry: int = 0
    in_grace: int = 0
    started: int = 0
    trials_started: int = 0
    renewed: int = 0
    ended: int = 0
    billing_failed: int = 0
    recovered: int = 0
    reactivated: int = 0


class Subscriptions:
    """The subscription days of a seeded world."""

    def __init__(self, seed: int, volumes: Volumes) -> None:
        self._seed = seed
        self._volumes = volumes
        self.of = lru_cache(maxsize=4096)(self._compute)

    def active(self, app: App, product: Product, day: date) -> int:
        """Paid subscriptions at full price at the end of a day."""
        while self._volumes.is_shut(day):
            day -= timedelta(days=1)
        age = (day - app.launched_on).days
        if age < 0:
            return 0
        lifetime = _LIFETIME_DAYS[product.period]
        level = self._volumes.trend(app, day) * product.buyers_share * lifetime
        return round(level * (1 - math.exp(-(age + 1) / lifetime)))

    def _compute(self, app: App, product: Product, day: date) -> SubscriptionDay:
        if day < app.launched_on:
            return SubscriptionDay()
        before = self.active(app, product, day - timedelta(days=1))
        now = self.active(app, product, day)
        chance = draw(self._seed, product.apple_id, day, "subscription")
        if self._volumes.is_shut(day):
            return _standing(now)
        ended = round(before * (0.6 + 0.8 * chance) / _LIFETIME_DAYS[product.period])
        ended = max(ended, before - now)
        arrived = now - before + ended
        reactivated = arrived // 9
        return replace(
            _standing(now),
            started=arrived - reactivated,
            trials_started=round(arrived * (1.5 + chance)),
            renewed=round(before / product.period_days),
            ended=ended,
            billing_failed=now // 300,
            recovered=now // 420,
            reactivated=reactivated,
        )


def _standing(active: int) -> SubscriptionDay:
    """What there is at the end of a day, whatever happened on it."""
    return SubscriptionDay(
        active=active,
        on_trial=active // 45,
        on_offer=active // 30,
        in_retry=active // 40,
        in_grace=active // 90,
    )

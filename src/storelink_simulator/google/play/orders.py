"""What is paid for on Google Play: single orders, from which sales and earnings are both told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from storelink_simulator.cast import App, Product
from storelink_simulator.drawing import draw, number_of, split, stream
from storelink_simulator.google.play.listing import is_leading, play_apps, play_share
from storelink_simulator.google.play.months import days_between
from storelink_simulator.places import PLACES, Place, price_in
from storelink_simulator.purchases import Sold, sold_on
from storelink_simulator.world import HISTORY_STARTS_ON, World

_PART = 0.15
"""Purchases on Google Play, measured by the other store's and the app's size here."""
_REFUNDED = 0.02
LATEST_REFUND_DAYS = 9
FEE = Decimal("0.15")
_CENT = Decimal("0.01")
_SELLING_ONE_IN = 10
"""Of the apps beyond the demonstration's, how many sell anything: files stay small."""
_PLACES = PLACES[:24]


@dataclass(frozen=True, slots=True)
class Order:
    """One purchase, in the buyer's currency. Times are UTC."""

    number: str
    app: App
    product: Product | None
    """None for the app itself."""
    at: datetime
    place: Place
    price: Decimal
    """What the buyer pays, taxes included."""
    tax: Decimal
    refunded_at: datetime | None

    @property
    def net(self) -> Decimal:
        """The price without taxes."""
        return self.price - self.tax


class Orders:
    """The orders of a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sellers = tuple(app for app in play_apps(world) if _sells(world, app))
        self.on = lru_cache(maxsize=8192)(self._compute)

    def between(self, first: date, last: date) -> Iterator[Order]:
        """All orders that were charged from one day to another (UTC), day by day."""
        for day in days_between(max(first, HISTORY_STARTS_ON), last):
            for app in self._sellers:
                yield from self.on(app, day)

    def _compute(self, app: App, day: date) -> tuple[Order, ...]:
        share = play_share(self._world, app) * _PART
        return tuple(
            order
            for sold in sold_on(self._world, app, day)
            for order in self._orders(app, day, sold, share)
        )

    def _orders(self, app: App, day: date, sold: Sold, share: float) -> Iterator[Order]:
        seed = self._world.seed
        sku = sold.product.sku if sold.product else app.sku
        wanted = sold.units * share + draw(seed, "orders", sku, day)
        chance = stream(seed, "orders of", sku, day)
        weights = [place.weight * (0.5 + chance.random()) for place in _PLACES]
        midnight = datetime.combine(day, time(0), tzinfo=UTC)
        usd = sold.product.price_usd if sold.product else app.price_usd
        for place, units in zip(_PLACES, split(int(wanted), weights), strict=True):
            price = price_in(place, usd)
            tax = (price - price / (1 + place.tax)).quantize(_CENT, ROUND_HALF_UP)
            for _ in range(units):
                at = midnight + timedelta(seconds=chance.randrange(86_400))
                back = chance.random() < _REFUNDED
                waited = timedelta(days=chance.random() * LATEST_REFUND_DAYS)
                number = _number(chance.getrandbits(56), sold.product, chance.randrange(24))
                refunded_at = at + waited if back else None
                yield Order(number, app, sold.product, at, place, price, tax, refunded_at)


def _sells(world: World, app: App) -> bool:
    return is_leading(world, app) or number_of(app.bundle_id) % _SELLING_ONE_IN == 0


def _number(chance: int, product: Product | None, period: int) -> str:
    """`GPA.dddd-dddd-dddd-ddddd`; renewals of a subscription append their count."""
    digits = f"{chance % 10**17:017d}"
    stem = f"GPA.{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:]}"
    is_renewal = product is not None and product.kind == "IAY" and period > 0
    return f"{stem}..{period - 1}" if is_renewal else stem

"""How much an app sells on a day: itself if it is paid, and its products."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from storelink_simulator.cast import App, Product
from storelink_simulator.drawing import draw
from storelink_simulator.world import World


@dataclass(frozen=True, slots=True)
class Sold:
    """Units of one article on one day. `product` is None for the app itself."""

    product: Product | None
    units: int
    refunds: int

    @property
    def price_usd(self) -> Decimal:
        """Its price, where it is a product."""
        return self.product.price_usd if self.product else Decimal(0)


def sold_on(world: World, app: App, day: date) -> list[Sold]:
    """Everything that was paid for, first purchases and renewals together."""
    if day < app.launched_on or world.volumes.is_shut(day):
        return []
    downloads = world.volumes.of(app, day).first_time_downloads
    found = []
    if app.price_usd:
        found.append(Sold(None, downloads, _refunds(world, app.apple_id, day, downloads)))
    for product in app.products:
        units = _units(world, app, product, day, downloads=downloads)
        found.append(Sold(product, units, _refunds(world, product.apple_id, day, units)))
    return [one for one in found if one.units or one.refunds]


def refunded_on(world: World, app: App, product: Product, day: date) -> int:
    """Units of a product that were given back on a day."""
    return sum(one.refunds for one in sold_on(world, app, day) if one.product == product)


def _units(world: World, app: App, product: Product, day: date, *, downloads: int) -> int:
    if product.kind == "IAY":
        state = world.subscriptions.of(app, product, day)
        return state.started + state.reactivated + state.renewed
    near = 0.7 + 0.6 * draw(world.seed, product.apple_id, day, "sold")
    return round(downloads * product.buyers_share * near)


def _refunds(world: World, article: str, day: date, units: int) -> int:
    if not units:
        return 0
    expected = units * 0.025 + draw(world.seed, article, day, "refunds") * 0.9
    return int(expected)

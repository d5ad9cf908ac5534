"""financial-stats/subscriptions: new, cancelled and active ones of a product, by country."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from storelink_simulator.cast import App, Product
from storelink_simulator.drawing import split
from storelink_simulator.google.files.family import Leaf
from storelink_simulator.google.files.table import Cell, Table
from storelink_simulator.google.play.figures import Figures
from storelink_simulator.google.play.listing import play_share
from storelink_simulator.places import PLACES

_COUNTS = ("New Subscriptions", "Cancelled Subscriptions", "Active Subscriptions")
_PLACES = PLACES[:20]
_BASE_PLANS_FROM = date(2025, 1, 1)
_PART = 0.5
"""Subscriptions on Google Play, measured by the other store's and the app's size here."""


@dataclass(frozen=True, slots=True)
class SubscriptionCounts:
    """One product on one day; `active` is at its end."""

    new: int
    cancelled: int
    active: int


def counts_of(figures: Figures, app: App, product: Product, day: date) -> SubscriptionCounts:
    """What a product's day tells."""
    share = play_share(figures.world, app) * _PART
    found = figures.world.subscriptions.of(app, product, day)
    return SubscriptionCounts(
        round((found.started + found.reactivated) * share),
        round(found.ended * share),
        round(found.active * share),
    )


def subscription_products(app: App) -> tuple[Product, ...]:
    """What is subscribed to, in the order of file names."""
    products = [product for product in app.products if product.kind == "IAY"]
    return tuple(sorted(products, key=lambda product: product.sku))


def parts(app: App) -> tuple[str, ...]:
    """The products of an app, as file names have them."""
    return tuple(product.sku for product in subscription_products(app))


def table(figures: Figures, leaf: Leaf) -> Table:
    """One file of a product."""
    has_plans = leaf.edition.month >= _BASE_PLANS_FROM
    plans = ("Base Plan ID", "Offer ID") if has_plans else ()
    header = ("Date", "Package Name", "Product ID", "Country", *plans, *_COUNTS)
    product = next(one for one in subscription_products(leaf.app) if one.sku == leaf.part)
    return Table(header, _rows(figures, leaf, product, has_plans=has_plans))


def base_plan(product: Product) -> str:
    """The base plan of a product: its period."""
    return product.period.lower().replace(" ", "-").replace("1-", "")


def _rows(
    figures: Figures, leaf: Leaf, product: Product, *, has_plans: bool
) -> Iterator[list[Cell]]:
    weights = [place.weight for place in _PLACES]
    plans: list[Cell] = [base_plan(product), ""] if has_plans else []
    for day in leaf.days():
        found = counts_of(figures, leaf.app, product, day)
        columns = [split(n, weights) for n in (found.new, found.cancelled, found.active)]
        for place, counts in zip(_PLACES, zip(*columns, strict=True), strict=True):
            if any(counts):
                start: list[Cell] = [day.isoformat(), leaf.app.bundle_id, product.sku, place.code]
                yield [*start, *plans, *counts]

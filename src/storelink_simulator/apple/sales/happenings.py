"""What happened to the subscriptions of a product on a day, as totals by event name."""

from __future__ import annotations

from datetime import date, timedelta

from storelink_simulator.cast import App, Product
from storelink_simulator.purchases import refunded_on
from storelink_simulator.world import World

LATE_SHARE = 20
"""One renewal in twenty is told only in the next day's file, under its own event date."""


def happened(world: World, app: App, product: Product, day: date) -> dict[str, int]:
    """All events of a day, by Apple's names."""
    state = world.subscriptions.of(app, product, day)
    from_retry = state.ended // 5
    converted = state.started // 2
    upgraded = state.started // 25 if len(subscriptions_of(app)) > 1 else 0
    return {
        "Subscribe": state.started - converted - upgraded,
        "Paid Subscription from Introductory Offer": converted,
        "Upgrade": upgraded,
        "Start Introductory Offer": state.trials_started,
        "Start Promotional Offer": state.started // 12,
        "Renew": state.renewed,
        "Cancel": state.ended - from_retry,
        "Canceled from Billing Retry": from_retry,
        "Billing Retry from Paid Subscription": state.billing_failed,
        "Renewal from Billing Retry": state.recovered,
        "Reactivate": state.reactivated,
        "Refund": refunded_on(world, app, product, day),
    }


def told_in_file(
    world: World, app: App, product: Product, day: date
) -> list[tuple[date, str, int]]:
    """What the file of a day tells: its events but late renewals, and those of the day before."""
    before = day - timedelta(days=1)
    late = happened(world, app, product, before)["Renew"] // LATE_SHARE
    here = happened(world, app, product, day)
    here["Renew"] -= here["Renew"] // LATE_SHARE
    told = [(day, name, count) for name, count in here.items() if count]
    return [*told, (before, "Renew", late)] if late else told


def subscriptions_of(app: App) -> list[Product]:
    """The auto-renewable products of an app."""
    return [product for product in app.products if product.kind == "IAY"]

"""SUBSCRIBER: one line a transaction, with an anonymous subscriber id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from storelink_simulator.apple.reports.pools import Combo, Shape
from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.apple.sales.happenings import subscriptions_of
from storelink_simulator.apple.sales.ledger import Ledger
from storelink_simulator.apple.sales.subscription import money_of, product_cells
from storelink_simulator.cast import App, Product
from storelink_simulator.drawing import number_of
from storelink_simulator.purchases import refunded_on
from storelink_simulator.world import World

_SHAPE = Shape(20, by_system=False, by_version=False, by_source=False)


def subscriber_rows(world: World, ledger: Ledger, first: date, last: date) -> list[Row]:
    """The rows of a daily file."""
    del first
    return [
        row
        for app in world.own_apps
        for product in subscriptions_of(app)
        for row in _rows_of(world, ledger, app, product, day=last)
    ]


def _rows_of(
    world: World, ledger: Ledger, app: App, product: Product, *, day: date
) -> Iterator[Row]:
    state = world.subscriptions.of(app, product, day)
    paid = state.started + state.reactivated + state.renewed
    refunded = refunded_on(world, app, product, day)
    for total, is_refund in ((paid, False), (refunded, True)):
        words = (f"{product.apple_id}/subscriber/{is_refund}", _SHAPE)
        for combo, count in ledger.shared(app, total, day, words):
            for place in range(count):
                subscriber = _subscriber(world, product, combo, day, place=place)
                yield _row(app, product, combo, (day, subscriber), is_refund=is_refund)


def _subscriber(world: World, product: Product, combo: Combo, day: date, *, place: int) -> str:
    """Who it was: somebody who comes back every period, as far as numbers can say."""
    turn = day.toordinal() % max(1, product.period_days)
    words = (world.seed, product.apple_id, combo.place.code, combo.device, turn, place)
    return f"1{number_of(*words) % 10**12:012d}"


def _row(
    app: App, product: Product, combo: Combo, told: tuple[date, str], *, is_refund: bool
) -> Row:
    day, subscriber = told
    price, proceeds = money_of(product, combo)
    bought_on = day - timedelta(days=3) if is_refund else day
    return {
        "Event Date": day.isoformat(),
        **product_cells(app, product),
        "Promotional Offer Name": "",
        "Promotional Offer ID": "",
        "Subscription Offer Type": "",
        "Subscription Offer Duration": "",
        "Marketing Opt-In Duration": "",
        "Customer Price": -price if is_refund else price,
        "Customer Currency": combo.place.currency,
        "Developer Proceeds": proceeds,
        "Proceeds Currency": combo.place.currency,
        "Preserved Pricing": " ",
        "Proceeds Reason": " ",
        "Client": " ",
        "Device": combo.device,
        "Country": combo.place.code,
        "Subscriber ID": subscriber,
        "Subscriber ID Reset": "",
        "Refund": "Yes" if is_refund else "",
        "Purchase Date": bought_on.isoformat() if is_refund else "",
        "Units": -1 if is_refund else 1,
    }

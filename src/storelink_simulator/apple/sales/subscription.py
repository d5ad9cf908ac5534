"""SUBSCRIPTION: how many subscriptions stand at the end of a day, by product, country, device.

The file has no date in it; it is the day that was asked for.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from storelink_simulator.apple.reports.pools import Combo, Shape
from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.apple.sales.ledger import KEPT, Ledger
from storelink_simulator.cast import App, Product
from storelink_simulator.places import price_in, proceeds_of
from storelink_simulator.world import World

_STANDING = Shape(22, by_system=False, by_version=False, by_source=False)
_ON_OFFER = Shape(6, by_system=False, by_version=False, by_source=False)
_OFFER = ("Welcome back", "welcome_back")
_FEWEST_SUBSCRIBERS = 5
STANDARD, TRIAL = (
    "Active Standard Price Subscriptions",
    "Active Free Trial Introductory Offer Subscriptions",
)
PROMOTED, RETRY, GRACE = (
    "Pay As You Go Promotional Offer Subscriptions",
    "Billing Retry",
    "Grace Period",
)
_NEVER = (
    "Active Pay Up Front Introductory Offer Subscriptions",
    "Active Pay As You Go Introductory Offer Subscriptions",
    "Free Trial Promotional Offer Subscriptions",
    "Pay Up Front Promotional Offer Subscriptions",
    "Free Trial Offer Code Subscriptions",
    "Pay Up Front Offer Code Subscriptions",
    "Pay As You Go Offer Code Subscriptions",
    "Free Trial Win-back Offers",
    "Pay Up Front Win-back Offers",
    "Pay As You Go Win-back Offers",
)


def standing_of(world: World, app: App, product: Product, day: date) -> dict[str, int]:
    """The totals of a product at the end of a day, by column."""
    state = world.subscriptions.of(app, product, day)
    return {
        STANDARD: state.active,
        TRIAL: state.on_trial,
        PROMOTED: state.on_offer,
        RETRY: state.in_retry,
        GRACE: state.in_grace,
    }


def subscription_rows(world: World, ledger: Ledger, first: date, last: date) -> list[Row]:
    """The rows of a day (`first` and `last` are the same: there are daily files only)."""
    del first
    rows = []
    for app in world.own_apps:
        for product in app.products:
            if product.kind == "IAY":
                rows.extend(_rows_of(world, ledger, app, product, day=last))
    return rows


def _rows_of(world: World, ledger: Ledger, app: App, product: Product, *, day: date) -> list[Row]:
    totals = standing_of(world, app, product, day)
    rows = []
    for is_promoted, shape in ((False, _STANDING), (True, _ON_OFFER)):
        names = [name for name in totals if (name == PROMOTED) == is_promoted]
        words = (f"{product.apple_id}/standing/{is_promoted}", shape)
        shares = {name: ledger.shared(app, totals[name], day, words) for name in names}
        pool = next(iter(shares.values()))
        for place, (combo, _) in enumerate(pool):
            counts = {name: share[place][1] for name, share in shares.items()}
            if any(counts.values()):
                rows.append(_row(app, product, combo, counts, is_promoted=is_promoted))
    return rows


def _row(
    app: App, product: Product, combo: Combo, counts: dict[str, int], *, is_promoted: bool
) -> Row:
    place = combo.place
    price = price_in(place, product.price_usd / (2 if is_promoted else 1))
    active = sum(count for name, count in counts.items() if name not in (RETRY, GRACE))
    name, identifier = _OFFER if is_promoted else (" ", " ")
    return {
        **product_cells(app, product),
        "Promotional Offer Name": name,
        "Subscription Offer Name": name,
        "Promotional Offer ID": identifier,
        "Customer Price": price,
        "Customer Currency": place.currency,
        "Developer Proceeds": proceeds_of(place, price, KEPT),
        "Proceeds Currency": place.currency,
        "Preserved Pricing": "",
        "Proceeds Reason": "",
        "Client": "",
        "Device": combo.device,
        "State": state_of(combo),
        "Country": place.code,
        **dict.fromkeys((*_NEVER, STANDARD, TRIAL, PROMOTED, RETRY, GRACE), 0),
        **counts,
        "Marketing Opt-Ins": counts.get(STANDARD, 0) // 12,
        "Subscribers": active if active >= _FEWEST_SUBSCRIBERS else "",
    }


def product_cells(app: App, product: Product) -> Row:
    """The cells that name the app and the subscription."""
    return {
        "App Name": app.name,
        "App Apple ID": app.apple_id,
        "Subscription Name": product.name,
        "Subscription Apple ID": product.apple_id,
        "Subscription Group ID": product.group_id,
        "Standard Subscription Duration": product.period,
    }


def state_of(combo: Combo) -> str:
    """The state or province, told in few countries; a space elsewhere."""
    states = combo.place.states
    return states[int(combo.luck * len(states))] if states else " "


def money_of(product: Product, combo: Combo) -> tuple[Decimal, Decimal]:
    """Price and proceeds of one unit, in the place's currency."""
    price = price_in(combo.place, product.price_usd)
    return price, proceeds_of(combo.place, price, KEPT)

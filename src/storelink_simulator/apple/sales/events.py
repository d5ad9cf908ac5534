"""SUBSCRIPTION_EVENT: what happened to subscriptions, by event, product, country, device."""

from __future__ import annotations

from datetime import date, timedelta

from storelink_simulator.apple.reports.pools import Combo, Shape
from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.apple.sales.happenings import subscriptions_of, told_in_file
from storelink_simulator.apple.sales.ledger import Ledger
from storelink_simulator.apple.sales.subscription import product_cells, state_of
from storelink_simulator.cast import App, Product
from storelink_simulator.world import World

_SHAPE = Shape(9, by_system=False, by_version=False, by_source=False)
_ENDS = ("Cancel", "Canceled from Billing Retry")
_FIRSTS = ("Subscribe", "Start Introductory Offer", "Start Promotional Offer")


def event_rows(world: World, ledger: Ledger, first: date, last: date) -> list[Row]:
    """The rows of a daily file; a few belong to the day before."""
    del first
    return [
        row
        for app in world.own_apps
        for product in subscriptions_of(app)
        for day, event, total in told_in_file(world, app, product, last)
        for row in _rows_of(ledger, app, product, (day, event, total))
    ]


def _rows_of(ledger: Ledger, app: App, product: Product, told: tuple[date, str, int]) -> list[Row]:
    day, event, total = told
    shares = ledger.shared(app, total, day, (f"{product.apple_id}/{event}", _SHAPE))
    return [
        _row(
            app, product, combo, {"Event Date": day.isoformat(), "Event": event, "Quantity": count}
        )
        for combo, count in shares
        if count
    ]


def _row(app: App, product: Product, combo: Combo, told: Row) -> Row:
    day = date.fromisoformat(str(told["Event Date"]))
    event = str(told["Event"])
    periods = 0 if event in _FIRSTS else 1 + int(combo.luck * 11)
    started = day - timedelta(days=periods * product.period_days)
    trial = event == "Start Introductory Offer"
    return {
        **told,
        **product_cells(app, product),
        "Promotional Offer Name": " ",
        "Subscription Offer Name": " ",
        "Promotional Offer ID": " ",
        "Subscription Offer Type": "Free Trial" if trial else "",
        "Subscription Offer Duration": "7 Days" if trial else "",
        "Marketing Opt-In": "",
        "Marketing Opt-In Duration": " ",
        "Preserved Pricing": "",
        "Proceeds Reason": "",
        "Consecutive Paid Periods": periods,
        "Paid Service Days Recovered": "",
        "Original Start Date": started.isoformat(),
        "Client": "",
        "Device": combo.device,
        "State": state_of(combo),
        "Country": combo.place.code,
        **_previous(app, product, event),
        "Days Before Canceling": 1 + int(combo.luck * 60) if event == "Cancel" else " ",
        "Cancellation Reason": _reason(event),
        "Days Canceled": 10 + int(combo.luck * 90) if event == "Reactivate" else " ",
    }


def _previous(app: App, product: Product, event: str) -> Row:
    other = next((one for one in subscriptions_of(app) if one != product), None)
    if event != "Upgrade" or other is None:
        return {"Previous Subscription Name": " ", "Previous Subscription Apple ID": " "}
    return {
        "Previous Subscription Name": other.name,
        "Previous Subscription Apple ID": other.apple_id,
    }


def _reason(event: str) -> str:
    if event not in _ENDS:
        return " "
    return "Canceled" if event == "Cancel" else "Billing issue"

"""sales/salesreport_<month>.zip: what buyers were charged, an order a row, in three headers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from storelink_simulator.drawing import number_of, pick
from storelink_simulator.google.files.subscriptions import base_plan
from storelink_simulator.google.files.table import Cell, Table, zipped
from storelink_simulator.google.play.editions import Edition
from storelink_simulator.google.play.months import next_month
from storelink_simulator.google.play.orders import LATEST_REFUND_DAYS, Order, Orders

_COLUMNS_2024 = (
    "Order Number", "Order Charged Date", "Order Charged Timestamp", "Financial Status",
    "Device Model", "Product Title", "Product ID", "Product Type", "SKU ID", "Currency of Sale",
    "Item Price", "Taxes Collected", "Charged Amount", "City of Buyer", "State of Buyer",
    "Postal Code of Buyer", "Country of Buyer", "Base Plan ID", "Offer ID", "Group ID",
    "First USD 1M Eligible", "Promotion ID", "Coupon Value", "Discount Rate",
    "Featured Product ID",
)  # fmt: skip
_COLUMNS_2025 = (*_COLUMNS_2024, "Price Experiment ID")
_NEW_NAMES = {
    "Product ID": "Package ID",
    "Base Plan ID": "Base Plan or Purchase Option ID",
    "Postal Code of Buyer": "Postcode of Buyer",
    "Featured Product ID": "Featured Products ID",
}
_COLUMNS_2026 = (*(_NEW_NAMES.get(name, name) for name in _COLUMNS_2025), "Sales Channel")
_TYPES = {
    "app": ("paidapp", "Paid app"),
    "once": ("inapp", "One-time product"),
    "subscription": ("subscription", "Subscription"),
}
_MODELS = ("Pixel 8", "SM-A155F", "SM-S928B", "Pixel 7a", "Redmi Note 11")
NEW_NAMES_FROM = 2026


@dataclass(frozen=True, slots=True)
class Booking:
    """One row of a sales file: an order was charged, or given back."""

    order: Order
    at: datetime
    is_refund: bool

    @property
    def charged(self) -> Decimal:
        """What was taken from the buyer; below zero where it was given back."""
        return -self.order.price if self.is_refund else self.order.price


def bookings(orders: Orders, edition: Edition) -> list[Booking]:
    """The rows of a month's edition, in the order of time."""
    starts_at = _midnight(edition.month)
    ends_at = min(_midnight(next_month(edition.month)), _midnight(edition.run_on))
    first = edition.month - timedelta(days=LATEST_REFUND_DAYS + 1)
    found = []
    for order in orders.between(first, (ends_at - timedelta(seconds=1)).date()):
        if starts_at <= order.at < ends_at:
            found.append(Booking(order, order.at, is_refund=False))
        if order.refunded_at is not None and starts_at <= order.refunded_at < ends_at:
            found.append(Booking(order, order.refunded_at, is_refund=True))
    return sorted(found, key=lambda one: (one.at, one.order.number))


def sales_zip(orders: Orders, edition: Edition) -> bytes:
    """The zip of a month."""
    year = edition.month.year
    header = {2024: _COLUMNS_2024, 2025: _COLUMNS_2025}.get(year, _COLUMNS_2026)
    rows = (_row(one, year)[: len(header)] for one in bookings(orders, edition))
    return zipped(f"salesreport_{edition.month:%Y%m}.csv", Table(header, rows))


def type_of(order: Order) -> str:
    """`app`, `once` or `subscription`."""
    if order.product is None:
        return "app"
    return "subscription" if order.product.kind == "IAY" else "once"


def title_of(order: Order) -> str:
    """The title as files have it: the product's, with the app's in brackets."""
    return f"{order.product.name} ({order.app.name})" if order.product else order.app.name


def plan_of(order: Order) -> str:
    """The base plan, for subscriptions."""
    is_plan = order.product is not None and order.product.kind == "IAY"
    return base_plan(order.product) if order.product and is_plan else ""


def sku_of(order: Order) -> str:
    """The product's id; of the app itself its package."""
    return order.product.sku if order.product else order.app.bundle_id


def _row(one: Booking, year: int) -> list[Cell]:
    order = one.order
    is_new = year >= NEW_NAMES_FROM
    # The sign of refunds differs between accounts: both are in this bucket.
    sign = -1 if one.is_refund and not is_new else 1
    return [
        order.number,
        f"{one.at:%Y-%m-%d}",
        str(int(one.at.timestamp())),
        "Refund" if one.is_refund else "Charged",
        pick(_MODELS, order.number),
        title_of(order),
        order.app.bundle_id,
        _TYPES[type_of(order)][is_new],
        sku_of(order),
        order.place.currency,
        _money(sign * order.net),
        _money(sign * order.tax),
        _money(sign * order.price),
        "",
        order.place.states[number_of(order.number) % len(order.place.states)]
        if order.place.states
        else "",
        "",
        order.place.code,
        plan_of(order),
        "",
        "",
        "Yes",
        "",
        "",
        "",
        "",
        "",
        "",
    ]


def _money(amount: Decimal) -> str:
    """With a thousands separator, which quotes the cell."""
    return f"{amount:,}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=UTC)

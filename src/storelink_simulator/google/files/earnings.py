"""earnings/: charges, fees and refunds in the publisher's money, by Pacific days; account rows too.

A month has one zip, but for the month in which the payments profile changed, which has two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from storelink_simulator.drawing import number_of
from storelink_simulator.google.files.sales import (
    NEW_NAMES_FROM,
    plan_of,
    sku_of,
    title_of,
)
from storelink_simulator.google.files.table import Cell, Table, zipped
from storelink_simulator.google.play.months import last_day
from storelink_simulator.google.play.orders import FEE, LATEST_REFUND_DAYS, Order, Orders
from storelink_simulator.pacific import offset_on

MERCHANT_CURRENCY = "USD"
PROFILE_CHANGED_IN = date(2025, 3, 1)
_CHANGED_ON_DAY = 15
_COLUMNS_2024 = (
    "Description", "Transaction Date", "Transaction Time", "Tax Type", "Transaction Type",
    "Refund Type", "Product Title", "Product id", "Product Type", "Sku Id", "Hardware",
    "Buyer Country", "Buyer State", "Buyer Postal Code", "Buyer Currency",
    "Amount (Buyer Currency)", "Currency Conversion Rate", "Merchant Currency",
    "Amount (Merchant Currency)", "Base Plan ID", "Offer ID", "Group ID",
    "First USD 1M Eligible", "Service Fee %", "Fee Description", "Promotion ID",
)  # fmt: skip
_NEW_NAMES = {
    "Product id": "Package ID",
    "Sku Id": "SKU ID",
    "Base Plan ID": "Base Plan or Purchase Option ID",
    "Buyer Postal Code": "Buyer Postcode",
}
_COLUMNS_2026 = (*(_NEW_NAMES.get(name, name) for name in _COLUMNS_2024), "Sales Channel")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: something that was booked for an order, or for the account where there is none."""

    order: Order | None
    at: datetime
    type: str
    buyer_amount: Decimal
    rate: Decimal
    refund_type: str = ""

    @property
    def day(self) -> date:
        """The Pacific day."""
        return (self.at + offset_on(self.at.date())).date()

    @property
    def amount(self) -> Decimal:
        """In the publisher's currency."""
        return (self.buyer_amount * self.rate).quantize(_CENT, ROUND_HALF_UP)


def entries(orders: Orders, month: date) -> list[Entry]:
    """All rows of a month, in the order of time; the account's adjustment is the last."""
    first = month - timedelta(days=LATEST_REFUND_DAYS + 2)
    found = [
        entry
        for order in orders.between(first, last_day(month) + timedelta(days=1))
        for entry in _of_order(order)
        if entry.day.replace(day=1) == month
    ]
    found.sort(key=lambda one: (one.at, one.order.number if one.order else "", one.type))
    cents = number_of("adjustment", month) % 4000 - 2000
    return [*found, _adjustment(month, Decimal(cents) / 100)]


def earnings_names(month: date) -> tuple[str, ...]:
    """The zips of a month: a running number after the number of the payments profile."""
    running = (month.year - 2020) * 12 + month.month
    old, new = f"60211734925108-{running}", f"71840023356671-{running}"
    profiles = [old] if month <= PROFILE_CHANGED_IN else []
    if month >= PROFILE_CHANGED_IN:
        profiles.append(new)
    return tuple(f"earnings/earnings_{month:%Y%m}_{profile}.zip" for profile in profiles)


def earnings_zip(orders: Orders, month: date, place: int) -> bytes:
    """One zip of a month; of two, the first holds the days before the change."""
    found = entries(orders, month)
    if month == PROFILE_CHANGED_IN:
        found = [one for one in found if (one.day.day >= _CHANGED_ON_DAY) == bool(place)]
    is_new = month.year >= NEW_NAMES_FROM
    header = _COLUMNS_2026 if is_new else _COLUMNS_2024
    rows = (_row(one)[: len(header)] for one in found)
    return zipped(f"PlayApps_{month:%Y%m}.csv", Table(header, rows))


def _of_order(order: Order) -> Iterator[Entry]:
    rate = (1 / order.place.per_usd).quantize(Decimal("0.000001"), ROUND_HALF_UP)
    fee = (order.net * FEE).quantize(_CENT, ROUND_HALF_UP)
    yield Entry(order, order.at, "Charge", order.net, rate)
    yield Entry(order, order.at, "Google fee", -fee, rate)
    if order.refunded_at is not None:
        at = order.refunded_at
        yield Entry(order, at, "Charge refund", -order.net, rate, "Full")
        yield Entry(order, at, "Google fee refund", fee, rate, "Full")


def _adjustment(month: date, amount: Decimal) -> Entry:
    noon = datetime.fromisoformat(f"{last_day(month)}T20:00:00+00:00")
    return Entry(None, noon, "Adjustment", amount, Decimal("1.000000"))


def _row(one: Entry) -> list[Cell]:
    order, at = one.order, one.at + offset_on(one.at.date())
    zone = "PST" if offset_on(one.at.date()) == timedelta(hours=-8) else "PDT"
    money: list[Cell] = [
        order.place.currency if order else MERCHANT_CURRENCY,
        f"{one.buyer_amount:.2f}",
        f"{one.rate}",
        MERCHANT_CURRENCY,
        f"{one.amount}",
    ]
    return [
        order.number if order else "Balance adjustment",
        f"{at:%b} {at.day}, {at.year}",
        f"{at.hour % 12 or 12}:{at:%M:%S %p} {zone}",
        "",
        one.type,
        one.refund_type,
        title_of(order) if order else "",
        order.app.bundle_id if order else "",
        ("1" if order.product else "0") if order else "",
        sku_of(order) if order else "",
        "",
        order.place.code if order else "",
        "",
        "",
        *money,
        plan_of(order) if order else "",
        "",
        "",
        "Yes" if order else "",
        "15" if "fee" in one.type else "",
        "SUBSCRIPTIONS" if "fee" in one.type and order and plan_of(order) else "",
        "",
        "",
    ]

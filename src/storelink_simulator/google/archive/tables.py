"""The tables of the archive: every layout that Google has dropped since."""

from __future__ import annotations

from datetime import date, timedelta

from storelink_simulator.google.archive.beacon import (
    CURRENCY,
    FEE,
    PACKAGE,
    PRICE,
    SKU,
    TAX,
    TITLE,
    old_day,
    old_orders,
)
from storelink_simulator.google.files.table import Cell, Table
from storelink_simulator.google.play.months import days_between, last_day

_DAILY = ("Daily Device Installs", "Daily Device Uninstalls", "Daily Device Upgrades")
_USERS = ("Total User Installs", "Daily User Installs", "Daily User Uninstalls")
_FIRST = ("Current Device Installs", *_DAILY, "Current User Installs", *_USERS)
_SECOND = (*_DAILY, *_USERS, "Active Device Installs")
_THIRD = (*_SECOND, "Install events", "Update events", "Uninstall events")
_EARNINGS = (
    "Description", "Transaction Date", "Transaction Time", "Tax Type", "Transaction Type",
    "Refund Type", "Product Title", "Product id", "Product Type", "Sku Id", "Hardware",
    "Buyer Country", "Buyer State", "Buyer Postal Code", "Buyer Currency",
    "Amount (Buyer Currency)", "Currency Conversion Rate", "Merchant Currency",
    "Amount (Merchant Currency)",
)  # fmt: skip
_PLANS = ("Base Plan ID", "Offer ID")
_SALES = (
    "Order Number", "Order Charged Date", "Order Charged Timestamp", "Financial Status",
    "Device Model", "Product Title", "Product ID", "Product Type", "SKU ID", "Currency of Sale",
    "Item Price", "Taxes Collected", "Charged Amount", "City of Buyer", "State of Buyer",
    "Postal Code of Buyer", "Country of Buyer",
)  # fmt: skip
_CHANNELS = ("Organic", "Play Store (organic)", "UTM-tagged", "Google Ads")


def old_installs(month: date) -> Table:
    """stats/installs in the layout of its year."""
    header = {2015: _FIRST, 2017: _SECOND}.get(month.year, _THIRD)
    rows = [_installs(day, month.year) for day in days_between(month, last_day(month))]
    return Table(("Date", "Package Name", *header), rows)


def _installs(day: date, year: int) -> list[Cell]:
    one = old_day(day)
    daily = [one.device_installs, one.device_uninstalls, one.device_upgrades]
    users = [one.total_users, one.user_installs, one.user_uninstalls]
    start: list[Cell] = [day.isoformat(), PACKAGE]
    if year < 2017:
        return [*start, one.current_devices, *daily, one.current_users, *users]
    if year < 2018:
        return [*start, *daily, *users, one.current_devices]
    events = [one.device_installs, one.device_upgrades, one.device_uninstalls]
    return [*start, *daily, *users, one.current_devices, *events]


def old_earnings(month: date) -> Table:
    """earnings with 19 columns, since 2022 with 21; the publisher was paid in euros then."""
    has_plans = month.year >= 2022
    plans = ["", ""] if has_plans else []
    rows: list[list[Cell]] = []
    for order in old_orders(month):
        at = order.at - timedelta(hours=8 if month.month < 3 else 7)
        zone = "PST" if month.month < 3 else "PDT"
        clock = f"{at.hour % 12 or 12}:{at:%M:%S %p} {zone}"
        for kind, amount in (("Charge", PRICE - TAX), ("Google fee", -FEE)):
            start = [order.number, f"{at:%b} {at.day}, {at.year}", clock, "", kind, ""]
            what = [TITLE, PACKAGE, "1", SKU, "", order.country, "", ""]
            money = [CURRENCY, f"{amount}", "1.000000", CURRENCY, f"{amount}"]
            rows.append([*start, *what, *money, *plans])
    return Table((*_EARNINGS, *(_PLANS if has_plans else ())), rows)


def old_sales(month: date) -> Table:
    """sales before base plans."""
    rows: list[list[Cell]] = [
        [
            order.number, f"{order.at:%Y-%m-%d}", str(int(order.at.timestamp())), "Charged",
            "redfin", TITLE, PACKAGE, "inapp", SKU, CURRENCY, f"{PRICE - TAX}", f"{TAX}",
            f"{PRICE}", "", "", "", order.country,
        ]
        for order in old_orders(month)
    ]  # fmt: skip
    return Table(_SALES, rows)


def retained_installers(month: date) -> Table:
    """acquisition/retained_installers by channel, which ended with June 2021."""
    periods = [
        name
        for days in ("1 day", "7 days", "15 days", "30 days")
        for name in (f"Installers retained for {days}", f"Installer-to-{days} retention rate")
    ]
    start = ("Date", "Package Name", "Acquisition Channel", "Store Listing Visitors")
    header = (*start, "Installers", "Visitor-to-Installer conversion rate", *periods)
    rows: list[list[Cell]] = []
    for day in days_between(month, last_day(month)):
        for place, channel in enumerate(_CHANNELS):
            installers = old_day(day).user_installs // (place + 2)
            kept = [installers * part // 10 for part in (6, 4, 3, 2)]
            rates = [cell for n in kept for cell in (n, f"{n / installers:.4f}")]
            visitors = installers * 3
            rows.append([day.isoformat(), PACKAGE, channel, visitors, installers, "0.3333", *rates])
    return Table(header, rows)


def cancellations(month: date) -> Table:
    """What people wrote when they cancelled; a zip under the name of a CSV."""
    header = ("Cancellation Date", "Sku Id", "Country", "Response")
    texts = ("Too expensive, sorry", 'The "beam" is too weak', "I lost my phone\nand bought two")
    rows = [
        [f"{month + timedelta(days=3 * place)}", SKU, "DE", text]
        for place, text in enumerate(texts)
    ]
    return Table(header, rows)


def play_balance(month: date) -> Table:
    """Korean balance: not the publisher's business but for one order."""
    header = (
        "Order Number", "Order Charged Date", "Order Charged Timestamp", "Financial Status",
        "Play Balance Funding Amount", "Play Balance Currency",
    )  # fmt: skip
    noon = f"{int(date(month.year, month.month, 9).toordinal() - 719_163) * 86_400 + 43_200}"
    first = f"{month.replace(day=9)}"
    return Table(header, [["GPA.3300-0000-0000-00001", first, noon, "Charged", "5,000", "KRW"]])

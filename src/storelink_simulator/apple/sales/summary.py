"""SALES SUMMARY: units and money per article, country, device; one day or a longer period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.apple.sales.ledger import Ledger, Line
from storelink_simulator.world import COMPANY, HISTORY_STARTS_ON, World

BLANK = " "
"""How the store writes most of the cells that hold nothing."""
PLATFORM = {"iPhone": "iOS", "iPad": "iOS", "Desktop": "macOS"}


def days_between(first: date, last: date) -> Iterator[date]:
    """All days of a period, from the start of the history at the earliest."""
    day = max(first, HISTORY_STARTS_ON)
    while day <= last:
        yield day
        day += timedelta(days=1)


def american(day: date) -> str:
    """MM/DD/YYYY."""
    return f"{day:%m/%d/%Y}"


def summary_rows(world: World, ledger: Ledger, first: date, last: date) -> list[Row]:
    """The rows of a period; the same article, place, price … on several days is one row."""
    found: dict[tuple[object, ...], tuple[Line, int]] = {}
    for app in world.own_apps:
        for day in days_between(first, last):
            for line in ledger.lines(app, day):
                key = _key(line)
                units = found[key][1] if key in found else 0
                found[key] = (line, units + line.units)
    return [_row(line, units, first, last) for line, units in found.values()]


def _key(line: Line) -> tuple[object, ...]:
    return (
        line.app.apple_id, line.article.name, line.place.code, line.device, line.version,
        line.price,
    )  # fmt: skip


def _row(line: Line, units: int, first: date, last: date) -> Row:
    app, product, place = line.app, line.article.product, line.place
    is_free = not line.article.price_usd
    return {
        "Provider": "APPLE",
        "Provider Country": "US",
        "SKU": product.sku if product else app.sku,
        "Developer": BLANK if product else COMPANY,
        "Title": product.name if product else app.name,
        "Version": line.version or BLANK,
        "Product Type Identifier": line.type_id,
        "Units": units,
        "Developer Proceeds": line.proceeds,
        "Begin Date": american(first),
        "End Date": american(last),
        "Customer Currency": place.currency,
        "Country Code": place.code,
        "Currency of Proceeds": BLANK if is_free else place.currency,
        "Apple Identifier": product.apple_id if product else app.apple_id,
        "Customer Price": line.price,
        "Promo Code": BLANK,
        "Parent Identifier": app.sku if product else BLANK,
        "Subscription": line.article.subscription or BLANK,
        "Period": product.period if product and product.period else BLANK,
        "Category": app.category,
        "CMB": "",
        "Device": line.device,
        "Supported Platforms": PLATFORM[line.device],
        "Proceeds Reason": BLANK,
        "Preserved Pricing": BLANK,
        "Client": BLANK,
        "Order Type": BLANK,
    }

"""App Store Purchases: units and estimated dollars by product, country, source and way of paying.

Refunds are rows of negative purchases; a partial refund is a row of none and negative money.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from storelink_simulator.apple.reports.family import AppDay, Family, Part
from storelink_simulator.apple.reports.pools import Combo, Shape
from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.apple.reports.usage import downloaded_on
from storelink_simulator.cast import App, Product
from storelink_simulator.places import in_usd, price_in, proceeds_of
from storelink_simulator.purchases import sold_on
from storelink_simulator.versions import system_version

KEPT = Decimal("0.85")
_SOLD = Shape(16, by_version=False)
_REFUNDED = Shape(4, by_version=False)
_PAYMENTS = ("Visa", "Mastercard", "American Express", "PayPal", "Apple Account", "Mobile phone")
_REFUND, _PARTLY = "refund", "partly refunded"


class Purchases(Family):
    """Complete after two days."""

    name = "purchases"
    window_days = 2
    measures = ("Purchases", "Proceeds in USD", "Sales in USD")
    unique = ("Paying Users",)

    def parts(self, app: App, day: date) -> list[Part]:
        """Per article: sold, refunded, and now and then partly refunded."""
        found = []
        for one in sold_on(self.world, app, day):
            article = one.product.apple_id if one.product else ""
            found.append(Part(article, one.units, _SOLD))
            found.append(Part(f"{article}/{_REFUND}", one.refunds, _REFUNDED))
            if one.refunds > 2:
                found.append(Part(f"{article}/{_PARTLY}", 1, _REFUNDED))
        return found

    def row(self, part: Part, combo: Combo, count: int, at: AppDay) -> Row:
        """One row of the Detailed file. Money in US dollars, to the cent."""
        app, day = at.app, at.day
        article, _, kind = part.name.partition("/")
        product = next((one for one in app.products if one.apple_id == article), None)
        sign = -1 if kind else 1
        price, proceeds = _money(combo, product.price_usd if product else app.price_usd)
        counted = 0 if kind == _PARTLY else sign * count
        paid = count if kind != _PARTLY else Decimal("0.5")
        return {
            "Date": day.isoformat(),
            "App Name": app.name,
            "App Apple Identifier": app.apple_id,
            "Purchase Type": "In-app purchase" if product else "App purchase",
            "Content Name": product.name if product else app.name,
            "Content Apple Identifier": article or app.apple_id,
            "Payment Method": _PAYMENTS[int(combo.luck * len(_PAYMENTS))],
            "Device": combo.device,
            "Platform Version": system_version(combo.device, day, combo.system_rank),
            "Source Type": combo.source,
            "Source Info": combo.info,
            "Campaign": combo.campaign,
            "Page Type": combo.page,
            "Page Title": combo.title,
            "App Download Date": downloaded_on(combo, app, day),
            "Pre-Order": _pre_order(product, app, day),
            "Territory": combo.place.code,
            "Purchases": counted,
            "Proceeds in USD": _cents(sign * paid * proceeds),
            "Sales in USD": _cents(sign * paid * price),
            "Paying Users": self.users_of(count, combo),
        }


def _pre_order(product: Product | None, app: App, day: date) -> str:
    is_first_day = day == app.launched_on and app.preorder_from is not None
    return "Yes" if product is None and is_first_day else ""


def _money(combo: Combo, price_usd: Decimal) -> tuple[Decimal, Decimal]:
    local = price_in(combo.place, price_usd)
    proceeds = proceeds_of(combo.place, local, KEPT)
    return in_usd(combo.place, local), in_usd(combo.place, proceeds)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))

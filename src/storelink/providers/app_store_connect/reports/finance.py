"""Finance: one file per account and fiscal period, months of four or five weeks.

Fields: developer.apple.com/help/app-store-connect/reference/financial-report-fields. Sales and
finance are never added up: they differ by settlement, currency and calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from storelink.domain.report import Column, Family, Grain, Period, Report
from storelink.providers.app_store_connect.reports.columns import (
    OFFICIAL_KINDS,
    PROVIDER,
    amount,
    day,
    text,
)
from storelink.providers.app_store_connect.reports.sales import HELP

USUAL_LAG_DAYS: Final = 10
"""Apple names no day on which a period's file appears."""
HISTORY_DAYS: Final = 3653
"""Apple keeps financial reports for ten years."""


def _monthly(key: str, name: str, columns: Sequence[Column]) -> Report:
    return Report(
        key=key,
        provider=PROVIDER,
        name=name,
        family=Family.FINANCE,
        columns=tuple(columns),
        grain=Grain.ACCOUNT,
        period=Period.MONTH,
        lag_days=USUAL_LAG_DAYS,
        settles_after_days=0,
        source=f"{HELP}/financial-report-fields",
        history_days=HISTORY_DAYS,
        kinds=OFFICIAL_KINDS,
    )


FINANCE_FINANCIAL: Final = _monthly(
    "finance_financial",
    "Financial",
    (
        day("begin_date", "Start Date"),
        day("end_date", "End Date"),
        text("upc", "UPC"),
        text("isrc_isbn", "ISRC/ISBN"),
        text("sku", "Vendor Identifier"),
        amount("quantity", "Quantity", required=True),
        # Of one unit, always positive; the extended one is negative on returns.
        amount("partner_share", "Partner Share", required=True),
        amount("extended_partner_share", "Extended Partner Share", required=True),
        text("currency", "Partner Share Currency"),
        text("sale_or_return", "Sales or Return", "Sale or Return"),
        text("apple_id", "Apple Identifier"),
        text("developer", "Artist/Show/Developer/Author"),
        text("title", "Title"),
        text("label", "Label/Studio/Network/Developer/Publisher"),
        text("grid", "Grid"),
        text("product_type", "Product Type Identifier"),
        text("isan", "ISAN/Other Identifier"),
        text("territory", "Country Of Sale"),
        text("pre_order", "Pre-order Flag"),
        text("promo_code", "Promo Code"),
        amount("customer_price", "Customer Price"),
        text("customer_currency", "Customer Currency"),
    ),
)

FINANCE_DETAIL: Final = _monthly(
    "finance_detail",
    "Financial Detail",
    (
        day("transaction_date", "Transaction Date", required=True),
        day("settlement_date", "Settlement Date"),
        text("apple_id", "Apple Identifier"),
        text("sku", "SKU"),
        text("title", "Title"),
        text("developer", "Developer Name"),
        text("product_type", "Product Type Identifier"),
        text("territory", "Country of Sale"),
        amount("quantity", "Quantity", required=True),
        amount("partner_share", "Partner Share"),
        amount("extended_partner_share", "Extended Partner Share"),
        text("currency", "Partner Share Currency"),
        amount("customer_price", "Customer Price"),
        text("customer_currency", "Customer Currency"),
        text("sale_or_return", "Sale or Return", "Sales or Return"),
        text("promo_code", "Promo Code"),
        text("order_type", "Order Type"),
        text("region", "Region"),
    ),
)

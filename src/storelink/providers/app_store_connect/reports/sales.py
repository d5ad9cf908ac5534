"""Sales and Trends: one file per account and day, days in Pacific Time.

Apple keeps daily and monthly files for a year, yearly ones for ten, and does not make them again.
What lies before the daily files comes as months and years: reports of their own, which count as
wholes where days of them are missing, so that no day counts twice. Fields:
developer.apple.com/help/app-store-connect/reference/summary-sales-report
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from storelink.domain.report import Column, Family, Grain, Period, Report
from storelink.providers.app_store_connect.reports.columns import (
    DEVICE,
    OFFICIAL_KINDS,
    PROVIDER,
    amount,
    day,
    text,
)

HELP: Final = "https://developer.apple.com/help/app-store-connect/reference"
HISTORY_DAYS: Final = 365


def daily(key: str, name: str, slug: str, columns: Sequence[Column]) -> Report:
    """A file of the whole account for each day. A day without a file had no sales."""
    return Report(
        key=key,
        provider=PROVIDER,
        name=name,
        family=Family.SALES,
        columns=tuple(columns),
        grain=Grain.ACCOUNT,
        period=Period.DAY,
        lag_days=1,
        settles_after_days=1,
        source=f"{HELP}/{slug}",
        history_days=HISTORY_DAYS,
        absence_is_zero=True,
        kinds=OFFICIAL_KINDS,
    )


SALES_COLUMNS: Final = (
    text("provider", "Provider"),
    text("provider_country", "Provider Country"),
    text("sku", "SKU"),
    text("developer", "Developer"),
    text("title", "Title"),
    text("app_version", "Version"),
    text("product_type", "Product Type Identifier", required=True),
    amount("units", "Units", required=True),
    # Of one unit; money is units × this. Positive on refunds, whose units are negative.
    amount("developer_proceeds", "Developer Proceeds"),
    day("begin_date", "Begin Date"),
    day("end_date", "End Date"),
    text("customer_currency", "Customer Currency"),
    text("territory", "Country Code"),
    # Blank on some free downloads.
    text("currency", "Currency of Proceeds"),
    # Of what was sold: an app or an in-app purchase.
    text("apple_id", "Apple Identifier"),
    amount("customer_price", "Customer Price"),
    text("promo_code", "Promo Code"),
    # On in-app purchases: the SKU (not the id) of the app that they belong to.
    text("parent_sku", "Parent Identifier"),
    text("subscription", "Subscription"),
    text("period", "Period"),
    text("category", "Category"),
    text("cmb", "CMB"),
    DEVICE,
    text("supported_platforms", "Supported Platforms"),
    text("proceeds_reason", "Proceeds Reason"),
    text("preserved_pricing", "Preserved Pricing"),
    text("client", "Client"),
    text("order_type", "Order Type"),
)

SALES_SUMMARY: Final = replace(
    daily("sales_summary", "Summary Sales", "summary-sales-report", SALES_COLUMNS),
    parser_version=2,  # bundles are of no single app; parents are looked up in the file too
)


def _rollup(of: Report, key: str, name: str, period: Period, *, lag_days: int) -> Report:
    """The same file of a month or a year that daily files do not cover."""
    return replace(of, key=key, name=name, period=period, lag_days=lag_days, rollup_of=of.key)


SALES_MONTH: Final = _rollup(
    SALES_SUMMARY, "sales_summary_month", "Summary Sales, by month", Period.MONTH, lag_days=5
)
SALES_YEAR: Final = replace(
    _rollup(SALES_MONTH, "sales_summary_year", "Summary Sales, by year", Period.YEAR, lag_days=6),
    history_days=3653,
)
SALES_SUMMARIES: Final = (SALES_SUMMARY, SALES_MONTH, SALES_YEAR)

PRE_ORDER: Final = daily(
    "pre_order",
    "Pre-Order",
    "pre-order-report",
    (
        text("provider", "Provider"),
        text("provider_country", "Provider Country"),
        text("sku", "SKU"),
        text("developer", "Developer"),
        text("title", "Title"),
        day("pre_order_start_date", "Pre-Order Start Date"),
        day("pre_order_end_date", "Pre-Order End Date"),
        amount("ordered", "Ordered", required=True),
        amount("canceled", "Canceled", required=True),
        amount("cumulative_ordered", "Cumulative Ordered"),
        amount("cumulative_canceled", "Cumulative Canceled"),
        day("begin_date", "Start Date"),
        day("end_date", "End Date"),
        text("territory", "Country Code"),
        text("app_id", "Apple Identifier"),
        DEVICE,
        text("supported_platforms", "Supported Platforms"),
        text("category", "Category"),
        text("client", "Client"),
    ),
)

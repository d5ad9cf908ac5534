"""Which columns of which reports yield Apple's figures, and by what they can be split."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storelink.domain.metric import Measure, Ratio
from storelink.domain.report import Report
from storelink.providers.app_store_connect.reports.analytics import (
    CRASHES,
    DOWNLOADS,
    ENGAGEMENT,
    INSTALLATIONS,
    PRE_ORDERS,
    PURCHASES,
    SESSIONS,
)
from storelink.providers.app_store_connect.reports.finance import (
    FINANCE_DETAIL,
    FINANCE_FINANCIAL,
)
from storelink.providers.app_store_connect.reports.sales import SALES_SUMMARY
from storelink.providers.app_store_connect.reports.subscriptions import (
    SUBSCRIPTION,
    SUBSCRIPTION_EVENT,
)
from storelink.providers.app_store_connect.reports.web import (
    MEASURE_KEYS,
    WEB_REPORTS,
    measures_of,
)

_FIRST: Final = ("First-time download",)
_AGAIN: Final = ("Redownload",)
_UPDATED: Final = ("Manual update", "Auto-update")
_PAGES: Final = ("Product page", "Store sheet")
_APP_TYPES: Final = ("1", "1F", "1T", "1E", "1EP", "1EU", "1-B", "F1", "F1-B")
_REDOWNLOAD_TYPES: Final = ("3", "3F", "3T", "F3")
_UPDATE_TYPES: Final = ("7", "7F", "7T", "F7")
_IN_APP_TYPES: Final = ("IA1", "IA1-M", "IA9", "IA9-M", "IAY", "IAY-M", "FI1")
_Where = Mapping[str, tuple[str, ...]]


def _of(
    reports: tuple[Report, ...], metric: str, column: str, where: _Where | None = None
) -> tuple[Measure, ...]:
    """The same measure from each report, standard before detailed."""
    return tuple(Measure(metric, report.key, column, where or {}) for report in reports)


def _from_pages() -> tuple[Measure, ...]:
    """The same figures from the pages' analytics, totals before splits: after the official ones,
    which go before them where an account has both."""
    figures = [name for name in MEASURE_KEYS if name != "in_app_purchases"]
    return tuple(
        Measure(name, report.key, name)
        for name in figures
        for report in WEB_REPORTS
        if name in measures_of(report)
    )


MEASURES: Final = (
    *_of(ENGAGEMENT, "impressions", "counts", {"event": ("Impression",)}),
    *_of(ENGAGEMENT, "unique_impressions", "unique_counts", {"event": ("Impression",)}),
    *_of(
        ENGAGEMENT, "product_page_views", "counts", {"event": ("Page view",), "page_type": _PAGES}
    ),
    *_of(
        ENGAGEMENT,
        "unique_product_page_views",
        "unique_counts",
        {"event": ("Page view",), "page_type": _PAGES},
    ),
    *_of(ENGAGEMENT, "taps", "counts", {"event": ("Tap",)}),
    *_of(DOWNLOADS, "total_downloads", "counts", {"download_type": _FIRST + _AGAIN}),
    *_of(DOWNLOADS, "first_time_downloads", "counts", {"download_type": _FIRST}),
    *_of(DOWNLOADS, "redownloads", "counts", {"download_type": _AGAIN}),
    *_of(DOWNLOADS, "updates", "counts", {"download_type": _UPDATED}),
    *_of(PRE_ORDERS, "pre_orders", "pre_orders_placed"),
    *_of(PRE_ORDERS, "pre_orders_cancelled", "pre_orders_canceled"),
    *_of(INSTALLATIONS, "installations", "counts", {"event": ("Install",)}),
    *_of(INSTALLATIONS, "deletions", "counts", {"event": ("Delete",)}),
    *_of(SESSIONS, "sessions", "sessions"),
    *_of(SESSIONS, "session_seconds", "total_session_duration"),
    *_of(SESSIONS, "active_devices", "unique_devices"),
    *_of((CRASHES,), "crashes", "crashes"),
    *_of(PURCHASES, "purchases", "purchases"),
    *_of(PURCHASES, "sales_usd", "sales_usd"),
    *_of(PURCHASES, "proceeds_usd", "proceeds_usd"),
    *_of(PURCHASES, "paying_users", "paying_users"),
    *_of((SALES_SUMMARY,), "app_units", "units", {"product_type": _APP_TYPES}),
    *_of((SALES_SUMMARY,), "sales_redownloads", "units", {"product_type": _REDOWNLOAD_TYPES}),
    *_of((SALES_SUMMARY,), "sales_updates", "units", {"product_type": _UPDATE_TYPES}),
    *_of((SALES_SUMMARY,), "in_app_purchase_units", "units", {"product_type": _IN_APP_TYPES}),
    Measure("developer_proceeds", SALES_SUMMARY.key, "units", times="developer_proceeds"),
    *_of((FINANCE_FINANCIAL, FINANCE_DETAIL), "settled_proceeds", "extended_partner_share"),
    *_of((SUBSCRIPTION,), "active_standard_price_subscriptions", "active_standard_price"),
    *_of((SUBSCRIPTION,), "active_free_trial_subscriptions", "active_intro_free_trial"),
    *_of((SUBSCRIPTION,), "billing_retry_subscriptions", "billing_retry"),
    *_of((SUBSCRIPTION,), "grace_period_subscriptions", "grace_period"),
    *_of((SUBSCRIPTION_EVENT,), "subscription_events", "quantity"),
    *_of((SUBSCRIPTION_EVENT,), "subscription_renewals", "quantity", {"event": ("Renew",)}),
    *_of((SUBSCRIPTION_EVENT,), "subscription_cancellations", "quantity", {"event": ("Cancel",)}),
    *_from_pages(),
)

_GOT: Final = ("total_downloads", "pre_orders")
RATIOS: Final = (
    Ratio("conversion_rate", _GOT, "unique_impressions"),
    Ratio("downloads_per_impression", _GOT, "impressions"),
    Ratio("downloads_per_page_view", _GOT, "product_page_views"),
)

KEY_METRICS: Final = (
    "impressions",
    "product_page_views",
    "total_downloads",
    "downloads_per_impression",
    "proceeds_usd",
    "sessions",
    "crashes",
)

DIMENSIONS: Final[Mapping[str, str]] = {
    "territory": "Territory",
    "source_type": "Source",
    "device": "Device",
    "app_version": "App version",
    "platform_version": "Platform version",
    "page_type": "Page type",
    "page_title": "Page",
    "source_info": "Source info",
    "campaign": "Campaign",
    "event": "Event",
    "engagement_type": "Engagement",
    "download_type": "Download type",
    "purchase_type": "Purchase type",
    "content_name": "Content",
    "payment_method": "Payment method",
    "pre_order": "Pre-order",
    "product_type": "Product type",
    "title": "Title",
    "sku": "SKU",
    "currency": "Currency",
    "customer_currency": "Customer currency",
    "subscription": "New or renewal",
    "subscription_name": "Subscription",
    "standard_duration": "Duration",
    "offer_type": "Offer type",
    "offer_name": "Offer",
    "state": "State or province",
    "cancellation_reason": "Reason for cancelling",
    "proceeds_reason": "Reason for proceeds",
    "category": "Category",
    "client": "Client",
}

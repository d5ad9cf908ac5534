"""Apple's figures: what they mean, which columns yield them, over what they add up.

Definitions are Apple's, in our words; each names the page that it stands on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storelink.domain.metric import AddsUp, Measure, Metric, Ratio, Unit
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
from storelink.providers.app_store_connect.reports.sales import HELP, SALES_SUMMARY
from storelink.providers.app_store_connect.reports.subscriptions import (
    SUBSCRIPTION,
    SUBSCRIPTION_EVENT,
)

_ENGAGEMENT: Final = ENGAGEMENT[0].source
_DOWNLOADS: Final = DOWNLOADS[0].source
_USAGE: Final = INSTALLATIONS[0].source
_SESSIONS: Final = SESSIONS[0].source
_PURCHASES: Final = PURCHASES[0].source
_PRODUCT_TYPES: Final = f"{HELP}/product-type-identifiers"
_NOT_SUMMED: Final = " A device counts once in each row, so rows are never added up."

ANALYTICS_METRICS: Final = (
    Metric(
        "impressions",
        "Impressions",
        "How often the app’s icon was seen for over a second in search, browsing or elsewhere in "
        "the App Store. Views of the product page are not in it.",
        Unit.COUNT,
        source=_ENGAGEMENT,
    ),
    Metric(
        "unique_impressions",
        "Unique impressions",
        "Devices on which the app’s icon was seen." + _NOT_SUMMED,
        Unit.COUNT,
        AddsUp.NOWHERE,
        source=_ENGAGEMENT,
    ),
    Metric(
        "product_page_views",
        "Product page views",
        "How often the app’s product page was opened, in the App Store or as a sheet inside "
        "another app.",
        Unit.COUNT,
        source=_ENGAGEMENT,
    ),
    Metric(
        "unique_product_page_views",
        "Unique product page views",
        "Devices on which the app’s product page was opened." + _NOT_SUMMED,
        Unit.COUNT,
        AddsUp.NOWHERE,
        source=_ENGAGEMENT,
    ),
    Metric(
        "taps",
        "Taps",
        "How often somebody tapped to get, update, open, share or be reminded.",
        Unit.COUNT,
        source=_ENGAGEMENT,
    ),
    Metric(
        "total_downloads",
        "Total downloads",
        "First-time downloads and redownloads. Updates and restores are not in it.",
        Unit.COUNT,
        source=_DOWNLOADS,
    ),
    Metric(
        "first_time_downloads",
        "First-time downloads",
        "Downloads by Apple Accounts that had never downloaded the app before.",
        Unit.COUNT,
        source=_DOWNLOADS,
    ),
    Metric(
        "redownloads",
        "Redownloads",
        "Downloads by Apple Accounts that had downloaded the app before.",
        Unit.COUNT,
        source=_DOWNLOADS,
    ),
    Metric(
        "updates",
        "Updates",
        "Updates of the app, by hand or by themselves.",
        Unit.COUNT,
        better=0,
        source=_DOWNLOADS,
    ),
    Metric(
        "conversion_rate",
        "Conversion rate",
        "Total downloads and pre-orders for each unique impression, as App Store Connect shows "
        "it." + _NOT_SUMMED,
        Unit.RATE,
        AddsUp.NOWHERE,
        source="https://developer.apple.com/help/app-store-connect/reference/app-metrics",
    ),
    Metric(
        "downloads_per_impression",
        "Downloads per impression",
        "Total downloads and pre-orders for each impression. App Store Connect divides by unique "
        "impressions, which can’t be added up over days or countries; this can.",
        Unit.RATE,
        source=_ENGAGEMENT,
    ),
    Metric(
        "downloads_per_page_view",
        "Downloads per product page view",
        "Total downloads and pre-orders for each view of the product page. Downloads straight "
        "from search count too, so it can pass 100 %.",
        Unit.RATE,
        source=_ENGAGEMENT,
    ),
    Metric(
        "pre_orders",
        "Pre-orders",
        "Pre-orders placed.",
        Unit.COUNT,
        source=PRE_ORDERS[0].source,
    ),
    Metric(
        "pre_orders_cancelled",
        "Pre-orders cancelled",
        "Pre-orders that were cancelled before the release.",
        Unit.COUNT,
        better=-1,
        source=PRE_ORDERS[0].source,
    ),
    Metric(
        "installations",
        "Installations",
        "How often the app was installed on a device of somebody who shares usage data.",
        Unit.COUNT,
        source=_USAGE,
    ),
    Metric(
        "deletions",
        "Deletions",
        "How often the app was deleted from a device of somebody who shares usage data.",
        Unit.COUNT,
        better=-1,
        source=_USAGE,
    ),
    Metric(
        "sessions",
        "Sessions",
        "How often the app was in use for at least two seconds, by people who share usage data.",
        Unit.COUNT,
        source=_SESSIONS,
    ),
    Metric(
        "session_seconds",
        "Time in the app",
        "Length of all sessions together.",
        Unit.SECONDS,
        source=_SESSIONS,
    ),
    Metric(
        "active_devices",
        "Active devices",
        "Devices with at least one session." + _NOT_SUMMED,
        Unit.COUNT,
        AddsUp.NOWHERE,
        source=_SESSIONS,
    ),
    Metric(
        "crashes",
        "Crashes",
        "Crashes on devices of people who share usage data.",
        Unit.COUNT,
        better=-1,
        source=CRASHES.source,
    ),
    Metric(
        "purchases",
        "Purchases",
        "Purchases of the app and inside it. Refunds count as minus one.",
        Unit.COUNT,
        source=_PURCHASES,
    ),
    Metric(
        "sales_usd",
        "Sales",
        "What customers paid, converted to US dollars by Apple, estimated.",
        Unit.USD,
        source=_PURCHASES,
    ),
    Metric(
        "proceeds_usd",
        "Proceeds",
        "What is left for you of the sales, converted to US dollars by Apple, estimated.",
        Unit.USD,
        source=_PURCHASES,
    ),
    Metric(
        "paying_users",
        "Paying users",
        "People who paid for something." + _NOT_SUMMED.replace("device", "person"),
        Unit.COUNT,
        AddsUp.NOWHERE,
        source=_PURCHASES,
    ),
)

SALES_METRICS: Final = (
    Metric(
        "app_units",
        "App units",
        "First-time downloads and purchases of the app, from the sales files. Days are Pacific.",
        Unit.COUNT,
        source=_PRODUCT_TYPES,
    ),
    Metric(
        "sales_redownloads",
        "Redownloads (sales files)",
        "Repeated downloads of the app, from the sales files. Days are Pacific.",
        Unit.COUNT,
        source=_PRODUCT_TYPES,
    ),
    Metric(
        "sales_updates",
        "Updates (sales files)",
        "Updates of the app, from the sales files. Days are Pacific.",
        Unit.COUNT,
        better=0,
        source=_PRODUCT_TYPES,
    ),
    Metric(
        "in_app_purchase_units",
        "In-app purchases",
        "Units of in-app purchases and subscriptions, less refunds. Restored ones are not in it.",
        Unit.COUNT,
        source=_PRODUCT_TYPES,
    ),
    Metric(
        "developer_proceeds",
        "Proceeds in the currency of sale",
        "Units times the proceeds of one unit, less refunds, in the currency in which Apple pays.",
        Unit.MONEY,
        AddsUp.WITHIN_CURRENCY,
        source=SALES_SUMMARY.source,
    ),
    Metric(
        "settled_proceeds",
        "Settled proceeds",
        "What Apple settled in a fiscal month, shown on its last day. Differs from sales by "
        "settlement, currency and calendar.",
        Unit.MONEY,
        AddsUp.WITHIN_CURRENCY,
        source=FINANCE_FINANCIAL.source,
    ),
)

SUBSCRIPTION_METRICS: Final = (
    Metric(
        "active_standard_price_subscriptions",
        "Active subscriptions at full price",
        "Auto-renewable subscriptions at the standard price at the end of the day.",
        Unit.COUNT,
        AddsUp.ACROSS_DAYS_NOT,
        source=SUBSCRIPTION.source,
    ),
    Metric(
        "active_free_trial_subscriptions",
        "Active free trials",
        "Subscriptions in an introductory free trial at the end of the day.",
        Unit.COUNT,
        AddsUp.ACROSS_DAYS_NOT,
        source=SUBSCRIPTION.source,
    ),
    Metric(
        "billing_retry_subscriptions",
        "Subscriptions in billing retry",
        "Subscriptions whose renewal could not be charged, and which Apple still tries to charge.",
        Unit.COUNT,
        AddsUp.ACROSS_DAYS_NOT,
        better=-1,
        source=SUBSCRIPTION.source,
    ),
    Metric(
        "grace_period_subscriptions",
        "Subscriptions in grace period",
        "Subscriptions that go on for some days although they could not be charged.",
        Unit.COUNT,
        AddsUp.ACROSS_DAYS_NOT,
        better=-1,
        source=SUBSCRIPTION.source,
    ),
    Metric(
        "subscription_events",
        "Subscription events",
        "Everything that happened to subscriptions in the day’s file. Split it by event.",
        Unit.COUNT,
        better=0,
        source=f"{HELP}/subscription-events",
    ),
    Metric(
        "subscription_renewals",
        "Renewals",
        "Subscriptions that were renewed.",
        Unit.COUNT,
        source=f"{HELP}/subscription-events",
    ),
    Metric(
        "subscription_cancellations",
        "Cancellations",
        "Subscriptions that ended because their owner switched them off.",
        Unit.COUNT,
        better=-1,
        source=f"{HELP}/subscription-events",
    ),
)

METRICS: Final = (*ANALYTICS_METRICS, *SALES_METRICS, *SUBSCRIPTION_METRICS)

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

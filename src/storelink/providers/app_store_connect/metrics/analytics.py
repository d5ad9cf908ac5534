"""Figures of the analytics reports: what they mean, and over what they add up.

Definitions are Apple's, in our words; each names the page that it stands on.
"""

from __future__ import annotations

from typing import Final

from storelink.domain.metric import AddsUp, Metric, Unit
from storelink.providers.app_store_connect.reports.analytics import (
    CRASHES,
    DOWNLOADS,
    ENGAGEMENT,
    INSTALLATIONS,
    PRE_ORDERS,
    PURCHASES,
    SESSIONS,
)

_ENGAGEMENT: Final = ENGAGEMENT[0].source
_DOWNLOADS: Final = DOWNLOADS[0].source
_USAGE: Final = INSTALLATIONS[0].source
_SESSIONS: Final = SESSIONS[0].source
_PURCHASES: Final = PURCHASES[0].source
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

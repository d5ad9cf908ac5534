"""The analytics reports: one file set per app and processing date, several days in each.

Columns, completeness and history: developer.apple.com/documentation/analytics-reports. A report
comes as Standard and, with the fields that could identify somebody and noise added to hide them,
as Detailed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from storelink.domain.report import Column, Family, Grain, Period, Report
from storelink.providers.app_store_connect.reports.columns import (
    APP_NAME,
    APP_VERSION,
    DEVICE,
    DOWNLOADED_ON,
    OFFICIAL_KINDS,
    PAGE_TYPE,
    PLATFORM_VERSION,
    PRE_ORDER,
    PROVIDER,
    SOURCE_TYPE,
    TERRITORY,
    UNIQUE_DEVICES,
    amount,
    count,
    day,
    text,
)

DOCUMENTATION: Final = "https://developer.apple.com/documentation/analytics-reports"
HISTORY_FROM: Final = date(2024, 1, 1)

_HEAD: Final = (
    day("date", "Date", required=True),
    APP_NAME,
    text("app_id", "App Apple Identifier", "App Apple ID", "App ID"),
)
_SOURCE: Final = (
    SOURCE_TYPE,
    text("source_info", "Source Info"),
    text("campaign", "Campaign"),
    PAGE_TYPE,
    text("page_title", "Page Title"),
)
DETAILED_ONLY: Final = frozenset({"source_info", "campaign", "page_title"})


def _analytics(name: str, slug: str, columns: Sequence[Column], settles_after_days: int) -> Report:
    return Report(
        key=name.lower().replace(" ", "_").replace("-", "_"),
        provider=PROVIDER,
        name=name,
        family=Family.ANALYTICS,
        columns=(*_HEAD, *columns),
        grain=Grain.APP,
        period=Period.DAY,
        lag_days=1,
        settles_after_days=settles_after_days,
        source=f"{DOCUMENTATION}/{slug}",
        history_from=HISTORY_FROM,
        kinds=OFFICIAL_KINDS,
    )


def _pair(
    name: str, slug: str, columns: Sequence[Column], settles_after_days: int
) -> tuple[Report, Report]:
    """Standard and Detailed."""
    standard = tuple(c for c in columns if c.name not in DETAILED_ONLY)
    return (
        _analytics(f"{name} Standard", slug, standard, settles_after_days),
        _analytics(f"{name} Detailed", slug, columns, settles_after_days),
    )


ENGAGEMENT: Final = _pair(
    "App Store Discovery and Engagement",
    "app-store-discovery-and-engagement",
    (
        text("event", "Event", required=True),
        PAGE_TYPE,
        text("page_title", "Page Title"),
        *_SOURCE[:3],
        text("engagement_type", "Engagement Type"),
        DEVICE,
        PLATFORM_VERSION,
        TERRITORY,
        count("counts", "Counts", required=True),
        count("unique_counts", "Unique Counts"),
    ),
    settles_after_days=3,
)

DOWNLOADS: Final = _pair(
    "App Downloads",
    "app-downloads",
    (
        text("download_type", "Download Type", required=True),
        APP_VERSION,
        DEVICE,
        PLATFORM_VERSION,
        *_SOURCE,
        PRE_ORDER,
        TERRITORY,
        count("counts", "Counts", required=True),
    ),
    settles_after_days=2,
)

INSTALLATIONS: Final = _pair(
    "App Store Installation and Deletion",
    "app-store-installation-and-deletion",
    (
        text("event", "Event", required=True),
        text("download_type", "Download Type"),
        APP_VERSION,
        DEVICE,
        PLATFORM_VERSION,
        *_SOURCE,
        DOWNLOADED_ON,
        TERRITORY,
        count("counts", "Counts", required=True),
        UNIQUE_DEVICES,
    ),
    settles_after_days=5,
)

SESSIONS: Final = _pair(
    "App Sessions",
    "app-sessions",
    (
        APP_VERSION,
        DEVICE,
        PLATFORM_VERSION,
        *_SOURCE,
        DOWNLOADED_ON,
        TERRITORY,
        count("sessions", "Sessions", required=True),
        count("total_session_duration", "Total Session Duration"),
        UNIQUE_DEVICES,
    ),
    settles_after_days=5,
)

PURCHASES: Final = _pair(
    "App Store Purchases",
    "app-store-purchases",
    (
        text("purchase_type", "Purchase Type"),
        text("content_name", "Content Name"),
        text("content_id", "Content Apple Identifier"),
        text("payment_method", "Payment Method"),
        DEVICE,
        PLATFORM_VERSION,
        *_SOURCE,
        DOWNLOADED_ON,
        PRE_ORDER,
        TERRITORY,
        count("purchases", "Purchases", required=True),
        amount("proceeds_usd", "Proceeds in USD", "Proceeds"),
        amount("sales_usd", "Sales in USD", "Sales"),
        count("paying_users", "Paying Users"),
    ),
    settles_after_days=2,
)

PRE_ORDERS: Final = _pair(
    "App Store Pre-Orders",
    "app-store-pre-orders",
    (
        DEVICE,
        # Apple's page misspells the header.
        text("platform_version", "Platform Version", "Platfrom Version", "Plattform Version"),
        *_SOURCE,
        TERRITORY,
        day("pre_order_start_date", "Pre-Order Start Date"),
        day("pre_order_end_date", "Pre-Order End Date"),
        count("pre_orders_placed", "Pre-Orders Placed", "Pre-Order Placed", required=True),
        count("pre_orders_canceled", "Pre-Order Canceled", "Pre-Orders Canceled"),
    ),
    settles_after_days=2,
)

CRASHES: Final = _analytics(
    "App Crashes",
    "app-crashes",
    (
        APP_VERSION,
        DEVICE,
        PLATFORM_VERSION,
        count("crashes", "Crashes", required=True),
        UNIQUE_DEVICES,
    ),
    settles_after_days=5,
)

ANALYTICS_REPORTS: Final = (
    *ENGAGEMENT,
    *DOWNLOADS,
    *INSTALLATIONS,
    *SESSIONS,
    CRASHES,
    *PURCHASES,
    *PRE_ORDERS,
)

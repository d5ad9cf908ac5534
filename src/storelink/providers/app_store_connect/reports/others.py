"""Files that people have and Storelink reads, but does not fetch.

Other reports of Apple's, and the layouts in which connectors stored what App Store Connect's web
pages showed before the Analytics Reports API (until 2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from storelink.domain.report import Column, Family, Report
from storelink.providers.app_store_connect.reports.analytics import DOCUMENTATION, SESSIONS
from storelink.providers.app_store_connect.reports.columns import (
    APP_NAME,
    APP_VERSION,
    DEVICE,
    PAGE_TYPE,
    PLATFORM_VERSION,
    PRE_ORDER,
    SOURCE_TYPE,
    TERRITORY,
    UNIQUE_DEVICES,
    amount,
    count,
    day,
    text,
)
from storelink.providers.app_store_connect.reports.sales import (
    HELP,
    SALES_COLUMNS,
    SALES_SUMMARY,
)

_DATE: Final = day("date", "Date", required=True)
_APP: Final = text("app_id", "App Apple Identifier", "App ID", "App Apple ID")
_DURATION: Final = count("total_session_duration", "Total Session Duration")
_DETAILED: Final = (text("source_info", "Source Info"), text("campaign", "Campaign"))
_TITLE: Final = text("page_title", "Page Title")


def _analytics(key: str, name: str, slug: str, columns: Sequence[Column]) -> Report:
    return replace(
        SESSIONS[0],
        key=key,
        name=name,
        columns=tuple(columns),
        source=f"{DOCUMENTATION}/{slug}" if slug else DOCUMENTATION,
    )


def _sales(key: str, name: str, slug: str, columns: Sequence[Column]) -> Report:
    return replace(
        SALES_SUMMARY, key=key, name=name, columns=tuple(columns), source=f"{HELP}/{slug}"
    )


def _web_analytics(key: str, name: str, *columns: Column) -> Report:
    """What the web pages' figures look like: wide, a threshold flag, whole numbers."""
    head = (_DATE, _APP, DEVICE, SOURCE_TYPE, PLATFORM_VERSION, APP_VERSION, TERRITORY)
    flag = text("meets_threshold", "Meets Threshold", required=True)
    return replace(
        SESSIONS[0],
        key=key,
        name=name,
        family=Family.ANALYTICS,
        columns=(*head, flag, *columns),
        source="https://developer.apple.com/help/app-store-connect/reference/app-metrics",
        history_from=None,
    )


LEGACY_REPORTS: Final = (
    _web_analytics(
        "legacy_store_views",
        "App Store views (before 2024)",
        count("impressions", "Impressions", required=True),
        count("impressions_unique_device", "Impressions Unique Device"),
        count("page_views", "Page Views"),
        count("page_views_unique_device", "Page Views Unique Device"),
    ),
    _web_analytics(
        "legacy_downloads",
        "Downloads (before 2024)",
        count("first_time_downloads", "First-Time Downloads", required=True),
        count("redownloads", "Redownloads"),
        count("total_downloads", "Total Downloads"),
    ),
    _web_analytics(
        "legacy_usage",
        "Usage (before 2024)",
        count("installations", "Installations"),
        count("sessions", "Sessions", required=True),
        count("active_devices", "Active Devices"),
        count("active_devices_last_30_days", "Active Devices Last 30 Days"),
        count("deletions", "Deletions"),
    ),
    _web_analytics(
        "legacy_crashes",
        "Crashes (before 2024)",
        count("crashes", "Crashes", required=True),
    ),
)

_SUBSCRIPTION: Final = (
    text("subscription_name", "Subscription Name"),
    text("subscription_id", "Subscription Identifier"),
    text("subscription_duration", "Subscription Duration"),
    text("billing_frequency", "Billing Frequency"),
    text("billing_period", "Billing Period"),
    text("subscription_group", "Subscription Group"),
    text("subscription_group_id", "Subscription Group Identifier"),
    text("offer_type", "Offer Type"),
    text("offer_name", "Offer Name"),
    text("offer_id", "Offer ID"),
    text("vanity_code", "Vanity Code"),
    text("offer_pricing", "Offer Pricing"),
    text("offer_duration", "Offer Duration"),
    text("family_sharing", "Family Sharing"),
    text("cancellation_reason", "Cancellation Reason"),
    text("source_type", "App Download Source Type"),
    text("source_info", "App Download Source Info"),
    text("campaign", "Campaign"),
    PAGE_TYPE,
    _TITLE,
    PRE_ORDER,
    text("device", "Original Purchase Device"),
    TERRITORY,
)

OTHER_ANALYTICS: Final = (
    _analytics(
        "app_store_web_preview_engagement",
        "App Store Web Preview Engagement",
        "app-store-web-preview",
        (
            _DATE, APP_NAME, _APP, text("event", "Event", required=True), PAGE_TYPE, _TITLE,
            SOURCE_TYPE, _DETAILED[0], text("engagement_type", "Engagement Type"),
            text("browser", "Browser", required=True), text("browser_version", "Browser Version"),
            DEVICE, PLATFORM_VERSION, TERRITORY, count("counts", "Counts", required=True),
        ),
    ),
    _analytics(
        "app_clip_usage",
        "App Clip Usage",
        "app-clip-usage",
        (
            _DATE, APP_NAME, _APP,
            text("event", "App Clip Event Type", "App Clip Event", required=True),
            SOURCE_TYPE, *_DETAILED, APP_VERSION, DEVICE, PLATFORM_VERSION, TERRITORY,
            count("counts", "Counts"), _DURATION, UNIQUE_DEVICES,
        ),
    ),
    _analytics(
        "app_opt_in",
        "App Opt In",
        "app-opt-in",
        (
            _DATE, APP_NAME, _APP, count("downloading_users", "Downloading Users"),
            count("users_opting_in", "Users Opting-In", required=True),
        ),
    ),
    _analytics(
        "app_crashes_expanded",
        "App Crashes Expanded",
        "app-crashes-expanded",
        (
            count("crashes", "Count", required=True), TERRITORY, _DATE,
            text("platform", "Platform"), DEVICE, text("build", "Build"), UNIQUE_DEVICES,
            text("release_type", "Release Type", required=True), APP_NAME, APP_VERSION, _APP,
        ),
    ),
    _analytics(
        "app_install_performance",
        "App Install Performance",
        "app-install-performance",
        (
            _DATE, APP_NAME, _APP, text("download_type", "Download Type"),
            text("download_info", "Download Info"),
            text("install_status", "Install Status", required=True),
            text("install_package_type", "Install Package Type"), DEVICE, PLATFORM_VERSION,
            TERRITORY, count("counts", "Counts"),
            amount("avg_install_duration_ms", "Avg Install Duration",
                   "Avg Install Duration (ms)", "Average Install Duration"),
        ),
    ),
    _analytics(
        "app_store_subscription_state",
        "App Store Subscription State",
        "",
        (
            _DATE, APP_NAME, _APP, text("state_metric", "State Metric", required=True),
            text("state_metric_grouping", "State Metric Grouping"), *_SUBSCRIPTION,
            count("counts", "Counts", required=True),
        ),
    ),
    _analytics(
        "app_store_subscription_event",
        "App Store Subscription Event",
        "",
        (
            day("date", "Event Date", required=True), APP_NAME, _APP,
            text("event_sub_type", "Event Sub Type", required=True),
            text("event_grouping", "Event Grouping"), *_SUBSCRIPTION,
            text("plan_change_type", "Plan Change Type"),
            text("previous_subscription_name", "Previous Subscription Name"),
            text("previous_subscription_id", "Previous Subscription Identifier"),
            count("paid_service_days_recovered", "Paid Service Days Recovered"),
            count("counts", "Counts", required=True),
        ),
    ),
)  # fmt: skip

OTHER_SALES: Final = (
    _sales(
        "newsstand",
        "Newsstand",
        "magazines-newspapers-report",
        (
            *SALES_COLUMNS,
            day("download_date", "Download Date", "Download Date (PST)"),
            text("customer_id", "Customer Identifier", "Customer ID", required=True),
            day("report_date", "Report Date", "Report Date (Local)"),
            text("sale_or_return", "Sales/Return"),
        ),
    ),
    _sales(
        "offer_code_redemption",
        "Subscription Offer Code Redemption",
        "subscription-offer-redemption-report",
        (
            day("date", "Date"), APP_NAME, text("app_id", "App Apple ID"),
            text("subscription_name", "Subscription Name"),
            text("subscription_id", "Subscription Apple ID"),
            text("offer_name", "Offer Reference Name"), text("offer_code", "Offer Code"),
            TERRITORY, count("redemptions", "Redemptions", required=True),
        ),
    ),
    _sales(
        "installs",
        "Installs",
        "sales-and-trends-metrics-and-dimensions",
        (
            text("developer", "Developer"), text("app_id", "App ID", "App Apple ID"), APP_NAME,
            count("installs_above_threshold", "Installs Above Threshold"),
            count("first_annual_installs", "First Annual Installs", required=True),
        ),
    ),
)  # fmt: skip

"""Analytics as App Store Connect's own pages show them, for accounts without an API key.

One partition is an app's month: one question covers it. Where an account has a key too, the
official reports are fetched instead. What the figures mean:
developer.apple.com/help/app-store-connect/reference/app-metrics
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from storelink.domain.report import Column, Family, Grain, Kind, Period, Report
from storelink.providers.app_store_connect.reports.analytics import (
    CRASHES,
    DOWNLOADS,
    ENGAGEMENT,
    INSTALLATIONS,
    PURCHASES,
    SESSIONS,
)
from storelink.providers.app_store_connect.reports.columns import PROVIDER, day, text

HELP: Final = "https://developer.apple.com/help/app-store-connect/reference/app-metrics"
WEB_KINDS: Final = ("apple_id",)
SPLIT_HISTORY_DAYS: Final = 365

MEASURE_KEYS: Final[Mapping[str, str]] = {
    "impressions": "impressionsTotal",
    "unique_impressions": "impressionsTotalUnique",
    "product_page_views": "pageViewCount",
    "unique_product_page_views": "pageViewUnique",
    "first_time_downloads": "units",
    "redownloads": "redownloads",
    "total_downloads": "totalDownloads",
    "updates": "updates",
    "installations": "installs",
    "deletions": "uninstalls",
    "sessions": "sessions",
    "active_devices": "activeDevices",
    "crashes": "crashes",
    "in_app_purchases": "iap",
    "proceeds_usd": "proceeds",
    "sales_usd": "sales",
    "paying_users": "payingUsers",
}
"""Our column → Apple's key of the measure."""
_AMOUNTS: Final = frozenset({"proceeds_usd", "sales_usd"})

_STORE: Final = (
    "impressions",
    "unique_impressions",
    "product_page_views",
    "unique_product_page_views",
    "first_time_downloads",
    "redownloads",
    "total_downloads",
)
_USE: Final = ("installations", "deletions", "sessions", "active_devices")
_MONEY: Final = ("in_app_purchases", "proceeds_usd", "sales_usd", "paying_users")


@dataclass(frozen=True, slots=True)
class Split:
    """By what a report of the pages' analytics is split."""

    column: str
    dimension: str
    """Apple's key."""
    limit: int
    """As many values as Apple is asked for: all that there are."""


def _columns(names: Iterable[str]) -> tuple[Column, ...]:
    return tuple(
        Column(name, Kind.AMOUNT if name in _AMOUNTS else Kind.COUNT, MEASURE_KEYS[name])
        for name in names
    )


def _web(key: str, name: str, columns: Iterable[Column], history_days: int | None) -> Report:
    return Report(
        key=key,
        provider=PROVIDER,
        name=name,
        family=Family.ANALYTICS,
        columns=(day("date", "Date", required=True), text("app_id", "adamId"), *columns),
        grain=Grain.APP,
        period=Period.MONTH,
        lag_days=2,
        settles_after_days=5,
        source=HELP,
        history_days=history_days,
        history_from=None if history_days else date(2015, 4, 1),
        kinds=WEB_KINDS,
        instead_of=tuple(
            report.key
            for report in (
                ENGAGEMENT[0], DOWNLOADS[0], INSTALLATIONS[0], SESSIONS[0], CRASHES, PURCHASES[0]
            )
        ),
    )  # fmt: skip


def _split(split: Split, source: str, names: Iterable[str]) -> Report:
    column = text(split.column, source, required=True)
    words = split.column.replace("_", " ")
    return _web(
        f"web_analytics_by_{split.column}",
        f"App Analytics by {words} (Apple ID)",
        (column, *_columns(names)),
        SPLIT_HISTORY_DAYS,
    )


BY_TERRITORY: Final = Split("territory", "storefront", 200)
BY_SOURCE: Final = Split("source_type", "source", 10)
BY_DEVICE: Final = Split("device", "platform", 10)
BY_VERSION: Final = Split("app_version", "appVersion", 200)

WEB_TOTALS: Final = _web(
    "web_analytics", "App Analytics (Apple ID)", _columns(MEASURE_KEYS), history_days=None
)
WEB_BY_TERRITORY: Final = _split(
    BY_TERRITORY, "Storefront", (*_STORE, "updates", *_USE, "crashes", *_MONEY)
)
WEB_BY_SOURCE: Final = _split(BY_SOURCE, "Source", (*_STORE, "sessions", *_MONEY))
WEB_BY_DEVICE: Final = _split(
    BY_DEVICE, "Platform", (*_STORE, "updates", *_USE, "crashes", *_MONEY)
)
WEB_BY_VERSION: Final = _split(BY_VERSION, "App Version", (*_USE, "crashes"))

SPLITS: Final[Mapping[str, Split]] = {
    WEB_BY_TERRITORY.key: BY_TERRITORY,
    WEB_BY_SOURCE.key: BY_SOURCE,
    WEB_BY_DEVICE.key: BY_DEVICE,
    WEB_BY_VERSION.key: BY_VERSION,
}
"""Report → its split; the report of totals has none."""

WEB_REPORTS: Final = (
    WEB_TOTALS,
    WEB_BY_TERRITORY,
    WEB_BY_SOURCE,
    WEB_BY_DEVICE,
    WEB_BY_VERSION,
)


def measures_of(report: Report) -> tuple[str, ...]:
    """The columns of a report that hold figures."""
    return tuple(column.name for column in report.columns if column.name in MEASURE_KEYS)

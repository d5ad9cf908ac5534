"""By what App Analytics can be split: keys, option ids, and the column of the rows behind each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.apple.web.analytics.storefronts import (
    BY_CODE,
    REGION_TITLES,
    STOREFRONTS,
)

_SOURCES: Mapping[str, tuple[str, str]] = {
    "App Store search": ("Search", "App Store Search"),
    "App Store browse": ("Other", "App Store Browse"),
    "App referrer": ("AppRef", "App Referrer"),
    "Web referrer": ("WebRef", "Web Referrer"),
    "App Clip": ("AppClip", "App Clip"),
    "Notification": ("Notification", "Notification"),
    "Institutional purchase": ("Institutional", "Institutional Purchase"),
    "Unavailable": ("Unknown", "Unavailable"),
}
"""What the reports call a source → its id and title here. Public clients know five of the ids."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a dimension."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension. `option` reads a row's value; None where the row has none."""

    id: str
    key: str
    title: str
    option: Callable[[Row], Option | None]
    options: tuple[Option, ...] = ()
    """All options, where they can be counted."""
    is_detailed: bool = False
    """Whether only the rows of the Detailed files have it."""


def _plain(column: str) -> Callable[[Row], Option | None]:
    def read(row: Row) -> Option | None:
        value = str(row.get(column, ""))
        return Option(value, value) if value else None

    return read


def _source(row: Row) -> Option | None:
    found = _SOURCES.get(str(row.get("Source Type", "")))
    return Option(*found) if found else None


def _storefront(row: Row) -> Option | None:
    found = BY_CODE.get(str(row.get("Territory", "")))
    return Option(found.id, found.title) if found else None


def _region(row: Row) -> Option | None:
    found = BY_CODE.get(str(row.get("Territory", "")))
    return Option(found.region, REGION_TITLES[found.region]) if found else None


def _page(row: Row) -> Option | None:
    value = str(row.get("Page Type", ""))
    return Option(value.title().replace(" ", "").replace("-", ""), value) if value else None


def _referrer(source: str) -> Callable[[Row], Option | None]:
    read = _plain("Source Info")
    return lambda row: read(row) if row.get("Source Type") == source else None


_PLATFORMS = tuple(Option(name, name) for name in ("iPhone", "iPad", "Desktop"))
DIMENSIONS: tuple[Dimension, ...] = (
    Dimension(
        "1", "source", "Source Type", _source, tuple(Option(*one) for one in _SOURCES.values())
    ),
    Dimension("2", "platform", "Device", _plain("Device"), _PLATFORMS),
    Dimension("3", "platformVersion", "Platform Version", _plain("Platform Version")),
    Dimension("4", "appVersion", "App Version", _plain("App Version")),
    Dimension(
        "5",
        "region",
        "Region",
        _region,
        tuple(Option(key, title) for key, title in REGION_TITLES.items()),
    ),
    Dimension(
        "6",
        "storefront",
        "Territory",
        _storefront,
        tuple(Option(one.id, one.title) for one in STOREFRONTS),
    ),
    Dimension("7", "pageType", "Page Type", _page),
    Dimension("8", "campaignId", "Campaign", _plain("Campaign"), is_detailed=True),
    Dimension("9", "domainReferrer", "Web Referrer", _referrer("Web referrer"), is_detailed=True),
    Dimension("10", "appReferrer", "App Referrer", _referrer("App referrer"), is_detailed=True),
)
BY_KEY: Mapping[str, Dimension] = {one.key: one for one in DIMENSIONS}

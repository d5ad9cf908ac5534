"""What App Analytics counts, from which rows, and what each can be split by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Type = Literal["COUNT", "CURRENCY", "PERCENTAGE"]
_DETAILS = ("campaignId", "domainReferrer", "appReferrer")
_PLACES = ("source", "platform", "platformVersion", "region", "storefront", "pageType", *_DETAILS)
_ALL = (*_PLACES, "appVersion")


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: the sum of a column of the rows that fit, or 100 times a ratio of two others.

    `parts` are the totals of the family that make it up before any row is left out.
    """

    key: str
    title: str
    family: str = ""
    column: str = "Counts"
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = _ALL
    type: Type = "COUNT"
    is_unique: bool = False
    """Whether the days of a longer period cannot be added up, as people come again."""
    of: tuple[str, str] | None = None


def _without(*names: str) -> tuple[str, ...]:
    return tuple(name for name in _ALL if name not in names)


def _event(value: str) -> Mapping[str, frozenset[str]]:
    return {"Event": frozenset(value.split("|"))}


def _download(value: str) -> Mapping[str, frozenset[str]]:
    return {"Download Type": frozenset(value.split("|"))}


_FIRST, _AGAIN = "First-time download", "Redownload"
_UPDATES = ("Manual update", "Auto-update")
_BOUGHT = {"Purchase Type": frozenset({"In-app purchase"})}
_OF_PURCHASES = _without("appVersion")
MEASURES: tuple[Measure, ...] = (
    Measure(
        "impressionsTotal",
        "Impressions",
        "engagement",
        where=_event("Impression"),
        parts=("Impression",),
        dimensions=_PLACES,
    ),
    Measure(
        "impressionsTotalUnique",
        "Impressions (Unique Devices)",
        "engagement",
        "Unique Counts",
        _event("Impression"),
        dimensions=_PLACES,
        is_unique=True,
    ),
    Measure(
        "pageViewCount",
        "Product Page Views",
        "engagement",
        where=_event("Page view"),
        parts=("Page view",),
        dimensions=_PLACES,
    ),
    Measure(
        "pageViewUnique",
        "Product Page Views (Unique Devices)",
        "engagement",
        "Unique Counts",
        _event("Page view"),
        dimensions=_PLACES,
        is_unique=True,
    ),
    Measure("units", "First-Time Downloads", "downloads", where=_download(_FIRST), parts=(_FIRST,)),
    Measure("redownloads", "Redownloads", "downloads", where=_download(_AGAIN), parts=(_AGAIN,)),
    Measure(
        "totalDownloads",
        "Total Downloads",
        "downloads",
        where=_download(f"{_FIRST}|{_AGAIN}"),
        parts=(_FIRST, _AGAIN),
    ),
    Measure(
        "updates",
        "Updates",
        "downloads",
        where=_download("|".join(_UPDATES)),
        parts=_UPDATES,
        dimensions=_without("pageType"),
    ),
    Measure(
        "conversionRate",
        "Conversion Rate",
        type="PERCENTAGE",
        dimensions=_PLACES,
        of=("totalDownloads", "impressionsTotalUnique"),
    ),
    Measure("installs", "Installations", "installations", where=_event("Install")),
    Measure("uninstalls", "Deletions", "installations", where=_event("Delete")),
    Measure("sessions", "Sessions", "sessions", "Sessions", dimensions=_without("platformVersion")),
    Measure("activeDevices", "Active Devices", "sessions", "Unique Devices", is_unique=True),
    Measure(
        "crashes", "Crashes", "crashes", "Crashes", dimensions=("appVersion", "platformVersion")
    ),
    Measure(
        "crashRate",
        "Crash Rate",
        type="PERCENTAGE",
        dimensions=("appVersion",),
        of=("crashes", "sessions"),
    ),
    Measure(
        "iap",
        "In-App Purchases",
        "purchases",
        "Purchases",
        _BOUGHT,
        dimensions=_OF_PURCHASES,
    ),
    Measure(
        "sales",
        "Sales",
        "purchases",
        "Sales in USD",
        dimensions=_OF_PURCHASES,
        type="CURRENCY",
    ),
    Measure(
        "proceeds",
        "Proceeds",
        "purchases",
        "Proceeds in USD",
        dimensions=_OF_PURCHASES,
        type="CURRENCY",
    ),
    Measure(
        "payingUsers",
        "Paying Users",
        "purchases",
        "Paying Users",
        dimensions=_without("appVersion", "platform"),
        is_unique=True,
    ),
)
BY_KEY: Mapping[str, Measure] = {one.key: one for one in MEASURES}

"""All of Google's reports that Storelink knows, and which files of the bucket they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from storelink.domain.report import Report
from storelink.providers.google_play.reports.money import (
    CANCELLATIONS,
    EARNINGS,
    MONEY,
    PLAY_BALANCE,
    PLAY_PASS,
    SALES,
    SUBSCRIPTIONS_COUNTRY,
    SUBSCRIPTIONS_DEVICE,
)
from storelink.providers.google_play.reports.reviews import REVIEWS, SUPPORTED_DEVICES
from storelink.providers.google_play.reports.statistics import (
    CRASHES,
    INSTALLS,
    RATINGS,
    RATINGS_V2,
    STATISTICS,
)
from storelink.providers.google_play.reports.store_listing import (
    ACQUISITION,
    BUYERS_7D,
    PROMOTIONAL_CONTENT,
    RETAINED_INSTALLERS,
    STORE_LISTING,
    STORE_PERFORMANCE_COUNTRY,
    STORE_PERFORMANCE_TRAFFIC_SOURCE,
    SUBSCRIBERS,
    TOTAL_STORE_PERFORMANCE,
)
from storelink.providers.google_play.reports.vitals import VITALS

IN_BUCKET: Final = (*STATISTICS, *STORE_LISTING, REVIEWS, *MONEY, *ACQUISITION)
FETCHED: Final = (*IN_BUCKET, *VITALS)
"""Brought in by syncs."""
READ_ONLY: Final = (SUPPORTED_DEVICES,)
"""Understood when a file of theirs is given, never fetched."""
KNOWN: Final = (*FETCHED, *READ_ONLY)


@dataclass(frozen=True, slots=True)
class Place:
    """Where files of reports lie in the bucket."""

    folder: str
    """With the slash at its end."""
    kind: str
    """What their names begin with, without the underscore that follows."""
    reports: Mapping[str, Report]
    """Ending of the name (`country`; empty: none) → report."""


def _by_ending(kind: str, reports: tuple[Report, ...]) -> dict[str, Report]:
    return {report.key.removeprefix(f"{kind}_"): report for report in reports}


def _places() -> Iterator[Place]:
    statistics = {
        "installs": INSTALLS,
        "crashes": CRASHES,
        "ratings": RATINGS,
        "ratings_v2": RATINGS_V2,
        "promotional_content": PROMOTIONAL_CONTENT,
    }
    for kind, reports in statistics.items():
        yield Place(f"stats/{kind}/", kind, _by_ending(kind, reports))
    performance = (STORE_PERFORMANCE_COUNTRY, STORE_PERFORMANCE_TRAFFIC_SOURCE)
    for kind, reports in (
        ("store_performance", performance),
        ("total_store_performance", TOTAL_STORE_PERFORMANCE),
    ):
        yield Place("stats/store_performance/", kind, _by_ending(kind, reports))
    ended = {
        "retained_installers": RETAINED_INSTALLERS,
        "buyers_7d": BUYERS_7D,
        "subscribers": SUBSCRIBERS,
    }
    for kind, reports in ended.items():
        yield Place(f"acquisition/{kind}/", kind, _by_ending(kind, reports))
    yield Place("reviews/", "reviews", {"": REVIEWS})
    yield Place(
        "financial-stats/subscriptions/",
        "subscriptions",
        {"country": SUBSCRIPTIONS_COUNTRY, "device": SUBSCRIPTIONS_DEVICE},
    )
    yield Place("subscriptions/cancellations/", "freeform", {"": CANCELLATIONS})
    yield Place("sales/", "salesreport", {"": SALES})
    yield Place("earnings/", "earnings", {"": EARNINGS})
    yield Place("play_balance_krw/", "play_balance_krw", {"": PLAY_BALANCE})
    yield Place("play_pass_earnings/", "play_pass_earnings", {"": PLAY_PASS})


PLACES: Final = tuple(_places())
PLACE_OF: Final[Mapping[str, Place]] = {
    report.key: place for place in PLACES for report in place.reports.values()
}
"""Report key → where its files lie."""

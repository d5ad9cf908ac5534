"""The metrics that Google's truth can tell, by Google's names, and what each can be split by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Source = Literal[
    "installs", "crashes", "ratings", "store_performance", "subscriptions", "reviews", "sales",
    "earnings", "vitals",
]  # fmt: skip
TRAFFIC = ("traffic_source", "search_term", "utm_source", "utm_campaign")
GROUPS = ("country", *TRAFFIC, "product")


@dataclass(frozen=True, slots=True)
class PlayMetric:
    """One number per app and day; `figure` is what it is called in the world."""

    name: str
    source: Source
    figure: str = ""
    groups: frozenset[str] = frozenset()


def _many(source: Source, *pairs: tuple[str, str], groups: str = "") -> tuple[PlayMetric, ...]:
    split = frozenset(groups.split())
    return tuple(PlayMetric(name, source, figure, split) for name, figure in pairs)


METRICS: tuple[PlayMetric, ...] = (
    *_many(
        "installs",
        ("daily_device_installs", "device_installs"),
        ("daily_user_installs", "user_installs"),
        ("daily_user_uninstalls", "user_uninstalls"),
        ("active_device_installs", "active_devices"),
        ("install_events", "install_events"),
        ("update_events", "update_events"),
        ("uninstall_events", "uninstall_events"),
        groups="country",
    ),
    *_many("crashes", ("daily_crashes", "crashes"), ("daily_anrs", "anrs")),
    *_many("ratings", ("daily_average_rating", "daily"), ("total_average_rating", "total")),
    *_many(
        "store_performance",
        ("store_listing_visitors", "visitors"),
        ("store_listing_acquisitions", "acquisitions"),
        groups=f"country {' '.join(TRAFFIC)}",
    ),
    *_many(
        "subscriptions",
        ("new_subscriptions", "new"),
        ("cancelled_subscriptions", "cancelled"),
        ("active_subscriptions", "active"),
        groups="product",
    ),
    *_many("reviews", ("ratings_given", "all"), ("reviews_with_text", "text")),
    *_many("sales", ("charged_orders", "orders"), ("charged_amount", "amount")),
    *_many("earnings", ("earnings", "amount")),
    *_many(
        "vitals",
        ("crash_rate", "crashRate"),
        ("user_perceived_crash_rate", "userPerceivedCrashRate"),
        ("anr_rate", "anrRate"),
        ("user_perceived_anr_rate", "userPerceivedAnrRate"),
    ),
)
BY_NAME = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class PlayQuestion:
    """Which metrics, packages and days; split by which columns; at which moment."""

    metrics: tuple[PlayMetric, ...]
    packages: frozenset[str] | None
    first: date
    last: date
    now: datetime
    by: tuple[str, ...] = ()

    def of(self, source: Source) -> list[PlayMetric]:
        """The wanted metrics of a source that can be split as asked."""
        return [
            metric
            for metric in self.metrics
            if metric.source == source and metric.groups >= set(self.by)
        ]

"""Which families of monthly files the bucket holds: folders, dimensions, how tables are made."""

from __future__ import annotations

from datetime import date

from storelink_simulator.cast import App
from storelink_simulator.google.files import store_performance, subscriptions
from storelink_simulator.google.files.family import OVERVIEW, Family
from storelink_simulator.google.files.installs import crashes, installs
from storelink_simulator.google.files.reviews import ReviewFiles
from storelink_simulator.google.play.editions import (
    CRASHES,
    INSTALLS,
    RATINGS,
    REVIEWS,
    STORE_PERFORMANCE,
    SUBSCRIPTIONS,
)
from storelink_simulator.google.play.listing import is_leading
from storelink_simulator.world import World

_RATINGS_V2_UNTIL = date(2024, 12, 31)
_TOTALS_FROM = date(2026, 6, 1)
_INSTALL_DIMENSIONS = (
    "app_version", "carrier", "country", "device", "language", "os_version", OVERVIEW,
)  # fmt: skip
_CRASH_DIMENSIONS = ("app_version", "device", "os_version", OVERVIEW)
_RATING_DIMENSIONS = ("app_version", "country", "device", "language", "os_version", OVERVIEW)
_SOURCES = ("country", "traffic_source")


def families(world: World, files: ReviewFiles) -> tuple[Family, ...]:
    """All of them. Apps beyond the demonstration's have one or two files a family."""

    def few(app: App, *names: str, instead: tuple[str, ...] = (OVERVIEW,)) -> tuple[str, ...]:
        return names if is_leading(world, app) else instead

    def install_dimensions(app: App, _: date) -> tuple[str, ...]:
        return few(app, *_INSTALL_DIMENSIONS, instead=("country", OVERVIEW))

    def crash_dimensions(app: App, _: date) -> tuple[str, ...]:
        return few(app, *_CRASH_DIMENSIONS)

    def rating_dimensions(app: App, _: date) -> tuple[str, ...]:
        return few(app, *_RATING_DIMENSIONS)

    stats, performance = "stats/", "stats/store_performance/"
    return (
        Family(
            "financial-stats/subscriptions/",
            "subscriptions",
            SUBSCRIPTIONS,
            lambda _app, _month: ("country",),
            subscriptions.table,
            subscriptions.parts,
        ),
        Family("reviews/", "reviews", REVIEWS, lambda _app, _month: ("",), files.table),
        Family(f"{stats}crashes/", "crashes", CRASHES, crash_dimensions, crashes),
        Family(f"{stats}installs/", "installs", INSTALLS, install_dimensions, installs),
        Family(f"{stats}ratings/", "ratings", RATINGS, rating_dimensions, files.ratings),
        Family(
            f"{stats}ratings_v2/",
            "ratings_v2",
            RATINGS,
            rating_dimensions,
            files.ratings,
            last=_RATINGS_V2_UNTIL,
        ),
        Family(
            performance,
            "store_performance",
            STORE_PERFORMANCE,
            lambda _app, _month: _SOURCES,
            store_performance.table,
        ),
        Family(
            performance,
            "total_store_performance",
            STORE_PERFORMANCE,
            lambda _app, _month: _SOURCES,
            store_performance.total_table,
            first=_TOTALS_FROM,
        ),
    )

"""Statistics: installs, crashes and ratings of an app, a file for each month and dimension.

Columns of three eras (to 2016, 2017, since 2018) are one declaration: what a file lacks is
missing. Fields: support.google.com/googleplay/android-developer/answer/6135870
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from storelink.domain.report import Column, Report
from storelink.providers.google_play.reports.columns import (
    DATE,
    DIMENSION_COLUMNS,
    DIMENSION_NAMES,
    PACKAGE,
    count,
    monthly,
    rate,
)

_INSTALLS: Final = (
    count("daily_device_installs", "Daily Device Installs", required=True),
    count("daily_device_uninstalls", "Daily Device Uninstalls"),
    count("daily_device_upgrades", "Daily Device Upgrades"),
    count("total_user_installs", "Total User Installs"),
    count("daily_user_installs", "Daily User Installs", required=True),
    count("daily_user_uninstalls", "Daily User Uninstalls"),
    count("active_device_installs", "Active Device Installs"),
    # What files to 2016 have in its place: devices, and people, that have the app now.
    count("current_device_installs", "Current Device Installs"),
    count("current_user_installs", "Current User Installs"),
    count("install_events", "Install events"),
    count("update_events", "Update events"),
    count("uninstall_events", "Uninstall events"),
)
_CRASHES: Final = (
    count("daily_crashes", "Daily Crashes", required=True),
    count("daily_anrs", "Daily ANRs", required=True),
)
_RATINGS: Final = (
    rate("daily_average_rating", "Daily Average Rating"),
    rate("total_average_rating", "Total Average Rating", "rating", required=True),
)

ALL_DIMENSIONS: Final = tuple(DIMENSION_COLUMNS)
CRASH_DIMENSIONS: Final = ("overview", "app_version", "device", "os_version")


def _each(
    kind: str, name: str, dimensions: Sequence[str], measured: Sequence[Column]
) -> tuple[Report, ...]:
    return tuple(
        monthly(
            f"{kind}_{dimension}",
            f"{name}, {DIMENSION_NAMES[dimension]}",
            (DATE, PACKAGE, *DIMENSION_COLUMNS[dimension], *measured),
        )
        for dimension in dimensions
    )


INSTALLS: Final = _each("installs", "Installs", ALL_DIMENSIONS, _INSTALLS)
CRASHES: Final = _each("crashes", "Crashes and ANRs", CRASH_DIMENSIONS, _CRASHES)
RATINGS: Final = _each("ratings", "Ratings", ALL_DIMENSIONS, _RATINGS)
RATINGS_V2: Final = _each("ratings_v2", "Ratings (2022 to 2023)", ALL_DIMENSIONS, _RATINGS)
"""Stood beside the others for about two years. Their files are told by their names alone."""

STATISTICS: Final = (*INSTALLS, *CRASHES, *RATINGS, *RATINGS_V2)

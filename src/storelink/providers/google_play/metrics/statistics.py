"""Figures of statistics, store performance and vitals: what they mean, over what they add up.

Names are Google's; definitions are Google's in our words, each with the page that it stands on.
"""

from __future__ import annotations

from typing import Final

from storelink.domain.metric import AddsUp, Metric, Unit
from storelink.providers.google_play.reports.columns import HELP
from storelink.providers.google_play.reports.vitals import REFERENCE

_LEVEL: Final = " A state at the end of the day: a range shows its last day."
_UNIQUE_PER_DAY: Final = (
    " Each person counts once a day, so a sum over days counts whoever came back again."
)
_NEVER_SUMMED: Final = " Shares of people can’t be added up or averaged: shown row by row."
VITALS_HELP: Final = "https://support.google.com/googleplay/android-developer/answer/9844486"


def _counted(key: str, name: str, definition: str, *, better: int = 1) -> Metric:
    return Metric(key, name, definition, Unit.COUNT, better=better, source=HELP)


def _level(key: str, name: str, definition: str) -> Metric:
    return Metric(key, name, definition + _LEVEL, Unit.COUNT, AddsUp.ACROSS_DAYS_NOT, source=HELP)


INSTALL_METRICS: Final = (
    _counted(
        "device_installs",
        "Daily device installs",
        "Devices on which the app was installed that day for the first time, by anybody.",
    ),
    _counted(
        "device_uninstalls",
        "Daily device uninstalls",
        "Devices from which the app was removed that day. Google has stopped filling this for "
        "many apps: then it is missing here, and uninstall events tell.",
        better=-1,
    ),
    _counted(
        "device_upgrades",
        "Daily device upgrades",
        "Devices on which the app was updated that day. Google has stopped filling this for many "
        "apps: then it is missing here, and update events tell.",
        better=0,
    ),
    _counted(
        "user_installs",
        "Daily user installs",
        "People who installed the app that day and had not had it on any device before.",
    ),
    _counted(
        "user_uninstalls",
        "Daily user uninstalls",
        "People who removed the app from all their devices that day.",
        better=-1,
    ),
    _counted(
        "install_events",
        "Install events",
        "How often the app was installed, each time counted, also by the same person or on the "
        "same device. Google rounds large numbers.",
    ),
    _counted("update_events", "Update events", "How often the app was updated.", better=0),
    _counted("uninstall_events", "Uninstall events", "How often the app was removed.", better=-1),
    _level(
        "active_device_installs",
        "Active device installs",
        "Devices that were switched on in the last 30 days and have the app. Google rounds large "
        "numbers.",
    ),
    _level(
        "total_user_installs",
        "Total user installs",
        "People who have ever installed the app. Google has stopped filling this: then it is "
        "missing here.",
    ),
    _counted(
        "app_crashes",
        "Daily crashes",
        "Crash reports collected that day, from people who let their devices send them.",
        better=-1,
    ),
    _counted(
        "app_anrs",
        "Daily ANRs",
        "Reports of “application not responding” collected that day.",
        better=-1,
    ),
)

RATING_METRICS: Final = (
    Metric(
        "average_rating",
        "Total average rating",
        "The mean of all ratings so far, one for each person, at the end of the day. Google gives "
        "no number of ratings, so means can’t be combined: shown row by row.",
        Unit.STARS,
        AddsUp.NOWHERE,
        source=HELP,
    ),
    Metric(
        "daily_average_rating",
        "Daily average rating",
        "The mean of the ratings given that day. A day without ratings has none. Google gives no "
        "number of ratings, so means can’t be combined: shown row by row.",
        Unit.STARS,
        AddsUp.NOWHERE,
        source=HELP,
    ),
)

STORE_METRICS: Final = (
    Metric(
        "store_listing_visitors",
        "Store listing visitors",
        "People who looked at the store listing and had the app on none of their devices."
        + _UNIQUE_PER_DAY,
        Unit.COUNT,
        source=HELP,
    ),
    Metric(
        "store_listing_acquisitions",
        "Store listing acquisitions",
        "People who installed the app from its store listing and had it on none of their devices "
        "before." + _UNIQUE_PER_DAY,
        Unit.COUNT,
        source=HELP,
    ),
    Metric(
        "store_listing_conversion_rate",
        "Store listing conversion rate",
        "Store listing acquisitions for each store listing visitor, computed from the sums, never "
        "an average of rates.",
        Unit.RATE,
        source=HELP,
    ),
    Metric(
        "total_store_acquisitions",
        "Total store acquisitions",
        "Acquisitions from everywhere in the store, each person once." + _UNIQUE_PER_DAY,
        Unit.COUNT,
        source=HELP,
    ),
)


def _rate(key: str, name: str, definition: str) -> Metric:
    return Metric(
        key, name, definition + _NEVER_SUMMED, Unit.RATE, AddsUp.NOWHERE, better=-1,
        source=VITALS_HELP,
    )  # fmt: skip


VITALS_METRICS: Final = (
    _rate(
        "user_perceived_crash_rate",
        "User-perceived crash rate",
        "Share of a day’s users who had a crash that they were likely to notice.",
    ),
    _rate(
        "user_perceived_crash_rate_28d",
        "User-perceived crash rate, 28 days",
        "The user-perceived crash rate of the last 28 days, weighted by each day’s users.",
    ),
    _rate("crash_rate", "Crash rate", "Share of a day’s users who had a crash of any kind."),
    _rate(
        "user_perceived_anr_rate",
        "User-perceived ANR rate",
        "Share of a day’s users for whom the app stopped answering in a way they noticed.",
    ),
    _rate(
        "user_perceived_anr_rate_28d",
        "User-perceived ANR rate, 28 days",
        "The user-perceived ANR rate of the last 28 days, weighted by each day’s users.",
    ),
    _rate("anr_rate", "ANR rate", "Share of a day’s users for whom the app stopped answering."),
    _rate(
        "excessive_wakeup_rate",
        "Excessive wake-ups",
        "Share of a day’s users with more than ten wake-ups an hour.",
    ),
    _rate(
        "stuck_wakelock_rate",
        "Stuck background wake locks",
        "Share of a day’s users with a wake lock held for over an hour in the background.",
    ),
    _rate("slow_start_rate", "Slow starts", "Share of a day’s users who had to wait for a start."),
    _rate(
        "slow_rendering_rate_30fps",
        "Slow sessions, 30 fps",
        "Share of a day’s users of a game that ran below 30 frames a second.",
    ),
    _rate(
        "user_perceived_lmk_rate",
        "Low-memory kills",
        "Share of a day’s users for whom the app was closed for want of memory while in use.",
    ),
    Metric(
        "error_reports",
        "Error reports",
        "Reports of crashes, ANRs and other errors collected that day.",
        Unit.COUNT,
        better=-1,
        source=f"{REFERENCE}/v1beta1/vitals.errors.counts",
    ),
)

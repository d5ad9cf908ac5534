"""Android vitals: daily rates of the Reporting API, a metric set and a split for each report.

Rates are shares of users and are never added up or averaged. Fields and combinations:
developers.google.com/play/developer/reporting/reference/rest
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from storelink.domain.report import Column, Family, Grain, Kind, Period, Report
from storelink.providers.google_play.reports.columns import PROVIDER, count, day, rate, text

REFERENCE: Final = "https://developers.google.com/play/developer/reporting/reference/rest"
HISTORY_DAYS: Final = 365
"""Google does not say how far back it answers; a year is what Storelink asks for."""
ERROR_COUNTS_DAYS: Final = 60
SHORTEST_DAYS: Final = 56
"""Error counts are refused from about two months ago on; Google’s own page offers 56 days."""


@dataclass(frozen=True, slots=True)
class VitalsQuery:
    """What is asked of the API to get a report."""

    metric_set: str
    """As in the address, such as `crashRateMetricSet`."""
    metrics: tuple[str, ...]
    dimensions: tuple[str, ...]


_DIMENSIONS: Final = {
    "versionCode": ("app_version", "by app version", text("app_version_code", "versionCode")),
    "countryCode": ("country", "by country", text("territory", "countryCode")),
    "apiLevel": ("os_version", "by Android version", text("os_version", "apiLevel")),
    "deviceModel": ("device", "by device", text("device", "deviceModel")),
    "reportType": ("type", "by type", text("error_type", "reportType")),
    "startType": ("start_type", "by start", text("start_type", "startType")),
}
"""The API's dimension → ending of our key, of our name, and the column."""

_SPLITS: Final = ("versionCode", "countryCode", "apiLevel", "deviceModel")


def _weighted(metric: str) -> tuple[str, ...]:
    return metric, f"{metric}7dUserWeighted", f"{metric}28dUserWeighted"


_CRASH: Final = (*_weighted("userPerceivedCrashRate"), *_weighted("crashRate"))
_ANR: Final = (*_weighted("userPerceivedAnrRate"), *_weighted("anrRate"))
_USERS: Final = "distinctUsers"

_SETS: Final = (
    ("crash_rate", "Crash rate", "crashRateMetricSet", _CRASH, ("", *_SPLITS)),
    ("anr_rate", "ANR rate", "anrRateMetricSet", _ANR, ("", *_SPLITS)),
    ("error_count", "Errors", "errorCountMetricSet", ("errorReportCount",), ("reportType",)),
    (
        "excessive_wakeup_rate", "Excessive wake-ups", "excessiveWakeupRateMetricSet",
        _weighted("excessiveWakeupRate"), ("",),
    ),
    (
        "stuck_wakelock_rate", "Stuck background wake locks",
        "stuckBackgroundWakelockRateMetricSet", _weighted("stuckBgWakelockRate"), ("",),
    ),
    (
        "slow_start_rate", "Slow starts", "slowStartRateMetricSet",
        _weighted("slowStartRate"), ("startType",),
    ),
    (
        "slow_rendering_rate", "Slow rendering (games)", "slowRenderingRateMetricSet",
        (*_weighted("slowRenderingRate20Fps"), *_weighted("slowRenderingRate30Fps")), ("",),
    ),
    (
        "lmk_rate", "Low-memory kills", "lmkRateMetricSet", _weighted("userPerceivedLmkRate"),
        ("",),
    ),
)  # fmt: skip


def _snake(name: str) -> str:
    short = name.replace("UserWeighted", "")
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])", "_", short).lower()


def _columns(metrics: tuple[str, ...], dimensions: tuple[str, ...]) -> tuple[Column, ...]:
    split = tuple(
        Column(c.name, Kind.TEXT, c.source, required=True)
        for c in (_DIMENSIONS[dimension][2] for dimension in dimensions)
    )
    make = count if metrics == ("errorReportCount",) else rate
    return (
        day("date", "date", required=True),
        *split,
        *(make(_snake(m), m, required=n == 0) for n, m in enumerate(metrics)),
        count("distinct_users", _USERS),
    )


GAMES_ONLY: Final = frozenset({"slowRenderingRateMetricSet"})
"""Metric sets that Google has of games alone."""


def _all() -> dict[Report, VitalsQuery]:
    found: dict[Report, VitalsQuery] = {}
    for key, name, metric_set, metrics, splits in _SETS:
        for split in splits:
            dimensions = (split,) if split else ()
            ending, words, _ = _DIMENSIONS.get(split, ("overview", "overview", None))
            report = Report(
                key=f"{key}_{ending}",
                provider=PROVIDER,
                name=f"{name}, {words}",
                family=Family.VITALS,
                columns=_columns(metrics, dimensions),
                grain=Grain.APP,
                period=Period.MONTH,
                lag_days=2,
                settles_after_days=3,
                source=f"{REFERENCE}/v1beta1/vitals.{metric_set.removesuffix('MetricSet')}",
                history_days=ERROR_COUNTS_DAYS if key == "error_count" else HISTORY_DAYS,
            )
            found[report] = VitalsQuery(metric_set, (*metrics, _USERS), dimensions)
    return found


_BY_REPORT: Final = _all()
VITALS: Final = tuple(_BY_REPORT)
QUERIES: Final = {report.key: query for report, query in _BY_REPORT.items()}
"""Report key → what is asked for it."""
SOURCES: Final = {column.source for report in VITALS for column in report.columns}

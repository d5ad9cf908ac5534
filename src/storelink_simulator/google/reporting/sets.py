"""The metric sets of the Reporting API: which metrics and dimensions each has."""

from __future__ import annotations

from dataclasses import dataclass

WEIGHTED = {"7dUserWeighted": 7, "28dUserWeighted": 28}
DIMENSIONS = frozenset(
    {
        "apiLevel", "versionCode", "deviceModel", "deviceBrand", "deviceType", "countryCode",
        "deviceRamBucket", "deviceSocMake", "deviceSocModel", "deviceCpuMake", "deviceCpuModel",
        "deviceGpuMake", "deviceGpuModel", "deviceGpuVersion", "deviceVulkanVersion",
        "deviceGlEsVersion", "deviceScreenSize", "deviceScreenDpi",
    }
)  # fmt: skip
WHOLE_NUMBERS = frozenset({"versionCode", "deviceRamBucket"})
_DAYS = ("DAILY",)
_BOTH = ("DAILY", "HOURLY")


@dataclass(frozen=True, slots=True)
class MetricSet:
    """One set. `needs` names a dimension that every question has to have."""

    name: str
    metrics: frozenset[str]
    periods: tuple[str, ...] = _DAYS
    more: frozenset[str] = frozenset()
    needs: str = ""
    less: frozenset[str] = frozenset()
    has_cohorts: bool = True

    @property
    def dimensions(self) -> frozenset[str]:
        """What its rows can be split by."""
        return (DIMENSIONS | self.more) - self.less


def _rates(*names: str) -> frozenset[str]:
    weighted = {f"{name}{suffix}" for name in names for suffix in WEIGHTED}
    return frozenset({*names, *weighted, "distinctUsers"})


SETS: dict[str, MetricSet] = {
    one.name: one
    for one in (
        MetricSet("crashRateMetricSet", _rates("crashRate", "userPerceivedCrashRate"), _BOTH),
        MetricSet("anrRateMetricSet", _rates("anrRate", "userPerceivedAnrRate"), _BOTH),
        MetricSet(
            "errorCountMetricSet",
            frozenset({"errorReportCount", "distinctUsers"}),
            _BOTH,
            frozenset({"reportType", "issueId"}),
            "reportType",
            frozenset({"countryCode", "deviceBrand"}),
            has_cohorts=False,
        ),
        MetricSet("excessiveWakeupRateMetricSet", _rates("excessiveWakeupRate")),
        MetricSet("stuckBackgroundWakelockRateMetricSet", _rates("stuckBgWakelockRate")),
        MetricSet(
            "slowStartRateMetricSet",
            _rates("slowStartRate"),
            more=frozenset({"startType"}),
            needs="startType",
        ),
        MetricSet(
            "slowRenderingRateMetricSet", _rates("slowRenderingRate20Fps", "slowRenderingRate30Fps")
        ),
        MetricSet("lmkRateMetricSet", _rates("userPerceivedLmkRate")),
    )
}
"""Those without numbers in this world answer without rows, as for an app with few users."""
TOLD = frozenset({"crashRateMetricSet", "anrRateMetricSet"})

"""A query of the Reporting API: read, checked against its metric set, refused in Google's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from storelink_simulator.google.api_answers import place_in, whole
from storelink_simulator.google.errors import Refused, invalid
from storelink_simulator.google.reporting.sets import WEIGHTED, MetricSet

PACIFIC_ZONE = "America/Los_Angeles"
_ZONES = {"DAILY": PACIFIC_ZONE, "HOURLY": "UTC"}
_PAGE, _LARGEST_PAGE = 1000, 10_000
_LONGEST = timedelta(days=400)
_TERM = re.compile(r'\s*(\w+)\s*=\s*(?:"([^"]*)"|([\w.:/-]+))\s*')
_COHORTS = ("OS_PUBLIC", "APP_TESTERS", "OS_BETA", "USER_COHORT_UNSPECIFIED")


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be answered. Times are on the clock of its zone."""

    period: str
    start: datetime
    end: datetime
    dimensions: tuple[str, ...]
    metrics: tuple[str, ...]
    filters: Mapping[str, str]
    cohort: str
    size: int
    place: int


def query_of(body: Mapping[str, Any], metric_set: MetricSet) -> Query:
    """Read a query. Raises Refused (400)."""
    spec = body.get("timelineSpec")
    if not isinstance(spec, dict):
        raise invalid("timeline_spec must be set.")
    period = spec.get("aggregationPeriod")
    if period not in metric_set.periods:
        raise invalid(f"aggregation_period {str(period)[:40]} is not supported by this metric set.")
    start, end = _moment(spec, "startTime", period), _moment(spec, "endTime", period)
    if end <= start or end - start > _LONGEST:
        raise invalid("timeline_spec.end_time must be after start_time, within the kept range.")
    metrics, dimensions = _names(body, "metrics"), _names(body, "dimensions")
    _check_names(metric_set, metrics, dimensions, period)
    cohort = body.get("userCohort", "OS_PUBLIC")
    if cohort not in _COHORTS or ("userCohort" in body and not metric_set.has_cohorts):
        raise invalid("Invalid value at 'user_cohort'.")
    return Query(
        period,
        start,
        end,
        dimensions,
        metrics,
        _filters(body.get("filter"), metric_set),
        cohort,
        whole(body.get("pageSize"), _PAGE, _LARGEST_PAGE),
        place_in(body.get("pageToken")),
    )


def _moment(spec: Mapping[str, Any], name: str, period: str) -> datetime:
    told = spec.get(name)
    if not isinstance(told, dict):
        raise invalid(f"timeline_spec.{name} must be set.")
    zone = (told.get("timeZone") or {}).get("id")
    if zone not in (None, _ZONES[period]) or "utcOffset" in told:
        raise invalid(
            f"The time zone of timeline_spec is not supported. {period} aggregation supports "
            f"{_ZONES[period]} only."
        )
    smaller = ("minutes", "seconds", "nanos", *(("hours",) if period == "DAILY" else ()))
    if any(told.get(part) for part in smaller):
        raise invalid(f"timeline_spec.{name} must be aligned to the aggregation period.")
    try:
        parts = [int(told.get(part, 0)) for part in ("year", "month", "day", "hours")]
        return datetime(parts[0], parts[1], parts[2], parts[3], tzinfo=UTC)
    except (TypeError, ValueError) as error:
        raise invalid(f"timeline_spec.{name} is not a valid date.") from error


def _names(body: Mapping[str, Any], field: str) -> tuple[str, ...]:
    found = body.get(field, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise invalid(f"Invalid value at '{field}'.")
    return tuple(found)


def _check_names(
    metric_set: MetricSet, metrics: tuple[str, ...], dimensions: tuple[str, ...], period: str
) -> None:
    unknown = [
        *(name for name in metrics if name not in metric_set.metrics),
        *(name for name in dimensions if name not in metric_set.dimensions),
    ]
    if unknown or not metrics:
        raise invalid(f"Unsupported metrics or dimensions: {', '.join(unknown)[:200] or 'none'}.")
    is_hourly_weighted = period == "HOURLY" and any(m.endswith(tuple(WEIGHTED)) for m in metrics)
    if is_hourly_weighted or (metric_set.needs and metric_set.needs not in dimensions):
        raise invalid(
            "The requested metrics, dimensions and aggregation_period cannot be used together."
        )


def _filters(text: object, metric_set: MetricSet) -> dict[str, str]:
    if not text:
        return {}
    found: dict[str, str] = {}
    for term in re.split(r"\s+AND\s+", str(text)[:2000]):
        part = _TERM.fullmatch(term)
        if part is None or part[1] not in metric_set.dimensions:
            raise _bad_filter()
        found[part[1]] = part[2] if part[2] is not None else part[3]
    return found


def _bad_filter() -> Refused:
    return invalid("Invalid filter: only equality of breakdown dimensions is supported.")

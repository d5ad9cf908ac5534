"""Up to which day the figures are complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from storelink.domain.report import Report
from storelink.integrations.models import ReportState
from storelink.providers.contract import Provider

_STUCK_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Horizon:
    """Of one metric."""

    complete_to: date | None


def horizons(provider: Provider, states: Iterable[ReportState]) -> Mapping[str, Horizon]:
    """Metric key → its horizon, by the report that yields it. Of several accounts, the one that
    is furthest behind counts."""
    complete: dict[str, date] = {}
    for state in states:
        if state.complete_to is not None:
            known = complete.get(state.report, state.complete_to)
            complete[state.report] = min(known, state.complete_to)
    return {
        metric.key: _horizon(reports_of(provider, metric.key), complete)
        for metric in provider.metrics
    }


def reports_of(provider: Provider, metric: str) -> tuple[Report, ...]:
    """The reports that yield a metric, the preferred one first; of a ratio, those of its parts."""
    ratio = next((r for r in provider.ratios if r.metric == metric), None)
    parts = (*ratio.above, ratio.below) if ratio else (metric,)
    keys = dict.fromkeys(m.report for part in parts for m in provider.measures if m.metric == part)
    return tuple(provider.report(key) for key in keys)


def last_complete_day(found: Iterable[Horizon]) -> date | None:
    """The day on which ranges end: all figures are there. One that is a week behind the others
    is stuck, and does not hold them back."""
    known = [one.complete_to for one in found if one.complete_to is not None]
    if not known:
        return None
    return min(day for day in known if day >= max(known) - _STUCK_AFTER)


def _horizon(reports: tuple[Report, ...], complete: Mapping[str, date]) -> Horizon:
    known = [report for report in reports if report.key in complete]
    if not known:
        return Horizon(None)
    return Horizon(max(complete[report.key] for report in known))

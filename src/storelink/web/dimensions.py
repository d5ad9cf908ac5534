"""By what a metric can be split and filtered."""

from __future__ import annotations

from storelink.domain.metric import AddsUp, Metric
from storelink.providers.contract import Provider

REGIONS = frozenset({"territory", "country"})
"""Dimensions of the shared vocabulary whose values are ISO 3166 codes; the browser names them."""


def metric_of(provider: Provider, key: str) -> Metric:
    """The metric of that key; KeyError if there is none."""
    for metric in provider.metrics:
        if metric.key == key:
            return metric
    raise KeyError(key)


def dimensions_of(provider: Provider, metric: str) -> tuple[str, ...]:
    """The dimensions by which a report can split the metric; of a ratio, those that all of its
    parts share. In the provider's order."""
    ratio = next((r for r in provider.ratios if r.metric == metric), None)
    parts = (*ratio.above, ratio.below) if ratio else (metric,)
    per_part = [_of_measures(provider, part) for part in parts]
    shared = frozenset.intersection(*per_part) if per_part else frozenset()
    return tuple(key for key in provider.dimensions if key in shared)


def currency_column(provider: Provider, metric: str) -> str:
    """The dimension that names a money metric's currency; empty where there is but one."""
    if metric_of(provider, metric).adds_up is not AddsUp.WITHIN_CURRENCY:
        return ""
    return next((m.currency for m in provider.measures if m.metric == metric), "")


def can_be_split(provider: Provider, metric: str) -> bool:
    """Whether adding up over places makes sense at all."""
    return metric_of(provider, metric).adds_up is not AddsUp.NOWHERE


def _of_measures(provider: Provider, metric: str) -> frozenset[str]:
    reports = [provider.report(m.report) for m in provider.measures if m.metric == metric]
    return frozenset().union(*(report.dimensions for report in reports))

"""All that an app's page shows, worked out from its view: key numbers, chart, breakdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from storelink.domain.metric import Metric
from storelink.domain.period import Days, Granularity
from storelink.web.buckets import laid_out, last_day_of, places
from storelink.web.dimensions import dimensions_of, metric_of
from storelink.web.figures import Points, Scope, Total, points, totals
from storelink.web.horizon import Horizon
from storelink.web.numbers import NO_CHANGE, Change, Figure, change, money_of
from storelink.web.view import View

_ENOUGH = 0.9
"""Share of the earlier days that must be known before a change is told."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One key number."""

    metric: Metric
    value: Figure | None
    before: Figure | None
    change: Change
    why_not: str
    is_chosen: bool
    link: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The chosen number over time. All lists are as long as `on`."""

    metric: Metric
    on: Sequence[date]
    now: Sequence[Figure | None]
    before_on: Sequence[date]
    before: Sequence[Figure | None] | None
    provisional: Sequence[bool]
    step: Granularity
    missing_count: int
    currency: str

    def as_json(self) -> dict[str, object]:
        """For the script that draws it."""
        return {
            "days": [day.isoformat() for day in self.on],
            "now": [_plain(value) for value in self.now],
            "before": None if self.before is None else [_plain(value) for value in self.before],
            "before_days": [day.isoformat() for day in self.before_on],
            "provisional": list(self.provisional),
            "unit": self.metric.unit.value,
            "currency": money_of(self.metric, self.currency),
            "label": self.metric.name,
            "step": self.step.value,
        }

    @property
    def rows(self) -> list[tuple[date, Figure | None, Figure | None, bool]]:
        """The chart as a table, the newest first."""
        before = self.before if self.before is not None else [None] * len(self.on)
        found = zip(self.on, self.now, before, self.provisional, strict=True)
        return list(found)[::-1]


def kpis(scope: Scope, view: View, keys: Sequence[str]) -> list[Kpi]:
    """The key numbers over the view's range and the one before."""
    usable = [key for key in keys if _fits(scope, key, view.where)]
    now, before = (_over(scope, usable, days) for days in (view.days, view.earlier))
    daily_now, daily_before = (_daily(scope, usable, days) for days in (view.days, view.earlier))
    found = []
    for key in keys:
        metric = metric_of(scope.provider, key)
        has_earlier = _is_covered(daily_now.get(key, {}), daily_before.get(key, {}))
        at, was = now.get(key, _NOT_BY_THIS), before.get(key, Total(None))
        moved = change(at.value, was.value, metric) if has_earlier else NO_CHANGE
        found.append(
            Kpi(
                metric=metric,
                value=at.value,
                before=was.value if has_earlier else None,
                change=moved,
                why_not=at.why_not,
                is_chosen=key == view.metric,
                link=view.link(metric=key, by=""),
            )
        )
    return found


def chart(scope: Scope, view: View, horizon: Horizon, currency: str = "") -> Chart:
    """The view's metric over time, beside the period that it is compared with."""
    on = places(view.days, view.step)
    now = points(scope, [view.metric], view.days, view.step)[view.metric]
    before_on = places(view.earlier, view.step)[: len(on)] if view.earlier else []
    before = None
    if view.earlier:
        found = points(scope, [view.metric], view.earlier, view.step)[view.metric]
        before = laid_out(found, before_on, len(on))
    line = laid_out(now, on)
    return Chart(
        metric=metric_of(scope.provider, view.metric),
        on=on,
        now=line,
        before_on=before_on,
        before=before,
        provisional=[_may_change(place, view, horizon) for place in on],
        step=view.step,
        missing_count=sum(value is None for value in line),
        currency=currency,
    )


_NOT_BY_THIS = Total(None, "The store doesn’t split this number by what is filtered.")


def _may_change(place: date, view: View, horizon: Horizon) -> bool:
    last = last_day_of(place, view.step)
    is_cut = view.step is not Granularity.DAY and last > view.days.last
    return is_cut or horizon.is_provisional(min(last, view.days.last))


def _fits(scope: Scope, key: str, where: Mapping[str, tuple[str, ...]]) -> bool:
    return set(where) <= set(dimensions_of(scope.provider, key))


def _over(scope: Scope, keys: Sequence[str], days: Days | None) -> Mapping[str, Total]:
    return totals(scope, keys, days) if days and keys else {}


def _daily(scope: Scope, keys: Sequence[str], days: Days | None) -> Mapping[str, Points]:
    return points(scope, keys, days) if days and keys else {}


def _is_covered(now: Points, before: Points) -> bool:
    """Whether the earlier range is known about as well as this one: else a change would tell of
    missing days, not of people."""
    known_now = sum(value is not None for value in now.values())
    known_before = sum(value is not None for value in before.values())
    return known_before > 0 and known_before >= known_now * _ENOUGH


def _plain(value: Figure | None) -> float | int | None:
    return value if value is None or isinstance(value, int) else float(value)

"""All that an app's page shows, worked out from its view: key numbers, chart, breakdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from storelink.domain.metric import AddsUp, Metric, Unit
from storelink.domain.period import Days, Granularity
from storelink.products.answering import Asked
from storelink.web.buckets import laid_out, last_day_of, places
from storelink.web.coverage import covers
from storelink.web.dimensions import dimensions_of, metric_of
from storelink.web.figures import (
    Course,
    Scope,
    Total,
    course,
    course_of,
    known_days,
    known_days_of,
    totals,
    totals_of,
)
from storelink.web.numbers import NO_CHANGE, Change, Figure, change, money_of
from storelink.web.view import View


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
    def is_empty(self) -> bool:
        """No figure at all: there is nothing to draw."""
        return self.missing_count == len(self.on)

    @property
    def rows(self) -> list[tuple[date, Figure | None, Figure | None, bool]]:
        """The chart as a table, the newest first."""
        before = self.before if self.before is not None else [None] * len(self.on)
        found = zip(self.on, self.now, before, self.provisional, strict=True)
        return list(found)[::-1]


def asked_by_kpis(scope: Scope, view: View, keys: Sequence[str]) -> Iterator[Asked]:
    """The questions of `kpis`, to be worked out together."""
    usable, levels = _usable(scope, keys)
    for days in (view.days, view.earlier):
        if days and usable:
            yield totals_of(scope, usable, days)
            yield known_days_of(scope, usable, days)
    for key in levels:
        yield course_of(scope, key, view.days, Granularity.DAY)


def asked_by_chart(scope: Scope, view: View) -> Iterator[Asked]:
    """The questions of `chart`."""
    for days in (view.days, view.earlier):
        if days:
            yield course_of(scope, view.metric, days, view.step)


def _usable(scope: Scope, keys: Sequence[str]) -> tuple[list[str], list[str]]:
    """Those that can be filtered as it is asked for: sums, and levels."""
    usable = [key for key in keys if _fits(scope, key, scope.where)]
    levels = [key for key in usable if _is_level(metric_of(scope.provider, key))]
    return [key for key in usable if key not in levels], levels


def kpis(scope: Scope, view: View, keys: Sequence[str]) -> list[Kpi]:
    """The key numbers over the view's range and the one before."""
    usable, levels = _usable(scope, keys)
    now, before = (_over(scope, usable, days) for days in (view.days, view.earlier))
    known, known_before = (_known(scope, usable, days) for days in (view.days, view.earlier))
    now = {**now, **_last_of_each(scope, levels, view)}
    found = []
    for key in keys:
        metric = metric_of(scope.provider, key)
        has_earlier = covers(known.get(key, 0), known_before.get(key, 0))
        at, was = now.get(key, _NOT_BY_THIS), before.get(key, Total(None))
        moved = change(at.value, was.value, metric) if has_earlier else NO_CHANGE
        found.append(
            Kpi(
                metric=metric,
                value=at.value,
                before=was.value if has_earlier else None,
                change=moved,
                why_not=_why_not(metric, at),
                is_chosen=key == view.metric,
                link=view.link(metric=key, by=""),
            )
        )
    return found


def chart(scope: Scope, view: View, currency: str = "") -> Chart:
    """The view's metric over time, beside the period that it is compared with."""
    on = places(view.days, view.step)
    now = course(scope, view.metric, view.days, view.step)
    before_on = places(view.earlier, view.step)[: len(on)] if view.earlier else []
    before = None
    if view.earlier:
        found = course(scope, view.metric, view.earlier, view.step)
        before = laid_out(found.points, before_on, len(on))
    line = laid_out(now.points, on)
    return Chart(
        metric=metric_of(scope.provider, view.metric),
        on=on,
        now=line,
        before_on=before_on,
        before=before,
        provisional=[_may_change(place, view, now) for place in on],
        step=view.step,
        missing_count=sum(value is None for value in line),
        currency=currency,
    )


_UNIQUE = "Unique: rows are not added up"
_NOT_BY_THIS = Total(None, "The store doesn’t split this number by what is filtered.")


def _is_level(metric: Metric) -> bool:
    """An average of all that is there: a range shows how it stood at its end."""
    return metric.unit is Unit.STARS and metric.adds_up is AddsUp.NOWHERE


def _why_not(metric: Metric, at: Total) -> str:
    if _is_level(metric):
        return at.why_not
    return _UNIQUE if metric.adds_up is AddsUp.NOWHERE else at.why_not


def _last_of_each(scope: Scope, keys: Sequence[str], view: View) -> Mapping[str, Total]:
    found = {}
    for key in keys:
        points = course(scope, key, view.days, Granularity.DAY).points
        told = [(day, value) for day, value in points.items() if value is not None]
        day, value = max(told, default=(None, None))
        words = f"On {day.day} {day:%b}" if day else ""
        found[key] = Total(value, words)
    return found


def _may_change(place: date, view: View, now: Course) -> bool:
    """The store can still change it, or the range ends within it."""
    is_cut = view.step is not Granularity.DAY and last_day_of(place, view.step) > view.days.last
    return is_cut or place in now.provisional


def _fits(scope: Scope, key: str, where: Mapping[str, tuple[str, ...]]) -> bool:
    return set(where) <= set(dimensions_of(scope.provider, key))


def _over(scope: Scope, keys: Sequence[str], days: Days | None) -> Mapping[str, Total]:
    return totals(scope, keys, days) if days and keys else {}


def _known(scope: Scope, keys: Sequence[str], days: Days | None) -> Mapping[str, int]:
    return known_days(scope, keys, days) if days and keys else {}


def _plain(value: Figure | None) -> float | int | None:
    return value if value is None or isinstance(value, int) else float(value)

"""The chosen number, split by one dimension: share, change, and the course of each part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from storelink.domain.metric import AddsUp, Metric, Unit
from storelink.domain.period import Granularity
from storelink.products.answering import Asked
from storelink.products.labels import app_label
from storelink.products.models import App
from storelink.providers.contract import Provider
from storelink.web.buckets import laid_out, whole_places
from storelink.web.dimensions import REGIONS, can_be_split, dimensions_of, metric_of
from storelink.web.figures import (
    Points,
    Scope,
    narrowed,
    split,
    split_of,
    split_points,
    split_points_of,
)
from storelink.web.numbers import NO_CHANGE, Change, Figure, change
from storelink.web.view import View

APP = "app"
"""The split of a whole account."""
_SHOWN = 10
_MOST = 300


@dataclass(frozen=True, slots=True)
class Part:
    """One value of the dimension."""

    value: str | None
    label: str
    is_region: bool
    figure: Figure
    share: float
    """Of the largest part; the bar's width."""
    change: Change
    now: Sequence[Figure | None]
    before: Sequence[Figure | None]
    link: str
    beside: Sequence[Figure | None] = ()
    """Of each metric that goes with this one."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The table, or why there is none."""

    metric: Metric
    dimension: str
    name: str
    options: Sequence[tuple[str, str]]
    """Dimension → what a person calls it."""
    parts: Sequence[Part]
    count: int
    is_whole: bool
    why_not: str = ""
    beside: Sequence[Metric] = ()
    """The others of the same rate: what it is a part of, what comes of it, and the rate."""


def asked_by_breakdown(scope: Scope, view: View) -> Iterator[Asked]:
    """What `breakdown` asks first; what else it asks follows from the answer."""
    dimension, _ = _dimension(scope, view)
    if dimension and can_be_split(scope.provider, view.metric):
        yield split_of(scope, view.metric, dimension, view.days, limit=_MOST)
        for metric in _companions(scope.provider, view.metric, dimension):
            yield split_of(scope, metric.key, dimension, view.days)


def _dimension(scope: Scope, view: View) -> tuple[str, tuple[str, ...]]:
    """What is split by (empty where the store gives the whole alone), and all that could be."""
    known = dimensions_of(scope.provider, view.metric)
    known = (APP, *known) if scope.accounts else known
    return view.by if view.by in known else (known[0] if known else ""), known


def breakdown(
    scope: Scope, view: View, *, shows_all: bool = False, tells_change: bool = True
) -> Breakdown:
    """The view's metric by the view's dimension, the largest parts first. Changes are told only
    where the earlier range is known as well as this one."""
    if not tells_change:
        view = replace(view, earlier=None)
    metric = metric_of(scope.provider, view.metric)
    dimension, known = _dimension(scope, view)
    names = {**scope.provider.dimensions, APP: "App"}
    options = [(key, names[key]) for key in known]
    if not dimension or not can_be_split(scope.provider, view.metric):
        why = "" if known else "The store gives this number only as a whole."
        if metric.adds_up is AddsUp.NOWHERE:
            why = "A device can count in several rows, so this number can’t be split and added up."
        return Breakdown(
            metric, dimension, names.get(dimension, ""), options, [], 0, is_whole=True, why_not=why
        )
    found = split(scope, view.metric, dimension, view.days, limit=_MOST)
    shown = found if shows_all else found[:_SHOWN]
    beside = _companions(scope.provider, view.metric, dimension) if shown else []
    parts = _parts(scope, view, dimension, shown)
    return Breakdown(
        beside=beside,
        metric=metric,
        dimension=dimension,
        name=names[dimension],
        options=options,
        parts=_with_beside(scope, view, dimension, parts=parts, beside=beside),
        count=len(found),
        is_whole=len(shown) == len(found),
    )


def _companions(provider: Provider, key: str, dimension: str) -> list[Metric]:
    """Visitors go with acquisitions and their rate: all that the same rate is made of, where the
    store splits them the same way."""
    for ratio in provider.ratios:
        of_it = (ratio.below, *ratio.above[:1], ratio.metric)
        if key in of_it:
            others = [one for one in of_it if one != key]
            if all(dimension in (*dimensions_of(provider, one), APP) for one in others):
                return [metric_of(provider, one) for one in others]
    return []


def _with_beside(
    scope: Scope, view: View, dimension: str, *, parts: Sequence[Part], beside: Sequence[Metric]
) -> list[Part]:
    columns = [dict(split(scope, metric.key, dimension, view.days)) for metric in beside]
    return [replace(one, beside=[column.get(one.value) for column in columns]) for one in parts]


def _parts(
    scope: Scope, view: View, dimension: str, shown: Sequence[tuple[str | None, Figure]]
) -> list[Part]:
    metric = metric_of(scope.provider, view.metric)
    named = [value for value, _ in shown if value is not None]
    if len(named) == len(shown) and dimension != APP:
        scope = narrowed(scope, dimension, named) if named else scope
    step = Granularity.DAY if len(view.days) <= 60 else Granularity.WEEK
    on = whole_places(view.days, step)
    before_on = whole_places(view.earlier, step) if view.earlier else []
    wanted = [split_points_of(scope, view.metric, dimension, view.days, step=step)]
    if view.earlier:
        wanted.append(split_of(scope, view.metric, dimension, view.earlier))
        wanted.append(split_points_of(scope, view.metric, dimension, view.earlier, step=step))
    scope.reading.prepare(wanted if shown else ())
    now = split_points(scope, view.metric, dimension, view.days, step=step) if shown else {}
    was: dict[str | None, Figure] = {}
    earlier: Mapping[str | None, Points] = {}
    if view.earlier and shown:
        was = dict(split(scope, view.metric, dimension, view.earlier))
        earlier = split_points(scope, view.metric, dimension, view.earlier, step=step)
    top = max((float(figure) for _, figure in shown), default=0.0)
    is_rate = metric.unit is Unit.RATE
    apps = {app.store_id: app for app in scope.apps} if dimension == APP else {}
    return [
        Part(
            value=value,
            label=_label(value, apps),
            is_region=dimension in REGIONS and value is not None and len(value) == 2,
            figure=figure,
            share=0.0 if is_rate or top <= 0 else max(0.0, float(figure) / top),
            change=change(figure, was.get(value), metric) if value in was else NO_CHANGE,
            now=laid_out(now.get(value, {}), on),
            before=laid_out(earlier.get(value, {}), before_on, len(on)) if earlier else [],
            link=_link(view, dimension, value, apps),
        )
        for value, figure in shown
    ]


def _label(value: str | None, apps: Mapping[str, App]) -> str:
    if value is None:
        return "Not told"
    return apps[value].name if value in apps else app_label(value)


def _link(view: View, dimension: str, value: str | None, apps: Mapping[str, App]) -> str:
    """To the app; else to the same page, filtered by the value."""
    if dimension == APP:
        app = apps.get(value or "")
        return reverse("app", args=[app.pk]) if app else ""
    return view.link(**{dimension: value}) if value is not None else ""

"""An app's figures: key numbers, a chart, a breakdown, all told by the address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import json_script
from django.views.decorators.http import require_safe

from storelink.domain.metric import AddsUp, Metric
from storelink.products.answering import Asked
from storelink.products.apps import visible_apps
from storelink.providers.contract import Provider
from storelink.web.app_page import Kpi, asked_by_chart, asked_by_kpis, chart, kpis
from storelink.web.breakdown import asked_by_breakdown, breakdown
from storelink.web.chart_words import chart_words
from storelink.web.dimensions import REGIONS, currency_column, dimensions_of, metric_of
from storelink.web.figures import Scope, split, split_of
from storelink.web.looking import Looking, look_at_account, look_at_app
from storelink.web.report_lines import lines_of
from storelink.web.view import COMPARISONS, presets
from storelink.web.who import person, workspace_of

_FILTERS = 3
_MOST_VALUES = 250


@login_required
@require_safe
def any_app(request: HttpRequest) -> HttpResponse:
    """To the first app; to the overview where there is none."""
    first = next(iter(visible_apps(person(request), workspace_of(request))), None)
    return HttpResponseRedirect(reverse("app", args=[first.pk]) if first else reverse("overview"))


@login_required
@require_safe
def app(request: HttpRequest, pk: int) -> HttpResponse:
    """An app's page."""
    return _page(request, look_at_app(request, pk))


@login_required
@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """A whole account's page: its apps together, and what is of no single one."""
    return _page(request, look_at_account(request, pk))


def _page(request: HttpRequest, looking: Looking) -> HttpResponse:
    context = _frame(looking)
    if looking.has_data:
        context |= _figures(request, looking)
        # Reading may have found stored figures that cannot be read.
        context["notes"] = looking.told_notes()
    return render(request, "analytics.html", context)


def _frame(looking: Looking) -> dict[str, Any]:
    lines = lines_of(looking.provider, looking.states)
    loaded = [line.loaded_at for line in lines if line.loaded_at]
    return {
        "subject": looking.subject,
        "notes": [] if looking.has_data else looking.told_notes(),
        "shared_notes": looking.shared_notes,
        "provider": looking.provider,
        "lines": lines,
        "updated_at": max(loaded, default=None),
        "complete_to": looking.choice.last if looking.has_data else None,
        "has_data": looking.has_data,
        "view": looking.view,
    }


def _figures(request: HttpRequest, looking: Looking) -> dict[str, Any]:
    scope, view = looking.scope, looking.view
    scope.reading.prepare(_asked(looking))
    drawn = chart(scope, view, looking.currency)
    numbers = _numbers(looking)
    is_covered = any(one.is_chosen and one.before is not None for one in numbers)
    return {
        "kpis": numbers,
        "more_metrics": _more(looking.provider),
        "chart": drawn,
        "chart_words": chart_words(drawn, view),
        "series": json_script(drawn.as_json(), "series"),
        "currency": looking.currency,
        "not_summed": _not_summed(looking),
        "breakdown": breakdown(
            scope, view, shows_all=request.GET.get("all") == "yes", tells_change=is_covered
        ),
        "filters": _filters(looking),
        "presets": presets(looking.choice),
        "choice": looking.choice,
        "comparisons": COMPARISONS,
        "metric": metric_of(looking.provider, view.metric),
        "definitions": [metric_of(looking.provider, key) for key in _shown(looking)],
        "uniques": [m.name for m in looking.provider.metrics if m.adds_up is AddsUp.NOWHERE],
    }


def _asked(looking: Looking) -> Iterator[Asked]:
    """All questions of the page that do not follow from other answers: one to the warehouse."""
    scope, view = looking.scope, looking.view
    yield from asked_by_chart(scope, view)
    for whose, keys in _key_numbers(looking):
        yield from asked_by_kpis(whose, view, keys)
    yield from asked_by_breakdown(scope, view)
    for key, whose in _filtered(looking):
        yield split_of(whose, view.metric, key, view.days, limit=_MOST_VALUES)


def _filters(looking: Looking) -> list[dict[str, Any]]:
    """The first few dimensions of the shown number, with the values that the range has."""
    view = looking.view
    found = []
    for key, whose in _filtered(looking):
        values = split(whose, view.metric, key, view.days, limit=_MOST_VALUES)
        found.append(
            {
                "key": key,
                "name": looking.provider.dimensions[key],
                "is_region": key in REGIONS,
                "values": sorted(value for value, _ in values if value is not None),
                "chosen": ",".join(view.where.get(key, ())),
            }
        )
    return found


def _filtered(looking: Looking) -> Iterator[tuple[str, Scope]]:
    """Each dimension that is offered, and whose values: those that the other filters leave."""
    scope, metric = looking.scope, looking.view.metric
    known = dimensions_of(looking.provider, metric)
    money = currency_column(looking.provider, metric)
    for key in dict.fromkeys((*known[:_FILTERS], *([money] if money in known else []))):
        others = {name: values for name, values in scope.where.items() if name != key}
        yield key, replace(scope, where=others)


def _key_numbers(looking: Looking) -> Iterator[tuple[Scope, Sequence[str]]]:
    """The key numbers as the address says; the chosen one, if it is none of them, in its
    currency."""
    keys = looking.provider.key_metrics
    yield looking.wide, keys
    if looking.view.metric not in keys:
        yield looking.scope, [looking.view.metric]


def _numbers(looking: Looking) -> list[Kpi]:
    """The key numbers, and the chosen one if it is none of them."""
    pairs = _key_numbers(looking)
    return [one for whose, keys in pairs for one in kpis(whose, looking.view, keys)]


def _shown(looking: Looking) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*looking.provider.key_metrics, looking.view.metric)))


def _more(provider: Provider) -> list[Metric]:
    """The provider's other numbers."""
    return [metric for metric in provider.metrics if metric.key not in provider.key_metrics]


def _not_summed(looking: Looking) -> str:
    """Why a unique count has no total, where one is shown."""
    if metric_of(looking.provider, looking.view.metric).adds_up is not AddsUp.NOWHERE:
        return ""
    return (
        "A unique count has no total: a device that was seen on two days, or in two countries, "
        "would count twice. Each figure stands for itself."
    )

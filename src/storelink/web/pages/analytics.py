"""An app's figures: key numbers, a chart, a breakdown, all told by the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import json_script
from django.views.decorators.http import require_safe

from storelink.domain.metric import AddsUp, Metric
from storelink.integrations.models import ReportState
from storelink.products.apps import visible_apps
from storelink.products.horizon import horizons, last_complete_day
from storelink.products.limits import Limits, as_shown, limits_of
from storelink.products.models import App
from storelink.providers.contract import Provider
from storelink.providers.registry import provider as provider_of
from storelink.web.app_page import Kpi, chart, kpis
from storelink.web.breakdown import breakdown
from storelink.web.chart_words import chart_words
from storelink.web.currency import in_one_currency
from storelink.web.dimensions import REGIONS, currency_column, dimensions_of, metric_of
from storelink.web.figures import Scope, split
from storelink.web.report_lines import lines_of
from storelink.web.view import COMPARISONS, Choice, View, parse, presets
from storelink.web.who import app_of, person, workspace_of

_FILTERS = 3
_MOST_VALUES = 250


@dataclass(frozen=True, slots=True)
class Looking:
    """An app, looked at in a certain way by a certain person."""

    app: App
    provider: Provider
    wide: Scope
    """As the address says."""
    scope: Scope
    """The same, in one currency where the chosen number needs that."""
    view: View
    choice: Choice
    states: list[ReportState]
    currency: str
    has_data: bool


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
    looking = look(request, pk)
    context = _frame(looking)
    if looking.has_data:
        context |= _figures(request, looking)
    return render(request, "analytics.html", context)


def look(request: HttpRequest, pk: int) -> Looking:
    """What the address asks to see. Http404 for an app of others."""
    one, workspace = app_of(request, pk)
    limits = limits_of(workspace, [one])[one.pk]
    provider = as_shown(provider_of(one.integration.provider), limits)
    states = list(one.integration.report_states.all())
    found = horizons(provider, [metric.key for metric in provider.metrics], states)
    key_numbers = (found[key] for key in provider.key_metrics)
    last = last_complete_day(key_numbers) or last_complete_day(found.values())
    last = min(last, limits.last_on) if last and limits.last_on else last
    choice = _choice(one, provider, last, limits)
    view = parse(request.GET.dict(), choice)
    scope = Scope(person(request), workspace, provider, [one], view.where)
    narrow, shown, currency = in_one_currency(scope, view)
    return Looking(
        app=one, provider=provider, wide=scope, scope=narrow, view=shown, choice=choice,
        states=states, currency=currency, has_data=last is not None,
    )  # fmt: skip


def _choice(one: App, provider: Provider, last: date | None, limits: Limits) -> Choice:
    end = last or timezone.now().date()
    first = one.integration.ledger.aggregate(first=Min("first_on"))["first"]
    if first and limits.first_on:
        first = max(first, limits.first_on)
    return Choice(
        metrics=tuple(dict.fromkeys((*provider.key_metrics, *(m.key for m in provider.metrics)))),
        dimensions=tuple(provider.dimensions),
        first=min(first or end, end - timedelta(days=6)),
        last=end,
    )


def _frame(looking: Looking) -> dict[str, Any]:
    lines = lines_of(looking.provider, looking.states)
    loaded = [line.loaded_at for line in lines if line.loaded_at]
    return {
        "app": looking.app,
        "provider": looking.provider,
        "lines": lines,
        "updated_at": max(loaded, default=None),
        "complete_to": looking.choice.last if looking.has_data else None,
        "has_data": looking.has_data,
        "view": looking.view,
    }


def _figures(request: HttpRequest, looking: Looking) -> dict[str, Any]:
    scope, view = looking.scope, looking.view
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


def _filters(looking: Looking) -> list[dict[str, Any]]:
    """The first few dimensions of the shown number, with the values that the range has."""
    view, scope = looking.view, looking.scope
    found = []
    known = dimensions_of(looking.provider, view.metric)
    money = currency_column(looking.provider, view.metric)
    for key in dict.fromkeys((*known[:_FILTERS], *([money] if money in known else []))):
        others = {name: values for name, values in scope.where.items() if name != key}
        asked = Scope(scope.user, scope.workspace, scope.provider, scope.apps, others)
        values = split(asked, view.metric, key, view.days, limit=_MOST_VALUES)
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


def _numbers(looking: Looking) -> list[Kpi]:
    """The key numbers, and the chosen one if it is none of them."""
    keys = looking.provider.key_metrics
    found = kpis(looking.wide, looking.view, keys)
    if looking.view.metric not in keys:
        found += kpis(looking.scope, looking.view, [looking.view.metric])
    return found


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

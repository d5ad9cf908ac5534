"""CSV of exactly what a page shows: UTF-8 with a mark, ISO dates, dot decimals, raw numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storelink.web.app_page import chart
from storelink.web.breakdown import breakdown as broken_down
from storelink.web.csv_file import as_text, csv_file
from storelink.web.looking import Looking, look_at_account, look_at_app
from storelink.web.numbers import Figure
from storelink.web.who import person
from storelink.workspaces.audit import note


@login_required
@require_safe
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """The chart: a row for each day, week or month. An empty cell is no figure, not zero."""
    return _series(request, look_at_app(request, pk))


@login_required
@require_safe
def breakdown(request: HttpRequest, pk: int) -> HttpResponse:
    """The table below the chart, with every value of the dimension."""
    return _breakdown(request, look_at_app(request, pk))


@login_required
@require_safe
def account_series(request: HttpRequest, pk: int) -> HttpResponse:
    """The chart of a whole account."""
    return _series(request, look_at_account(request, pk))


@login_required
@require_safe
def account_breakdown(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of a whole account, which can be split by app too."""
    return _breakdown(request, look_at_account(request, pk))


def _series(request: HttpRequest, looking: Looking) -> HttpResponse:
    drawn = chart(looking.scope, looking.view, looking.currency)
    _log(request, looking)
    header = [looking.view.step.value, drawn.metric.key, "provisional"]
    rows = [
        [day.isoformat(), _number(now), "yes" if provisional else "no"]
        for day, now, provisional in zip(drawn.on, drawn.now, drawn.provisional, strict=True)
    ]
    if drawn.before is not None:
        header += ["compared_with", f"{drawn.metric.key}_before"]
        for index, row in enumerate(rows):
            known = index < len(drawn.before_on)
            row += [
                drawn.before_on[index].isoformat() if known else "",
                _number(drawn.before[index]),
            ]
    return _file(looking, drawn.metric.key, [header, *rows])


def _breakdown(request: HttpRequest, looking: Looking) -> HttpResponse:
    found = broken_down(looking.scope, looking.view, shows_all=True)
    _log(request, looking)
    rows = [[as_text(part.value or ""), _number(part.figure)] for part in found.parts]
    name = f"{found.metric.key}-by-{found.dimension or 'whole'}"
    return _file(looking, name, [[found.dimension or "all", found.metric.key], *rows])


def _log(request: HttpRequest, looking: Looking) -> None:
    note(person(request), looking.scope.reading.workspace, "figures.exported", looking.subject.name)


def _file(looking: Looking, what: str, rows: Iterable[Sequence[str]]) -> HttpResponse:
    days = looking.view.days
    name = "_".join((_word(looking.subject.name), _word(looking.provider.key), _word(what),
                     days.first.isoformat(), days.last.isoformat()))  # fmt: skip
    return csv_file(name, rows)


def _word(text: str) -> str:
    """Part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "app"


def _number(value: Figure | None) -> str:
    return "" if value is None else str(value)

"""Numbers over time: time series, their CSV, and several measures at a glance."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.apple.web.analytics.answers import listed
from storelink_simulator.apple.web.analytics.asked import Asked
from storelink_simulator.apple.web.analytics.measures import Measure
from storelink_simulator.apple.web.analytics.office import Question
from storelink_simulator.apple.web.analytics.table import Series, periods
from storelink_simulator.cast import App

NO_DATA = -1.0


def time_series(question: Question) -> Response:
    """`POST data/time-series`: an item for each app, and for each option of the group."""
    results = [
        _item(question, app, measure, series)
        for app, measure, series in _all(question, question.asked)
    ]
    return listed(results)


def time_series_csv(question: Question) -> Response:
    """`POST data/time-series-csv`: a file to save. Apple's columns are not documented."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    found = list(_all(question, question.asked))
    writer.writerow(["Date", *(_title(app, measure, one) for app, measure, one in found)])
    for period in periods(question.asked):
        values = [_value(question, app, one, period) for app, _, one in found]
        writer.writerow([period.isoformat(), *("" if v == NO_DATA else v for v in values)])
    response = Response(text.getvalue(), content_type="text/csv;charset=UTF-8")
    response.headers["Content-Disposition"] = 'attachment; filename="time-series.csv"'
    return response


def detail_measures(question: Question) -> Response:
    """`POST data/app/detail/measures`: each measure with its total and that of the days before."""
    asked = question.asked
    length = timedelta(days=len(asked.days))
    before = replace(asked, first=asked.first - length, last=asked.first - timedelta(days=1))
    earlier = {
        (app.apple_id, measure.key): series.total for app, measure, series in _all(question, before)
    }
    results = []
    for app, measure, series in _all(question, asked):
        previous = earlier[app.apple_id, measure.key]
        results.append(
            {
                "adamId": app.apple_id,
                "measure": measure.key,
                "type": measure.type,
                "total": float(series.total),
                "previousTotal": float(previous),
                "percentChange": _change(series.total, previous),
                "meetsThreshold": True,
                "data": _data(question, app, series, "value"),
            }
        )
    return listed(results)


def _all(question: Question, asked: Asked) -> Iterator[tuple[App, Measure, Series]]:
    group = asked.group
    for app in question.apps:
        for measure in asked.measures:
            if group is None:
                yield app, measure, question.tables.series(app, measure, asked)[0]
                continue
            found = question.tables.series(app, measure, asked, group.dimension)
            order = question.ranking(app, group.measure, group.dimension)
            found.sort(key=lambda one: order.get(one.option, len(order)))
            if not group.is_descending:
                found.reverse()
            for series in found[: group.limit]:
                yield app, measure, series


def _item(question: Question, app: App, measure: Measure, series: Series) -> dict[str, Any]:
    option = series.option
    return {
        "adamId": app.apple_id,
        "meetsThreshold": True,
        "group": {"key": option.id, "title": option.title} if option else None,
        "data": _data(question, app, series, measure.key),
        "totals": {"value": float(series.total), "type": measure.type, "key": measure.key},
    }


def _data(question: Question, app: App, series: Series, key: str) -> list[Mapping[str, Any]]:
    return [
        {"date": f"{period}T00:00:00Z", key: _value(question, app, series, period)}
        for period in periods(question.asked)
    ]


def _value(question: Question, app: App, series: Series, period: date) -> float:
    if period not in question.known(app):
        return NO_DATA
    return float(series.by_period.get(period, 0))


def _title(app: App, measure: Measure, series: Series) -> str:
    option = series.option
    return f"{app.name}: {option.title if option else measure.title}"


def _change(now: Decimal, before: Decimal) -> float | None:
    return float(round(100 * (now - before) / before, 2)) if before else None

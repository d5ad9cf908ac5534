"""How a number falls: by the options of dimensions, by campaigns and referrers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.apple.web.analytics.answers import bad, listed
from storelink_simulator.apple.web.analytics.asked import dimension_of, limit_of
from storelink_simulator.apple.web.analytics.dimensions import Option
from storelink_simulator.apple.web.analytics.office import Question
from storelink_simulator.apple.web.analytics.table import Series

_SOURCES = ("campaignId", "domainReferrer", "appReferrer")
_SHOWN_SOURCES = 25


def detail_dimensions(question: Question, body: Mapping[str, Any]) -> Response:
    """`POST data/app/detail/dimensions`: totals by option. `hideEmptyValues` leaves out zeros."""
    asked, limit = question.asked, limit_of(body.get("limit"))
    wanted = [dimension_of(key, asked.measures) for key in _list(body, "dimensions")]
    results = []
    for app in question.apps:
        for dimension in wanted:
            for measure in asked.measures:
                found = question.tables.series(app, measure, asked, dimension)
                if body.get("hideEmptyValues"):
                    found = [one for one in found if one.total]
                results.append(
                    {
                        "adamId": app.apple_id,
                        "measure": measure.key,
                        "dimension": dimension.key,
                        "frequency": asked.frequency,
                        "type": measure.type,
                        "total": float(sum(one.total for one in found)),
                        "data": [_cell(one) for one in found[:limit]],
                    }
                )
    return listed(results)


def dimension_values(question: Question, body: Mapping[str, Any]) -> Response:
    """`POST data/dimension-values`: the options in order, without numbers."""
    asked, results = question.asked, []
    for one in _list(body, "dimensions"):
        if not isinstance(one, dict):
            raise bad("dimensions has to be a list of objects.")
        dimension = dimension_of(one.get("dimension"), asked.measures)
        limit = limit_of(one.get("limit"))
        for app in question.apps:
            order = list(question.ranking(app, asked.measures[0], dimension))
            if str(one.get("rank", "DESCENDING")).upper() == "ASCENDING":
                order.reverse()
            results.append(
                {
                    "adamId": app.apple_id,
                    "dimension": dimension.key,
                    "actualSize": len(order),
                    "values": [
                        {"id": option.id, "title": option.title}
                        for option in order[:limit]
                        if option is not None
                    ],
                }
            )
    return listed(results)


def sources_list(question: Question, body: Mapping[str, Any]) -> Response:
    """`POST data/sources/list`: campaigns, sites or apps that people came from."""
    asked, key = question.asked, body.get("dimension")
    if key not in _SOURCES:
        raise bad(f"dimension has to be one of: {', '.join(_SOURCES)}.")
    dimension = dimension_of(key, asked.measures)
    limit = limit_of(body.get("limit"), _SHOWN_SOURCES)
    found: dict[Option, dict[str, float]] = {}
    for app in question.apps:
        for measure in asked.measures:
            for series in question.tables.series(app, measure, asked, dimension):
                if series.option is not None:
                    told = found.setdefault(series.option, dict.fromkeys(_keys(question), 0.0))
                    told[measure.key] += float(series.total)
    results = [
        {"sourceId": one.id, "sourceTitle": one.title, "title": one.title, "measures": told}
        for one, told in found.items()
    ]
    return listed(results[:limit], meetsThreshold=True)


def _keys(question: Question) -> list[str]:
    return [measure.key for measure in question.asked.measures]


def _cell(series: Series) -> dict[str, Any]:
    option = series.option
    return {
        "key": option.id if option else None,
        "value": float(series.total),
        "meetsThreshold": True,
    }


def _list(body: Mapping[str, Any], name: str) -> list[Any]:
    value = body.get(name)
    if not isinstance(value, list) or not 0 < len(value) <= 20:
        raise bad(f"{name} has to be a list.")
    return value

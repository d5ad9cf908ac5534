"""The rows that answer a query: a period each, split by dimensions, small groups left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

from storelink_simulator.cast import App
from storelink_simulator.drawing import draw
from storelink_simulator.google.play.dimensions import versions
from storelink_simulator.google.play.reviews import DEVICES
from storelink_simulator.google.play.vitals import (
    SMALLEST_GROUP,
    Vitals,
    VitalsDays,
    rounded_users,
)
from storelink_simulator.google.reporting.question import PACIFIC_ZONE, Query
from storelink_simulator.google.reporting.sets import WEIGHTED, WHOLE_NUMBERS
from storelink_simulator.places import PLACES

_LEVELS = (("37", 30), ("36", 28), ("35", 20), ("34", 12), ("33", 6), ("31", 4))
Values = tuple[tuple[str, str], ...]


def rows(vitals: VitalsDays, app: App, query: Query) -> Iterator[dict[str, Any]]:
    """All rows, in the order of time."""
    step = timedelta(days=1) if query.period == "DAILY" else timedelta(hours=1)
    moment = query.start
    while moment < query.end:
        yield from _of_period(vitals, app, query, moment)
        moment += step


def _of_period(
    vitals: VitalsDays, app: App, query: Query, moment: datetime
) -> Iterator[dict[str, Any]]:
    day = moment.date()
    whole = vitals.of(app, day)
    if whole is None:
        return
    hour = 1.0 if query.period == "DAILY" else (0.6 + 0.8 * draw("hour", moment)) / 24
    for values, part in _groups(app, day, query):
        if any(dict(values).get(name, "") != wanted for name, wanted in query.filters.items()):
            continue
        chance = draw(app.bundle_id, *values) if values else 0.5
        mine = whole.shared(part * hour, chance)
        if mine.users >= SMALLEST_GROUP:
            shown = tuple(pair for pair in values if pair[0] in query.dimensions)
            yield {
                "aggregationPeriod": query.period,
                "startTime": time_document(moment, query.period),
                "dimensions": [dimension(name, value) for name, value in shown],
                "metrics": list(_metrics(vitals, app, query, (day, mine, part, chance))),
            }


def _metrics(
    vitals: VitalsDays, app: App, query: Query, found: tuple[date, Vitals, float, float]
) -> Iterator[dict[str, Any]]:
    day, mine, part, chance = found
    for name in query.metrics:
        if name == "distinctUsers":
            yield {"metric": name, "decimalValue": {"value": str(rounded_users(mine.users))}}
            continue
        suffix = next((one for one in WEIGHTED if name.endswith(one)), "")
        over = vitals.weighted(app, day, WEIGHTED[suffix]) if suffix else mine
        if over is None:
            continue
        over = over.shared(part, chance) if suffix else over
        yield _rate(name, over.rates[name.removesuffix(suffix)], over.users)


def _rate(name: str, rate: float, users: float) -> dict[str, Any]:
    spread = (rate * (1 - rate) / users) ** 0.5 * 1.96 if 0 < rate < 1 else 0.0
    return {
        "metric": name,
        "decimalValue": {"value": f"{rate:.10f}"},
        "decimalValueConfidenceInterval": {
            "lowerBound": {"value": f"{max(0.0, rate - spread):.10f}"},
            "upperBound": {"value": f"{rate + spread:.10f}"},
        },
    }


def _groups(app: App, day: date, query: Query) -> Iterator[tuple[Values, float]]:
    """Every combination of the values that are asked for or filtered by, with its part."""
    names = tuple(dict.fromkeys((*query.dimensions, *query.filters)))
    for combination in product(*(_values(app, day, name) for name in names)):
        part = 1.0
        for _, mine in combination:
            part *= mine
        yield tuple(zip(names, (value for value, _ in combination), strict=True)), part


def _values(app: App, day: date, name: str) -> list[tuple[str, float]]:
    known: Mapping[str, list[tuple[str, float]]] = {
        "versionCode": versions(app, day),
        "countryCode": [(place.code, place.weight) for place in PLACES[:20]],
        "apiLevel": [(level, float(weight)) for level, weight in _LEVELS],
        "deviceModel": [(f"{maker.lower()}/{code}", 1.0) for code, maker, _ in DEVICES],
        "deviceBrand": [("samsung", 40.0), ("google", 25.0), ("redmi", 15.0), ("oneplus", 8.0)],
        "deviceType": [("PHONE", 92.0), ("TABLET", 8.0)],
        "deviceRamBucket": [("4096", 30.0), ("6144", 25.0), ("8192", 40.0)],
    }
    found = known.get(name, [("unknown", 1.0)])
    total = sum(weight for _, weight in found)
    return [(value, weight / total) for value, weight in found]


def dimension(name: str, value: str) -> dict[str, str]:
    """A dimension of a row, as the API writes it."""
    kind = "int64Value" if name in WHOLE_NUMBERS else "stringValue"
    return {"dimension": name, kind: value}


def time_document(moment: datetime, period: str) -> dict[str, Any]:
    """A time as the API writes it: a day in Pacific time, an hour in UTC."""
    document: dict[str, Any] = {"year": moment.year, "month": moment.month, "day": moment.day}
    if period == "HOURLY":
        return {**document, "hours": moment.hour, "timeZone": {"id": "UTC"}}
    return {**document, "timeZone": {"id": PACIFIC_ZONE}}

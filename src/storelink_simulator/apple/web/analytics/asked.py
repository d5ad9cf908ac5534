"""What a question to the analytics API says, and what of it is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from storelink_simulator.apple.web.analytics import dimensions, measures
from storelink_simulator.apple.web.analytics.answers import bad
from storelink_simulator.apple.web.analytics.dimensions import Dimension
from storelink_simulator.apple.web.analytics.measures import Measure
from storelink_simulator.world import HISTORY_STARTS_ON

Frequency = Literal["day", "week", "month"]
_FREQUENCIES: Mapping[str, Frequency] = {"day": "day", "week": "week", "month": "month"}
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00Z", re.ASCII)
_MOST_APPS, _MOST_OPTIONS, _LARGEST_LIMIT = 200, 250, 200
_BEHIND = timedelta(days=2)


def data_ends_on(now: datetime) -> date:
    """The last day that the web application shows."""
    return now.date() - _BEHIND


@dataclass(frozen=True, slots=True)
class Filter:
    """Only what has one of these options."""

    dimension: Dimension
    options: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Split by a dimension; the largest (or smallest) by a measure come first."""

    measure: Measure
    dimension: Dimension
    limit: int
    is_descending: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. Days are inclusive."""

    app_ids: tuple[str, ...]
    measures: tuple[Measure, ...]
    frequency: Frequency
    first: date
    last: date
    filters: tuple[Filter, ...] = ()
    group: Group | None = None

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def read_asked(body: Mapping[str, Any], now: datetime) -> Asked:
    """Read the fields that all calls share. Raises Refused (400)."""
    found = tuple(_measure(key) for key in _texts(_measures_in(body), "measures", 50))
    group = _group(body.get("group"), found)
    filters = _filters(body.get("dimensionFilters") or [], found)
    if len(filters) > (1 if group else 2):
        raise bad("Too many dimension filters.")
    first, last = _day(body, "startTime"), _day(body, "endTime")
    if last > data_ends_on(now):
        raise bad("endTime is after the last day with data.")
    if first > last or first < HISTORY_STARTS_ON - timedelta(days=4000):
        raise bad("startTime has to be before endTime.")
    apps = tuple(_texts(body.get("adamId"), "adamId", _MOST_APPS))
    return Asked(apps, found, _frequency(body), first, last, filters, group)


def dimension_of(key: object, wanted: tuple[Measure, ...]) -> Dimension:
    """A dimension that all measures can be split by. Raises Refused (400)."""
    dimension = dimensions.BY_KEY.get(key) if isinstance(key, str) else None
    if dimension is None:
        raise bad(f"Unknown dimension: {str(key)[:60]}.")
    for one in wanted:
        if dimension.key not in one.dimensions:
            raise bad(f"{one.key} cannot be split by {dimension.key}.")
    return dimension


def limit_of(value: object, default: int = 10) -> int:
    """How many values are wanted: 1 to 200. Raises Refused (400)."""
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LARGEST_LIMIT:
        raise bad("limit has to be a number from 1 to 200.")
    return value


def _measures_in(body: Mapping[str, Any]) -> object:
    single = body.get("measure")
    return body.get("measures") or ([single] if single is not None else None)


def _measure(key: str) -> Measure:
    found = measures.BY_KEY.get(key)
    if found is None:
        raise bad(f"Unknown measure: {key[:60]}.")
    return found


def _texts(value: object, name: str, most: int) -> list[str]:
    if not isinstance(value, list) or not 0 < len(value) <= most:
        raise bad(f"{name} has to be a list.")
    if not all(isinstance(one, str) for one in value):
        raise bad(f"{name} has to be a list of texts.")
    return value


def _day(body: Mapping[str, Any], name: str) -> date:
    found = _MOMENT.fullmatch(str(body.get(name)))
    if found is None:
        raise bad(f"{name} has to be written YYYY-MM-DDT00:00:00Z.")
    try:
        return date.fromisoformat(found[1])
    except ValueError as error:
        raise bad(f"{name} is no day.") from error


def _frequency(body: Mapping[str, Any]) -> Frequency:
    found = _FREQUENCIES.get(str(body.get("frequency", "day")).lower())
    if found is not None:
        return found
    raise bad("frequency has to be day, week or month.")


def _group(value: object, wanted: tuple[Measure, ...]) -> Group | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad("group has to be an object.")
    metric = value.get("metric")
    ranked_by = _measure(metric) if isinstance(metric, str) else wanted[0]
    dimension = dimension_of(value.get("dimension"), (*wanted, ranked_by))
    is_descending = str(value.get("rank", "DESCENDING")).upper() != "ASCENDING"
    return Group(ranked_by, dimension, limit_of(value.get("limit")), is_descending)


def _filters(value: object, wanted: tuple[Measure, ...]) -> tuple[Filter, ...]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise bad("dimensionFilters has to be a list.")
    return tuple(
        Filter(
            dimension_of(one.get("dimensionKey"), wanted),
            frozenset(_texts(one.get("optionKeys"), "optionKeys", _MOST_OPTIONS)),
        )
        for one in value
    )

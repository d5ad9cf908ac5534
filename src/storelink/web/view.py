"""What a person looks at on an analytics page, as its address says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from storelink.domain.errors import BadInput
from storelink.domain.period import Days, Granularity, last_days

DEFAULT_RANGE = "28"
COMPARISONS = {"before": "Period before", "year": "Same period last year", "none": "Nothing"}
_LONGEST_DAYS = 4400
"""Stores keep ten years at most, and the one that is under way."""
_DAYS_UP_TO, _WEEKS_UP_TO = 400, 1100
_LONGEST_VALUE = 200
_MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen on the page: bounds for everything that an address may say."""

    metrics: tuple[str, ...]
    dimensions: tuple[str, ...]
    first: date
    """The first day that anything is known of."""
    last: date
    """The last complete day: ranges end there."""
    floor: date | None = None
    """The first day that may be seen; None: all may."""
    splits: tuple[str, ...] = ()
    """What a number can be split by, but not filtered by."""


@dataclass(frozen=True, slots=True)
class View:
    """A parsed address. `params` are its parts in their canonical form."""

    days: Days
    earlier: Days | None
    range: str
    comparison: str
    matches_weekday: bool
    step: Granularity
    metric: str
    by: str
    where: Mapping[str, tuple[str, ...]]
    shows_table: bool
    problem: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    def link(self, **changes: str) -> str:
        """The query string of this view with some parts changed; an empty one is left out."""
        params = {**self.params, **{key.rstrip("_"): value for key, value in changes.items()}}
        return "?" + urlencode({key: value for key, value in params.items() if value})

    def without(self, *names: str) -> str:
        return self.link(**dict.fromkeys(names, ""))


def presets(choice: Choice) -> dict[str, tuple[str, Days]]:
    """Name in the address → what it is called, and its days: of a range that begins before the
    first day that may be seen, the part that may."""
    found = ((key, _as_seen(*one, choice)) for key, one in _presets(choice).items())
    return {key: one for key, one in found if one is not None}


def _as_seen(name: str, days: Days, choice: Choice) -> tuple[str, Days] | None:
    if choice.floor is None or days.first >= choice.floor:
        return name, days
    if days.last < choice.floor:
        return None
    return f"{name}, as far as shared", Days(choice.floor, days.last)


def _presets(choice: Choice) -> dict[str, tuple[str, Days]]:
    last = choice.last
    month = last.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    year = last.replace(year=last.year - 1, day=min(last.day, 28)) + timedelta(days=1)
    return {
        "7": ("Last 7 days", last_days(7, last)),
        "28": ("Last 28 days", last_days(28, last)),
        "90": ("Last 90 days", last_days(90, last)),
        "month": ("This month", Days(month, last)),
        "last-month": ("Last month", Days(before, month - timedelta(days=1))),
        "year": ("Year to date", Days(last.replace(month=1, day=1), last)),
        "12-months": ("Last 12 months", Days(year, last)),
        "all": ("All data", Days(min(choice.first, last), last)),
    }


def parse(query: Mapping[str, str], choice: Choice) -> View:
    """The view that an address asks for. What it cannot mean falls back to the usual, and
    `problem` says so where a person typed it."""
    name, days, problem = _range(query, choice)
    comparison = _one_of(query.get("compare", ""), tuple(COMPARISONS), "before")
    matches = query.get("match", "") != "off"
    step = _one_of(query.get("step", ""), tuple(Granularity), _usual_step(days))
    metric = _one_of(query.get("metric", ""), choice.metrics, choice.metrics[0])
    splits = (*choice.splits, *choice.dimensions)
    by = _one_of(query.get("by", ""), splits, (splits or ("",))[0])
    given = {key: _values(query.get(key, "")) for key in choice.dimensions}
    where = {key: values for key, values in given.items() if values}
    params = {
        "range": "" if name in {DEFAULT_RANGE, "custom"} else name,
        "from": days.first.isoformat() if name == "custom" else "",
        "to": days.last.isoformat() if name == "custom" else "",
        "compare": "" if comparison == "before" else comparison,
        "match": "" if matches else "off",
        "step": "" if step == _usual_step(days) else step,
        "metric": "" if metric == choice.metrics[0] else metric,
        "by": by if query.get("by") == by else "",
        "show": "table" if query.get("show") == "table" else "",
        **{key: ",".join(values) for key, values in where.items()},
    }
    return View(
        days=days,
        earlier=_seen_whole(_earlier(days, comparison, matches=matches), choice),
        range=name,
        comparison=comparison,
        matches_weekday=matches,
        step=Granularity(step),
        metric=metric,
        by=by,
        where=where,
        shows_table=query.get("show") == "table",
        problem=problem,
        params=params,
    )


def _range(query: Mapping[str, str], choice: Choice) -> tuple[str, Days, str]:
    known = presets(choice)
    usual = known[DEFAULT_RANGE][1] if DEFAULT_RANGE in known else Days(choice.last, choice.last)
    if query.get("from") or query.get("to"):
        try:
            return "custom", _custom(query, choice), ""
        except BadInput as error:
            return DEFAULT_RANGE, usual, error.sentence
    name = query.get("range", DEFAULT_RANGE)
    return (name, known[name][1], "") if name in known else (DEFAULT_RANGE, usual, "")


def _custom(query: Mapping[str, str], choice: Choice) -> Days:
    try:
        first = date.fromisoformat(query.get("from", ""))
        last = date.fromisoformat(query.get("to", "") or choice.last.isoformat())
    except ValueError as error:
        raise BadInput("Those dates can’t be read. Choose both from the calendar.") from error
    last = min(last, choice.last)
    first = max(first, choice.floor or first)
    if last < first:
        raise BadInput(f"That range ends before it begins. The last complete day is {choice.last}.")
    days = Days(first, last)
    if len(days) > _LONGEST_DAYS:
        raise BadInput("That range is longer than twelve years. Choose a shorter one.")
    return days


def _earlier(days: Days, comparison: str, *, matches: bool) -> Days | None:
    """The same number of days, earlier; with `matches`, a whole number of weeks earlier."""
    if comparison == "none":
        return None
    back = len(days) if comparison == "before" else 364 if matches else 365
    if comparison == "before" and matches:
        back = -(-back // 7) * 7
    try:
        return Days(days.first - timedelta(days=back), days.last - timedelta(days=back))
    except OverflowError:
        return None


def _seen_whole(earlier: Days | None, choice: Choice) -> Days | None:
    """Nothing is compared with days that may not be seen."""
    is_hidden = earlier is not None and choice.floor is not None and earlier.first < choice.floor
    return None if is_hidden else earlier


def _usual_step(days: Days) -> Granularity:
    if len(days) > _WEEKS_UP_TO:
        return Granularity.MONTH
    return Granularity.DAY if len(days) <= _DAYS_UP_TO else Granularity.WEEK


def _one_of(value: str, known: tuple[str, ...], usual: str) -> str:
    return value if value in known else usual


def _values(text: str) -> tuple[str, ...]:
    return tuple(value[:_LONGEST_VALUE] for value in text.split(",")[:_MOST_VALUES] if value)

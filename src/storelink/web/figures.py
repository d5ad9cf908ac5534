"""Asks for figures, and gives them in the shapes that pages draw. Missing stays None."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa

from storelink.domain.errors import BadInput
from storelink.domain.period import Days, Granularity
from storelink.products.answering import Asked
from storelink.products.models import App
from storelink.products.reading import Reading
from storelink.products.rollups import whole_days
from storelink.providers.contract import Provider
from storelink.web.numbers import Figure

Points = Mapping[date, Figure | None]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures: every question is asked for a person, who sees only their apps."""

    reading: Reading
    provider: Provider
    apps: Sequence[App]
    where: Mapping[str, tuple[str, ...]]
    accounts: tuple[int, ...] = ()
    """Accounts that are looked at as a whole: with what is of no single app."""

    def asked(self, metrics: Sequence[str], days: Days, **more: Any) -> Asked:
        """A question about these apps; `more` as in `Asked`."""
        return Asked(
            self.provider.key, tuple(metrics), days, apps=tuple(self.apps),
            accounts=self.accounts, where=tuple(self.where.items()), **more,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Course:
    """A metric over time."""

    points: Points
    provisional: frozenset[date]
    """Days, weeks or months that the store can still change."""


@dataclass(frozen=True, slots=True)
class Total:
    """A figure over a range, or why there is none."""

    value: Figure | None
    why_not: str = ""


def totals_of(scope: Scope, metrics: Sequence[str], days: Days) -> Asked:
    """What `totals` asks; so for each of the questions below."""
    return scope.asked(metrics, days)


def totals(scope: Scope, metrics: Sequence[str], days: Days) -> Mapping[str, Total]:
    """Each metric over the whole range. What cannot be added up says why."""
    try:
        return _totals(scope.reading.table(totals_of(scope, metrics, days)), metrics)
    except BadInput as error:
        if len(metrics) == 1:
            return {metrics[0]: Total(None, error.sentence)}
    return {key: total for one in metrics for key, total in totals(scope, [one], days).items()}


def course_of(scope: Scope, metric: str, days: Days, step: Granularity) -> Asked:
    return scope.asked([metric], days, by=("date",), granularity=step)


def course(scope: Scope, metric: str, days: Days, step: Granularity) -> Course:
    """A metric by day, week or month: only those for which the store gave a figure. Empty where
    it cannot be added up."""
    try:
        rows = scope.reading.table(course_of(scope, metric, days, step)).to_pylist()
    except BadInput:
        return Course({}, frozenset())
    return Course(
        points={row["date"]: row[metric] for row in rows},
        provisional=frozenset(row["date"] for row in rows if row["provisional"]),
    )


def known_days_of(scope: Scope, metrics: Sequence[str], days: Days) -> Asked:
    return scope.asked(metrics, days, by=("date",))


def known_days(scope: Scope, metrics: Sequence[str], days: Days) -> Mapping[str, int]:
    """For how many days the store has given each metric, by themselves or as parts of whole months
    and years that a total counts; 0 where it cannot be added up."""
    try:
        table = scope.reading.table(known_days_of(scope, metrics, days))
    except BadInput:
        if len(metrics) == 1:
            return {metrics[0]: 0}
        return {key: n for one in metrics for key, n in known_days(scope, [one], days).items()}
    rows = table.to_pylist()
    known = {key: {row["date"] for row in rows if row[key] is not None} for key in metrics}
    accounts = {*scope.accounts, *(app.integration_id for app in scope.apps)}
    return {
        key: len(own | whole_days(scope.provider, key, accounts, days))
        for key, own in known.items()
    }


def split_of(
    scope: Scope, metric: str, dimension: str, days: Days, *, limit: int | None = None
) -> Asked:
    return scope.asked([metric], days, by=(dimension,), order=metric, limit=limit)


def split(
    scope: Scope, metric: str, dimension: str, days: Days, *, limit: int | None = None
) -> list[tuple[str | None, Figure]]:
    """The metric for each value of a dimension, the largest first. None: the store names none.
    Nothing where it cannot be split so."""
    try:
        table = scope.reading.table(split_of(scope, metric, dimension, days, limit=limit))
    except BadInput:
        return []
    rows = table.to_pylist()
    return [(row[dimension], row[metric]) for row in rows if row[metric] is not None]


def split_points_of(
    scope: Scope, metric: str, dimension: str, days: Days, *, step: Granularity
) -> Asked:
    return scope.asked([metric], days, by=(dimension, "date"), granularity=step)


def split_points(
    scope: Scope, metric: str, dimension: str, days: Days, *, step: Granularity
) -> Mapping[str | None, Points]:
    """The metric for each value of a dimension, by day, week or month."""
    table = scope.reading.table(split_points_of(scope, metric, dimension, days, step=step))
    found: dict[str | None, dict[date, Figure | None]] = {}
    for row in table.to_pylist():
        found.setdefault(row[dimension], {})[row["date"]] = row[metric]
    return found


def narrowed(scope: Scope, dimension: str, values: Iterable[str]) -> Scope:
    """The same scope, for some values of a dimension."""
    where = {**scope.where, dimension: tuple(values)}
    return replace(scope, where=where)


def _totals(table: pa.Table, metrics: Sequence[str]) -> Mapping[str, Total]:
    rows = table.to_pylist()
    row: Mapping[str, Any] = rows[0] if rows else {}
    return {key: Total(row.get(key)) for key in metrics}

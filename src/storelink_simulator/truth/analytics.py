"""The truth about analytics metrics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from storelink_simulator.apple.assembly import Apple
from storelink_simulator.apple.reports.family import Family
from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.cast import App
from storelink_simulator.truth.facts import Fact, Question
from storelink_simulator.truth.metrics import Metric
from storelink_simulator.truth.published import Published


def column_of(name: str) -> str:
    """`source_type` → `Source Type`."""
    return name.replace("_", " ").title()


def analytics_facts(apple: Apple, question: Question, days: list[date]) -> Iterator[Fact]:
    """Every published day of every app: one fact a metric, or one per group of `by`.

    A day is told where its files hold any row for the app; then all its metrics are, zeros too.
    """
    published = Published(apple, question.since, question.now)
    wanted = [metric for metric in question.metrics if metric.source == "analytics"]
    families = {metric.family for metric in wanted}
    for app in apple.desk.world.own_apps:
        if question.app_ids is not None and app.apple_id not in question.app_ids:
            continue
        for name in sorted(families):
            family = apple.desk.families[name]
            mine = [metric for metric in wanted if metric.family == name]
            for day in days:
                processed_on = published.newest(app, family, day)
                if processed_on is not None:
                    version = _Version(app, day, processed_on)
                    yield from _of_day(family, version, mine, question.by)


@dataclass(frozen=True, slots=True)
class _Version:
    """A day of an app, as the files of a processing date tell it."""

    app: App
    day: date
    processed_on: date

    def fact(self, metric: Metric, value: int | Decimal, by: dict[str, str]) -> Fact:
        return Fact(metric.name, self.app.apple_id, self.day, value, by)


def _of_day(
    family: Family, version: _Version, metrics: list[Metric], by: tuple[str, ...]
) -> Iterator[Fact]:
    told = (version.app, version.day, version.processed_on)
    if not by and all(metric.parts is not None for metric in metrics):
        totals = family.totals(*told)
        if any(totals.values()):
            for metric in metrics:
                yield version.fact(metric, sum(totals[part] for part in metric.parts or ()), {})
        return
    rows = family.rows(*told)
    if not rows:
        return
    for metric in metrics:
        for group, value in _summed(metric, rows, by).items():
            yield version.fact(metric, value, dict(zip(by, group, strict=True)))


def _summed(
    metric: Metric, rows: list[Row], by: tuple[str, ...]
) -> dict[tuple[str, ...], int | Decimal]:
    columns = [column_of(name) for name in by]
    sums: dict[tuple[str, ...], int | Decimal] = {}
    if not by:
        sums[()] = Decimal("0.00") if "USD" in metric.column else 0
    for row in rows:
        if all(row[name] in values for name, values in metric.where.items()):
            group = tuple(str(row.get(column, "")) for column in columns)
            value = row[metric.column]
            sums[group] = sums.get(group, 0) + value  # type: ignore[operator]
    return sums

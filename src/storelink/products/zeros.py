"""Missing is not zero: which NULLs of an answer are real zeros.

A sales file that came in, and names no sale of an app, says zero for that app and day. Where rows
can be left out for privacy, absence says nothing and stays NULL; so does a day not loaded yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from storelink.domain.metric import AddsUp
from storelink.domain.period import bucket_of
from storelink.domain.report import Report
from storelink.integrations.models import LoadedPartition
from storelink.warehouse.contract import Question

_KNOWN_BY = {"date", "app"}


def with_zeros(question: Question, table: pa.Table) -> pa.Table:
    """The same table with zeros where a report that says so came in without a row.

    Only for questions that split by nothing, by date, or by app: what values of a dimension are
    missing from a file cannot be told from it.
    """
    metrics = _zero_metrics(question)
    if not metrics or not set(question.by) <= {"date"} or question.limit is not None:
        return table
    spoken = {key: _spoken_days(question, report) for key, report in metrics.items()}
    rows = {tuple(row[name] for name in question.by): row for row in table.to_pylist()}
    for place in {place for days in spoken.values() for place in _places(question, days)}:
        rows.setdefault(place, _empty_row(table, question, place))
    for place, row in rows.items():
        for key, days in spoken.items():
            if row[key] is None and place in _places(question, days):
                row[key] = 0
    ordered = [rows[place] for place in _sorted(rows)]
    return pa.Table.from_pylist(ordered, schema=table.schema)


def _zero_metrics(question: Question) -> Mapping[str, Report]:
    """Metric → the report that yields it here, for those whose absence is zero."""
    found: dict[str, Report] = {}
    needed = {name for name in question.by if name not in _KNOWN_BY} | set(question.where)
    for metric in question.metrics:
        if metric.adds_up is AddsUp.NOWHERE:
            continue
        for measure in question.measures:
            report = question.reports[measure.report]
            if measure.metric == metric.key and needed <= {c.name for c in report.columns}:
                if report.absence_is_zero:
                    found[metric.key] = report
                break
    return found


def _spoken_days(question: Question, report: Report) -> frozenset[date]:
    """Days of the range of which every asked integration's report has spoken."""
    integrations = {app.integration for app in question.apps}
    rows = LoadedPartition.objects.filter(
        integration_id__in=integrations,
        report=report.key,
        last_on__gte=question.days.first,
        first_on__lte=question.days.last,
    ).values_list("integration_id", "first_on", "last_on")
    by_day: dict[date, set[int]] = {}
    for integration, first, last in rows:
        for day in question.days:
            if first and last and first <= day <= last:
                by_day.setdefault(day, set()).add(integration)
    return frozenset(day for day, told in by_day.items() if told == integrations)


def _places(question: Question, days: Iterable[date]) -> set[tuple[date, ...]]:
    if not question.by:
        return {()} if any(True for _ in days) else set()
    return {(bucket_of(day, question.granularity),) for day in days}


def _empty_row(table: pa.Table, question: Question, place: tuple[date, ...]) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(table.schema.names)
    row |= dict(zip(question.by, place, strict=True))
    return row


def _sorted(rows: Mapping[tuple[Any, ...], Any]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda place: tuple((value is None, value) for value in place))

"""The rows of errorCountMetricSet: how many error reports of a day, or an hour, by their kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from storelink_simulator.cast import App
from storelink_simulator.google.play.errors import ErrorReport, Errors
from storelink_simulator.google.play.vitals import rounded_users
from storelink_simulator.google.reporting.question import Query
from storelink_simulator.google.reporting.rows import Values, dimension, time_document

_REPORTS_OF_A_USER = 1.25


def error_rows(errors: Errors, app: App, query: Query) -> Iterator[dict[str, Any]]:
    """All rows, in the order of time. What nobody reported has none."""
    moment = query.start
    while moment < query.end:
        yield from _of_period(_reports_of(errors, app, query, moment), query, moment)
        moment += timedelta(days=1) if query.period == "DAILY" else timedelta(hours=1)


def _reports_of(errors: Errors, app: App, query: Query, moment: datetime) -> Iterator[ErrorReport]:
    for one in errors.of(app, moment.date()):
        is_of_period = query.period == "DAILY" or one.at == moment
        values = _values_of(one)
        if is_of_period and all(
            values.get(name, "unknown") == wanted for name, wanted in query.filters.items()
        ):
            yield one


def _of_period(
    reports: Iterator[ErrorReport], query: Query, moment: datetime
) -> Iterator[dict[str, Any]]:
    def values(one: ErrorReport) -> Values:
        known = _values_of(one)
        return tuple((name, known.get(name, "unknown")) for name in query.dimensions)

    for shown, alike in groupby(sorted(reports, key=values), key=values):
        count = sum(one.count for one in alike)
        numbers = {
            "errorReportCount": count,
            "distinctUsers": rounded_users(count / _REPORTS_OF_A_USER) or 1,
        }
        yield {
            "aggregationPeriod": query.period,
            "startTime": time_document(moment, query.period),
            "dimensions": [dimension(name, value) for name, value in shown],
            "metrics": [
                {"metric": name, "decimalValue": {"value": str(numbers[name])}}
                for name in query.metrics
            ],
        }


def _values_of(one: ErrorReport) -> Mapping[str, str]:
    return {
        "reportType": one.group.type,
        "issueId": one.group.id,
        "versionCode": one.version_code,
        "apiLevel": str(one.api_level),
        "deviceModel": f"{one.brand}/{one.device[0]}",
    }

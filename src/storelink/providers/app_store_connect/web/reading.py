"""Answers of the pages' analytics as rows. Pure.

Too few users to show, or the store's own “no data”, is a missing value and never a zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from storelink.domain.bounds import Bounds
from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Kind, Report
from storelink.providers.app_store_connect.reports.web import MEASURE_KEYS, SPLITS
from storelink.providers.app_store_connect.territories import storefront_country
from storelink.providers.json_text import load_json

Value = int | Decimal
Row = tuple[date, str]
"""A day, and what the report is split by as it is called here; empty for totals."""

_SOURCES: Final[Mapping[str, str]] = {
    "AppRef": "App referrer",
    "Other": "App Store browse",
    "Search": "App Store search",
    "WebRef": "Web referrer",
    "Unknown": "Unavailable",
}
"""As the official reports call them."""
_NO_DATA: Final = -1
_CENT_MILLIONTHS: Final = Decimal("0.000001")
_LIMITS: Final = {Kind.COUNT: Decimal(2) ** 63, Kind.AMOUNT: Decimal(10) ** 12}


def values_in(
    report: Report, content: bytes, file: str, bounds: Bounds
) -> Iterator[tuple[Row, str, str, Value]]:
    """Each figure of an answer: its row, the group's own key, its column, its value.

    NotUnderstood where the answer is none, or says what no such answer says.
    """
    own = {column.name for column in report.columns}
    columns = {key: name for name, key in MEASURE_KEYS.items() if name in own}
    for result in results_of(content, file, bounds):
        key, title = _group(report, result, file)
        name = _called(report, key, title)
        if result.get("meetsThreshold") is False:
            continue
        for day, measure, said in _points(result, file):
            column = columns.get(measure)
            if column is None or said is None or said == _NO_DATA:
                continue
            kind = report.column(column).kind
            yield (day, name), key, column, _value(said, kind, file, measure)


def results_of(content: bytes, file: str, bounds: Bounds) -> list[dict[str, Any]]:
    """The results of an answer."""
    said = load_json(content, file, bounds, parse_float=Decimal, parse_constant=_no_constant)
    results = said.get("results") if isinstance(said, dict) else None
    if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
        raise NotUnderstood("is no answer of App Store Connect’s analytics", file=file)
    return results


def _points(result: Mapping[str, Any], file: str) -> Iterator[tuple[date, str, Any]]:
    """Day, measure, value: under `value` where the result is of one measure, else by its key."""
    measure = result.get("measure")
    points = result.get("data")
    if not isinstance(points, list):
        raise NotUnderstood("has a result without its days", file=file)
    for point in points:
        if not isinstance(point, dict):
            raise NotUnderstood("has a day that is none", file=file)
        day = _day(point.get("date"), file)
        if isinstance(measure, str):
            yield day, measure, point.get("value")
            continue
        for key, value in point.items():
            if key != "date":
                yield day, key, value


def _group(report: Report, result: Mapping[str, Any], file: str) -> tuple[str, str]:
    group = result.get("group")
    if report.key not in SPLITS:
        if group is not None:
            raise NotUnderstood("is split, where totals were asked for", file=file)
        return "", ""
    key = group.get("key") if isinstance(group, dict) else None
    if not isinstance(group, dict) or not isinstance(key, str | int):
        raise NotUnderstood("is not split, where it was asked to be", file=file)
    title = group.get("title")
    return str(key), title if isinstance(title, str) else ""


def _called(report: Report, key: str, title: str) -> str:
    split = SPLITS.get(report.key)
    if split is None:
        return ""
    if split.column == "territory":
        return storefront_country(key) or title or key
    if split.column == "source_type":
        return _SOURCES.get(key) or title or key
    return title or key


def _day(said: object, file: str) -> date:
    try:
        return date.fromisoformat(str(said)[:10])
    except ValueError:
        raise NotUnderstood(f"has a day called “{str(said)[:40]}”", file=file) from None


def _value(said: object, kind: Kind, file: str, measure: str) -> Value:
    if isinstance(said, bool) or not isinstance(said, int | Decimal):
        raise NotUnderstood("holds no number", file=file, column=measure)
    number = Decimal(said)
    if not number.is_finite() or abs(number) >= _LIMITS[kind]:
        raise NotUnderstood("holds a number that is too large", file=file, column=measure)
    if kind is Kind.AMOUNT:
        return number.quantize(_CENT_MILLIONTHS)
    if number != number.to_integral_value():
        raise NotUnderstood(f"counts {number}, which is no count", file=file, column=measure)
    return int(number)


def _no_constant(said: str) -> None:
    raise ValueError(said)

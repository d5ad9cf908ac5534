"""An invented report of a lemonade stand, and short ways to write its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pyarrow as pa

from storelink.domain.metric import AddsUp, Measure, Metric, Ratio, Unit
from storelink.domain.period import Days, Granularity
from storelink.domain.report import Column, Family, Grain, Kind, Period, Report, Scope, Version
from storelink.warehouse.contract import AppRef, Load, Question
from storelink.warehouse.schema import staged_schema

D1, D2, D3 = date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)
OCTOBER = date(2026, 10, 31)
ALL_DAYS = Days(date(2026, 1, 1), date(2026, 12, 31))
MINE = 1

COLUMNS = (
    Column("app_name", Kind.TEXT, "App Name"),
    Column("event", Kind.TEXT, "Event"),
    Column("territory", Kind.TEXT, "Territory"),
    Column("currency", Kind.TEXT, "Currency"),
    Column("counts", Kind.COUNT, "Counts"),
    Column("price", Kind.AMOUNT, "Price"),
    Column("score", Kind.RATE, "Score"),
)


def report(key: str = "stand", columns: tuple[Column, ...] = COLUMNS, **changes: object) -> Report:
    facts: dict[str, object] = {
        "name": key.title(),
        "family": Family.SALES,
        "grain": Grain.APP,
        "period": Period.DAY,
        "lag_days": 1,
        "settles_after_days": 3,
        "source": "https://example.com",
    }
    return Report(key=key, provider="lemonade", columns=columns, **{**facts, **changes})  # type: ignore[arg-type]


STAND = report()


@dataclass(frozen=True)
class Row:
    """One row of the stand."""

    app: str
    day: date
    counts: int | None = 1
    event: str | None = "Sale"
    territory: str | None = "US"
    currency: str | None = None
    price: Decimal | None = None
    score: float | None = None
    more: tuple[tuple[str, object], ...] = field(default=())


def batch(rows: Iterable[Row], of: Report = STAND) -> pa.RecordBatch:
    """As a parser gives it."""
    listed = [
        {
            "app_id": row.app,
            "date": row.day,
            "app_name": f"The app {row.app}",
            "event": row.event,
            "territory": row.territory,
            "currency": row.currency,
            "counts": row.counts,
            "price": row.price,
            "score": row.score,
            **dict(row.more),
        }
        for row in rows
    ]
    return pa.RecordBatch.from_pylist(
        [{name: one.get(name) for name in staged_schema(of).names} for one in listed],
        schema=staged_schema(of),
    )


def load(
    *rows: Row,
    order: int = 1,
    processed_on: date = D3,
    integration: int = MINE,
    of: Report = STAND,
    scope: Scope | None = None,
) -> Load:
    return Load(integration, of, Version(order, processed_on), [batch(rows, of)], scope)


def metric(key: str, adds_up: AddsUp = AddsUp.EVERYWHERE) -> Metric:
    return Metric(key, key.title(), "", Unit.COUNT, adds_up)


COUNTS = metric("sold")
MEASURES = (
    Measure("sold", "stand", "counts", {"event": ("sale",)}),
    Measure("seen", "stand", "counts", {"event": ("View",)}),
    Measure("income", "stand", "counts", times="price"),
    Measure("visitors", "stand", "counts", {"event": ("Visitor",)}),
    Measure("members", "stand", "counts", {"event": ("Member",)}),
)
METRICS = {
    "sold": COUNTS,
    "seen": metric("seen"),
    "income": metric("income", AddsUp.WITHIN_CURRENCY),
    "visitors": metric("visitors", AddsUp.NOWHERE),
    "members": metric("members", AddsUp.ACROSS_DAYS_NOT),
    "share": metric("share"),
}
RATIOS = (Ratio("share", ("sold",), "seen"),)


def question(*metrics: str, **changes: object) -> Question:
    """About the apps A and B of the first integration, over all days."""
    facts: dict[str, object] = {
        "metrics": tuple(METRICS[key] for key in metrics),
        "measures": MEASURES,
        "ratios": RATIOS,
        "reports": {"stand": STAND},
        "apps": (AppRef(MINE, "A"), AppRef(MINE, "B")),
        "days": ALL_DAYS,
        "granularity": Granularity.DAY,
        "parts": tuple(METRICS.values()),
    }
    return Question(**{**facts, **changes})  # type: ignore[arg-type]

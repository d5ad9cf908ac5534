"""`python -m bench.pages ROWS`: a page's questions, asked of the warehouse and, as the same SQL,
of DuckDB directly over the same files. In a home that load_store has filled; figures in ms."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import django
import duckdb

from bench.child import SCRATCH, say
from bench.engagement import write_files
from bench.load_store import INTEGRATION, engagement
from storelink.domain.metric import Measure
from storelink.domain.period import Days, last_days
from storelink.warehouse.contract import AppRef, Question
from storelink.warehouse.inspect_files import Inspector
from storelink.warehouse.query import compile_question
from storelink.warehouse.relation import View, facts
from storelink.warehouse.sql import Sql, joined

UNTIL = date(2026, 10, 20)
ROUNDS = 30


def question(apps: list[str], days: Days, by: tuple[str, ...], **more: Any) -> Question:
    provider, report = engagement()
    wanted = {"impressions", "product_page_views", "taps"}
    measures = [m for m in provider.measures if m.metric in wanted]
    return Question(
        metrics=tuple(m for m in provider.metrics if m.key in wanted),
        measures=tuple(
            Measure(m.metric, report.key, m.column, m.where)
            for m in measures
            if m.report == report.key
        ),
        ratios=(),
        reports={report.key: report},
        apps=tuple(AppRef(INTEGRATION, app) for app in apps),
        days=days,
        by=by,
        **more,
    )


def pages(apps: list[str]) -> dict[str, list[Question]]:
    """Page → the questions that it asks."""
    month = last_days(30, UNTIL)
    top = {"order": "impressions", "limit": 10}
    return {
        "one_app_90_days_by_source": [
            question(apps[:1], last_days(90, UNTIL), ("date", "source_type"))
        ],
        "all_apps_30_days_top_territories_with_period_before": [
            question(apps, month, ("territory",), **top),
            question(apps, month.before(), ("territory",), **top),
        ],
    }


def main() -> None:
    django.setup()
    from storelink.integrations.storage import files, warehouse

    apps = [app.app for app in write_files(SCRATCH, int(sys.argv[1]))]
    store = warehouse()
    catalog = store._catalog
    inspector = Inspector(catalog, files())
    direct = duckdb.connect(config={"threads": 2, "memory_limit": "512MB"})
    direct.execute("SET enable_progress_bar = false")

    def spelled_out(asked: Question) -> Sql:
        compiled = compile_question(asked)
        view = View(asked.apps, asked.days)
        pairs = zip(compiled.reports, compiled.columns, strict=True)
        relations = [facts(report, columns, view, inspector) for report, columns in pairs]
        named = [Sql(f"facts_{n} AS ({r.text})", r.bound) for n, r in enumerate(relations)]
        whole = joined([*named, compiled.figures], ", ")
        return Sql(f"WITH {whole.text}", whole.bound)

    found: dict[str, Any] = {}
    for page, questions in pages(apps).items():
        statements = [spelled_out(one) for one in questions]

        def ours(questions: list[Question] = questions) -> list[Any]:
            return [store.query(one).to_pylist() for one in questions]

        def theirs(statements: list[Sql] = statements) -> list[Any]:
            return [
                direct.sql(one.text, params=list(one.bound)).to_arrow_table().to_pylist()
                for one in statements
            ]

        assert ours() == theirs(), page
        found[page] = _interleaved(ours, theirs)
    say(found)


def _interleaved(ours: Callable[[], Any], theirs: Callable[[], Any]) -> dict[str, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for work, kept in zip((ours, theirs), times, strict=True):
            started_at = time.perf_counter()
            work()
            kept.append((time.perf_counter() - started_at) * 1000)
    here, there = (statistics.median(kept) for kept in times)
    return {"ms": round(here, 1), "direct_ms": round(there, 1), "ratio": round(here / there, 2)}


if __name__ == "__main__":
    main()

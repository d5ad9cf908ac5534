"""`storelink reports`: the catalogue of all providers' reports."""

from __future__ import annotations

from typing import Annotated

import typer

from storelink.cli.output import print_json, print_table, say
from storelink.domain.report import Column, Report
from storelink.providers.registry import provider, providers


def run(
    *,
    provider_key: Annotated[
        str, typer.Option("--provider", help="Only this store's reports.")
    ] = "",
    columns: Annotated[
        bool, typer.Option("--columns", help="Include each report's columns.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List every report: for whom one file is, its period, when it comes, when it is settled."""
    chosen = (provider(provider_key),) if provider_key else providers()
    found = [report for one in chosen for report in one.reports]
    if as_json:
        print_json([_as_json(report, with_columns=columns) for report in found])
    elif columns:
        _print_columns(found)
    else:
        print_table(
            ["report", "name", "grain", "period", "lag", "settles", "history"],
            [_row(report) for report in found],
        )
        say()
        say(_LEGEND)


_LEGEND = (
    "lag: days after a day's end until the store usually has it. settles: days after which it no "
    "longer changes. history: how far back the store keeps it."
)


def _row(report: Report) -> list[str]:
    return [
        f"{report.provider}/{report.key}",
        report.name,
        report.grain,
        report.period,
        f"{report.lag_days} d",
        f"{report.settles_after_days} d",
        _history(report),
    ]


def _history(report: Report) -> str:
    if report.history_days is not None:
        return f"{report.history_days} d"
    return f"from {report.history_from}" if report.history_from else "all"


def _as_json(report: Report, *, with_columns: bool) -> dict[str, object]:
    facts: dict[str, object] = {
        "provider": report.provider,
        "report": report.key,
        "name": report.name,
        "family": report.family,
        "grain": report.grain,
        "period": report.period,
        "lag_days": report.lag_days,
        "settles_after_days": report.settles_after_days,
        "history_days": report.history_days,
        "history_from": report.history_from.isoformat() if report.history_from else None,
        "source": report.source,
    }
    if with_columns:
        facts["columns"] = [_column_as_json(column) for column in report.columns]
    return facts


def _column_as_json(column: Column) -> dict[str, object]:
    return {
        "name": column.name,
        "kind": column.kind,
        "source": column.source,
        "also": list(column.also),
        "is_required": column.required,
    }


def _print_columns(found: list[Report]) -> None:
    for report in found:
        say(f"{report.provider}/{report.key}: {report.name}")
        print_table(
            ["  column", "kind", "the store's header"],
            [[f"  {c.name}", c.kind, c.source] for c in report.columns],
        )
        say()

"""`storelink metrics`: the catalogue of figures."""

from __future__ import annotations

from typing import Annotated

import typer

from storelink.cli.output import print_json, print_table
from storelink.domain.metric import Metric
from storelink.providers.contract import Provider
from storelink.providers.registry import provider, providers


def run(
    *,
    provider_key: Annotated[
        str, typer.Option("--provider", help="Only this store's metrics.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List every metric: the store's definition, its unit, and what it adds up over."""
    chosen = (provider(provider_key),) if provider_key else providers()
    if as_json:
        print_json([_as_json(one, metric) for one in chosen for metric in one.metrics])
        return
    print_table(
        ["metric", "name", "unit", "adds up", "from", "definition"],
        [_row(one, metric) for one in chosen for metric in one.metrics],
    )


def _row(one: Provider, metric: Metric) -> list[str]:
    return [
        metric.key,
        metric.name,
        metric.unit,
        metric.adds_up.replace("_", " "),
        one.name,
        metric.definition,
    ]


def _as_json(one: Provider, metric: Metric) -> dict[str, object]:
    return {
        "provider": one.key,
        "metric": metric.key,
        "name": metric.name,
        "definition": metric.definition,
        "unit": metric.unit,
        "adds_up": metric.adds_up,
        "better": metric.better,
        "source": metric.source,
        "reports": sorted({m.report for m in one.measures if m.metric == metric.key}),
        "dimensions": dimensions_of(one, metric),
    }


def dimensions_of(one: Provider, metric: Metric) -> list[str]:
    """The columns by which a figure can be split: those of any report that yields it."""
    named = {key for measure in one.measures if measure.metric == metric.key
             for key in one.report(measure.report).dimensions}  # fmt: skip
    ratio = next((r for r in one.ratios if r.metric == metric.key), None)
    if ratio is not None:
        parts = {m.key: m for m in one.metrics}
        named = {key for part in (*ratio.above, ratio.below) if part in parts
                 for key in dimensions_of(one, parts[part])}  # fmt: skip
    return sorted(named)

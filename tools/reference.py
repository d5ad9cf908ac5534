"""Write the reference pages that are drawn from the code: reports, metrics and codes.

python tools/reference.py          write docs/reference/reports.md, metrics.md and codes.md
python tools/reference.py --check  exit code 1 where they are not what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from storelink.domain.metric import AddsUp, Metric
from storelink.domain.report import Report
from storelink.providers.contract import Provider
from storelink.providers.registry import providers
from tools import codes

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
_WRITTEN = "<!-- Written by tools/reference.py from the providers' values. Change those. -->"
ADDS_UP = {
    AddsUp.EVERYWHERE: "over everything",
    AddsUp.WITHIN_CURRENCY: "within one currency",
    AddsUp.ACROSS_DAYS_NOT: "not over days",
    AddsUp.NOWHERE: "never",
}


def pages(found: Sequence[Provider]) -> dict[str, str]:
    """Name of each page → its text."""
    return {
        "reports.md": _page(_reports(found)),
        "metrics.md": _page(_metrics(found)),
        "codes.md": _page(_codes()),
    }


def _page(lines: Iterator[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def _codes() -> Iterator[str]:
    yield from ("# Codes", "", "<!-- Written by tools/reference.py from the codes. -->", "")
    yield from codes.lines()


def _reports(found: Sequence[Provider]) -> Iterator[str]:
    yield from ("# Reports", "", _WRITTEN, "")
    yield (
        "Every data set that Storelink brings in. *Comes* is how many days after a day's end the "
        "store usually has it; *settles* after how many days it no longer changes, until when its "
        "figures are marked provisional; *history* how far back the store keeps it. The command "
        "`storelink reports` prints the same."
    )
    for provider in found:
        yield from ("", f"## {provider.name}", "", provider.time_zone_note, "")
        yield from _table(
            ("report", "name", "one file for", "period", "comes", "settles", "history"),
            (_report_row(report) for report in provider.reports),
        )
        for report in provider.reports:
            yield from _report(report)


def _report_row(report: Report) -> tuple[str, ...]:
    return (
        f"`{report.provider}/{report.key}`",
        f"[{report.name}]({report.source})",
        report.grain,
        report.period,
        f"{report.lag_days} d",
        f"{report.settles_after_days} d",
        _history(report),
    )


def _history(report: Report) -> str:
    if report.history_days is not None:
        return f"{report.history_days} d"
    return f"from {report.history_from}" if report.history_from else "all"


def _report(report: Report) -> Iterator[str]:
    yield from ("", f"### {report.provider}/{report.key}", "")
    if report.absence_is_zero:
        yield f"An app without a row in a {report.period}’s file had none of it: that is a zero."
    else:
        yield "Rows may be left out for privacy: no row says nothing, and is no zero."
    if report.rollup_of:
        yield from (
            "",
            f"Sums up `{report.provider}/{report.rollup_of}` over a whole {report.period}:",
        )
        yield "it counts where days of the period are missing, as a whole, and is never divided."
    yield ""
    yield from _table(
        ("column", "kind", "the store's header"),
        (
            (f"`{c.name}`", c.kind, " or ".join(f"`{h}`" for h in (c.source, *c.also)))
            for c in report.columns
        ),
    )


def _metrics(found: Sequence[Provider]) -> Iterator[str]:
    yield from ("# Metrics", "", _WRITTEN, "")
    yield (
        "Every figure, as its store defines it. *Adds up* says over what it may be summed: unique "
        "counts never, because whoever appears in two rows would count twice. Figures of two "
        "stores are never added up. The command `storelink metrics` prints the same."
    )
    for provider in found:
        yield from ("", f"## {provider.name}", "")
        yield from _table(
            ("metric", "name", "definition", "unit", "adds up", "from"),
            (_metric_row(provider, metric) for metric in provider.metrics),
        )
        if provider.dimensions:
            yield from ("", f"### What {provider.name} figures can be split by", "")
            yield from _table(("dimension", "name"), _dimension_rows(provider))


def _metric_row(provider: Provider, metric: Metric) -> tuple[str, ...]:
    name = f"[{metric.name}]({metric.source})" if metric.source else metric.name
    return (
        f"`{metric.key}`",
        name,
        metric.definition,
        metric.unit,
        ADDS_UP[metric.adds_up],
        _origin(provider, metric),
    )


def _origin(provider: Provider, metric: Metric) -> str:
    for ratio in provider.ratios:
        if ratio.metric == metric.key:
            above = " + ".join(f"`{key}`" for key in ratio.above)
            return (
                f"({above}) ÷ `{ratio.below}`"
                if len(ratio.above) > 1
                else (f"{above} ÷ `{ratio.below}`")
            )
    reports = dict.fromkeys(m.report for m in provider.measures if m.metric == metric.key)
    return ", ".join(f"`{report}`" for report in reports)


def _dimension_rows(provider: Provider) -> Iterator[tuple[str, ...]]:
    for key, dimension in provider.dimensions.items():
        yield f"`{key}`", dimension if isinstance(dimension, str) else dimension.name


def _table(head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield _row(head)
    yield _row(["---"] * len(head))
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def main(arguments: Sequence[str]) -> int:
    stale = [
        name
        for name, text in pages(providers()).items()
        if not (REFERENCE / name).exists() or (REFERENCE / name).read_text() != text
    ]
    if "--check" in arguments:
        for name in stale:
            print(f"docs/reference/{name} is not what the providers say: run `make docs`.")
        return 1 if stale else 0
    for name, text in pages(providers()).items():
        (REFERENCE / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

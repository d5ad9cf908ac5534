"""Which question may be asked of a metric: what adds up over what. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from storelink.domain.errors import BadInput
from storelink.domain.metric import AddsUp, Measure, Metric, Ratio
from storelink.domain.period import Granularity
from storelink.domain.report import Report
from storelink.warehouse.contract import Question
from storelink.warehouse.errors import NotAdditive

KEYS = ("app", "date")
"""What may stand in `by` beside columns of reports."""


def needed_metrics(question: Question) -> tuple[str, ...]:
    """The metrics that have to be summed: those asked for, and the parts of ratios."""
    found: dict[str, None] = {}
    for metric in question.metrics:
        ratio = ratio_of(question, metric.key)
        parts = (*ratio.above, ratio.below) if ratio else (metric.key,)
        found |= dict.fromkeys(parts)
    return tuple(found)


def ratio_of(question: Question, key: str) -> Ratio | None:
    """The ratio that yields a metric, if one does."""
    return next((ratio for ratio in question.ratios if ratio.metric == key), None)


def measure_of(question: Question, key: str) -> Measure:
    """The first measure whose report can answer. BadInput where none can."""
    wanted = _columns(question)
    fitting = [m for m in question.measures if m.metric == key]
    for measure in fitting:
        if wanted <= {c.name for c in question.reports[measure.report].columns}:
            return measure
    if not fitting:
        raise BadInput(f"No report has the figure “{key}”.", field="metric")
    names = ", ".join(sorted(wanted))
    raise BadInput(f"“{key}” can’t be split by {names}: no report has it that way.", field="by")


def require_additive(question: Question, metric: Metric, measure: Measure) -> None:
    """NotAdditive where the question would add up what does not add up."""
    report = question.reports[measure.report]
    if metric.adds_up is AddsUp.NOWHERE and not _is_row_by_row(question, report):
        raise NotAdditive(
            f"{metric.name} counts each device or person once within a row of the report. Added "
            "over rows, the same one would count again, so it is not summed. "
            f"It can be read row by row: split by app, date and {', '.join(_dimensions(report))}."
        )
    if metric.adds_up is AddsUp.WITHIN_CURRENCY and not _is_in_one_currency(question, measure):
        raise NotAdditive(
            f"{metric.name} is in several currencies, which are not added up. Split by "
            f"{measure.currency}, or name one.",
            field="by",
        )


def _columns(question: Question) -> set[str]:
    return {name for name in question.by if name not in KEYS} | set(question.where)


def _dimensions(report: Report) -> Sequence[str]:
    named = {"app_id", "app_name", "date"}
    return sorted(report.dimensions - named)


def _is_row_by_row(question: Question, report: Report) -> bool:
    is_daily = question.granularity is Granularity.DAY
    return is_daily and {*KEYS, *_dimensions(report)} <= set(question.by)


def _is_in_one_currency(question: Question, measure: Measure) -> bool:
    return (
        measure.currency in question.by or len(question.where.get(measure.currency, ())) == 1
    )  # fmt: skip

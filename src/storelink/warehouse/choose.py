"""Which measure yields each metric of a question, and whether the metric may be summed so. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from storelink.domain.errors import BadInput
from storelink.domain.metric import AddsUp, Measure, Metric, Ratio
from storelink.domain.period import Granularity, bucket_of
from storelink.domain.report import Report
from storelink.warehouse.contract import Question
from storelink.warehouse.errors import NotAdditive

_SAME_FOR_AN_APP = {"app_name", "app_id"}
"""Columns that split nothing where it is split by app."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A metric, the report and column that it comes from, and the integrations for which it does.
    An account may hold only some of the reports that yield a figure."""

    metric: Metric
    measure: Measure
    report: Report
    integrations: frozenset[int]


def choose(question: Question) -> Mapping[str, tuple[Chosen, ...]]:
    """Metric key → what yields it, for every sum that the question needs: the asked metrics that
    are no ratios, and the parts of those that are.

    Of the measures whose reports have all the columns it is, for each integration, the first one
    whose report has data there (`Question.held`), and the first one of all where none has; beside
    it, roll-ups of that report for the periods that they stand for (`Question.rollups`). This is
    the one rule: whoever has to know where a figure comes from asks here.

    BadInput where no report can answer; NotAdditive where summing would tell an untruth.
    """
    _check_shape(question)
    known = {metric.key: metric for metric in (*question.parts, *question.metrics)}
    chosen = {key: _choose_one(known[key], question) for key in summed_metrics(question)}
    for key in chosen.keys() - _parts(question):
        chosen[key] = (*chosen[key], *_rolled_up(chosen[key], question))
    for found in chosen.values():
        for one in found:
            _check_additive(one, question)
    return chosen


def with_held(question: Question, holders: Callable[[Report], frozenset[int]]) -> Question:
    """The same question, knowing which integrations hold data of its reports. `holders` is asked
    only about reports that there is a choice between. BadInput as `choose` raises it."""
    if question.held is not None:
        return question
    _check_shape(question)
    known = {metric.key: metric for metric in (*question.parts, *question.metrics)}
    held: dict[str, frozenset[int]] = {}
    for key in summed_metrics(question):
        left = _integrations(question)
        fitting = _fitting(known[key], question)
        for measure in fitting if len(fitting) > 1 else ():
            if measure.report not in held:
                held[measure.report] = holders(question.reports[measure.report])
            left -= held[measure.report]
            if not left:
                break
    return replace(question, held=held)


def ratios(question: Question) -> dict[str, Ratio]:
    """The ratios among the asked metrics, by their key."""
    asked = {metric.key for metric in question.metrics}
    return {ratio.metric: ratio for ratio in question.ratios if ratio.metric in asked}


def finest(reports: Mapping[str, Report], key: str) -> str:
    """The report that a roll-up sums up, through others if need be; the report itself where it is
    no roll-up."""
    while reports[key].rollup_of:
        key = reports[key].rollup_of
    return key


def _parts(question: Question) -> set[str]:
    """What ratios are made of: days that both have are compared, and no roll-up has days."""
    return {part for one in ratios(question).values() for part in (*one.above, one.below)}


def _rolled_up(found: Sequence[Chosen], question: Question) -> Iterable[Chosen]:
    """The same figures, for the accounts and periods that roll-ups stand for."""
    for one in found:
        accounts: dict[str, set[int]] = {}
        for rollup in question.rollups:
            if finest(question.reports, rollup.report) == one.report.key:
                accounts.setdefault(rollup.report, set()).update(rollup.integrations)
        for key, own in accounts.items():
            if own & one.integrations:
                report, measure = question.reports[key], replace(one.measure, report=key)
                yield Chosen(one.metric, measure, report, one.integrations & own)


def split_columns(question: Question) -> tuple[str, ...]:
    """The report columns in `by`."""
    return tuple(key for key in question.by if key not in {"app", "date"})


def summed_metrics(question: Question) -> dict[str, None]:
    """The metrics that have to be summed, each once, in order: those asked for, and the parts of
    those that are ratios."""
    made = ratios(question)
    keys: dict[str, None] = {}
    for metric in question.metrics:
        ratio = made.get(metric.key)
        parts = (metric.key,) if ratio is None else (*ratio.above, ratio.below)
        keys |= dict.fromkeys(parts)
    return keys


def last_days_of_places(question: Question) -> frozenset[date]:
    """The last day of each row by date, within the range; of the range where it is not split so:
    the days that a state at the end of a day is shown of."""
    if "date" not in question.by:
        return frozenset({question.days.last})
    last = {bucket_of(day, question.granularity): day for day in question.days}
    return frozenset(last.values())


def _check_shape(question: Question) -> None:
    if not question.metrics:
        raise BadInput("Name at least one metric.", field="metrics")
    if len({m.key for m in question.metrics}) != len(question.metrics):
        raise BadInput("A metric is named twice.", field="metrics")
    if len(set(question.by)) != len(question.by):
        raise BadInput("A split is named twice.", field="by")
    if question.order and question.order not in {m.key for m in question.metrics}:
        raise BadInput(
            f"The order “{question.order}” is none of the metrics asked for.", field="order"
        )
    if question.limit is not None and question.limit < 1:
        raise BadInput("The limit must be 1 or more.", field="limit")


def _choose_one(metric: Metric, question: Question) -> tuple[Chosen, ...]:
    fitting = _fitting(metric, question)
    held = question.held or {}
    taken: dict[str, set[int]] = {}
    for integration in _integrations(question):
        first = (m for m in fitting if integration in held.get(m.report, ()))
        taken.setdefault(next(first, fitting[0]).report, set()).add(integration)
    found = [
        Chosen(metric, m, question.reports[m.report], frozenset(taken.pop(m.report)))
        for m in fitting
        if m.report in taken
    ]
    return tuple(found) or (
        Chosen(metric, fitting[0], question.reports[fitting[0].report], frozenset()),
    )


def _integrations(question: Question) -> frozenset[int]:
    return frozenset(app.integration for app in question.apps)


def _fitting(metric: Metric, question: Question) -> Sequence[Measure]:
    """The measures whose reports have every column that is split or filtered by."""
    wanted = {*split_columns(question), *question.where}
    of_metric = [m for m in question.measures if m.metric == metric.key]
    fitting = [m for m in of_metric if wanted <= question.reports[m.report].dimensions]
    if not fitting:
        reports = [question.reports[measure.report] for measure in of_metric]
        raise _no_report(metric, reports, sorted(wanted))
    return fitting


def _no_report(metric: Metric, reports: Iterable[Report], wanted: list[str]) -> BadInput:
    offered = sorted(frozenset().union(*(report.dimensions for report in reports)))
    return BadInput(
        f"“{metric.name}” cannot be split or filtered by {' and '.join(wanted) or 'nothing'}:"
        f" no report has it that way. It can be by {', '.join(offered) or 'nothing'}.",
        field="by",
    )


def _check_additive(chosen: Chosen, question: Question) -> None:
    if chosen.metric.adds_up is AddsUp.NOWHERE:
        _check_grain(chosen, question)
    if chosen.metric.adds_up is AddsUp.WITHIN_CURRENCY:
        _check_currency(chosen, question)


def _check_grain(chosen: Chosen, question: Question) -> None:
    """Only the report's own rows: each of its dimensions is split by, or held at one value."""
    grain = {*chosen.report.dimensions, "app", "date"} - _SAME_FOR_AN_APP
    missing = sorted(grain - _fixed(chosen.measure, question))
    if missing:
        raise NotAdditive(
            f"“{chosen.metric.name}” counts each person or device once. Whoever is in two rows"
            " would be counted twice in their sum, so it is shown only row by row: split by"
            f" {', '.join(missing)} too (by day, where by date), or choose one value of each.",
            field="by",
        )


def _fixed(measure: Measure, question: Question) -> set[str]:
    """What is split by, or held at one value."""
    fixed = set(split_columns(question))
    fixed |= {
        c for where in (measure.where, question.where) for c, v in where.items() if len(v) == 1
    }
    # Rows of no single app count nobody: reports that count people once have none.
    named = [app for app in question.apps if app.app_id]
    if "app" in question.by or (question.apps and len(named) <= 1):
        fixed.add("app")
    is_daily = "date" in question.by and question.granularity is Granularity.DAY
    if is_daily or len(question.days) == 1:
        fixed.add("date")
    return fixed


def _check_currency(chosen: Chosen, question: Question) -> None:
    currency = chosen.measure.currency
    is_one = len(question.where.get(currency, ())) == 1
    if not is_one and currency not in question.by:
        raise NotAdditive(
            f"“{chosen.metric.name}” comes in several currencies, which cannot be added up:"
            f" split by {currency}, or choose one.",
            field="by",
        )

"""A question as SQL, and its answer as an Arrow table."""

# ruff: noqa: S608 - identifiers are declared names (see sql.name), values are bound
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from storelink.domain.metric import AddsUp, Ratio
from storelink.domain.period import Granularity
from storelink.domain.report import Kind, Report
from storelink.warehouse.choose import Chosen, choose, last_days_of_places, ratios, split_columns
from storelink.warehouse.contract import Question
from storelink.warehouse.sql import Sql, joined, name, one_of

AllChosen: TypeAlias = Mapping[str, tuple[Chosen, ...]]
"""Metric key → where it comes from."""

_TYPES = ("BIGINT", "DECIMAL(38,6)", "DECIMAL(38,12)", "DOUBLE")
"""Of sums; each holds what those before it hold, as far as figures go."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """Portable SQL over the relations `facts_0`, `facts_1`, …, which the engine provides."""

    reports: tuple[Report, ...]
    """What each relation holds rows of."""
    columns: tuple[tuple[str, ...], ...]
    """The columns that it needs besides `integration`, `app_id` and `date`."""
    figures: Sql
    """`, sums AS (…), figures AS (…) SELECT …`: what follows the relations in a WITH."""


def compile_question(question: Question) -> Compiled:
    """BadInput and NotAdditive as `choose` raises them."""
    chosen = choose(question)
    reports = {c.report.key: c.report for found in chosen.values() for c in found}
    keys = _keys(question)
    sums = joined(
        [_sums_of(n, r, chosen, question) for n, r in enumerate(reports.values())], " UNION ALL "
    )
    figures = _figures(keys, chosen, question)
    answer = _answer(keys, chosen, question)
    text = f"sums AS ({sums.text}), figures AS ({figures}) {answer}"
    return Compiled(
        tuple(reports.values()),
        tuple(_needed(r, chosen, question) for r in reports.values()),
        Sql(text, sums.bound),
    )


def _keys(question: Question) -> dict[str, str]:
    """Column of the answer → expression over a relation."""
    keys: dict[str, str] = {}
    for key in question.by:
        if key == "app":
            keys |= {"integration": "integration", "app_id": "app_id"}
        elif key == "date":
            keys["date"] = _bucket(question.granularity)
        else:
            keys[key] = name(key)
    return keys


def _bucket(granularity: Granularity) -> str:
    """First day of the day's week (Monday) or month."""
    if granularity is Granularity.DAY:
        return "date"
    return f"CAST(DATE_TRUNC('{granularity.value}', date) AS DATE)"


def _needed(report: Report, chosen: AllChosen, question: Question) -> tuple[str, ...]:
    columns = dict.fromkeys((*split_columns(question), *question.where))
    for found in chosen.values():
        for measure in (one.measure for one in found if one.report.key == report.key):
            columns |= dict.fromkeys((measure.column, measure.times, *measure.where))
    if "date" in question.by:
        columns["processed_on"] = None
    columns.pop("", None)
    return tuple(columns)


# ------------------------------------------------------------------ one report's sums


def _sums_of(place: int, report: Report, chosen: AllChosen, question: Question) -> Sql:
    keys = [Sql(f"{e} AS k{n}") for n, e in enumerate(_keys(question).values())]
    sums = [_sum(found, report, question, n) for n, found in enumerate(chosen.values())]
    provisional = [_provisional(report)] if "date" in question.by else []
    selected = joined([*keys, *sums, *provisional], ", ")
    where = _conditions(question.where)
    grouped = ", ".join(f"k{n}" for n in range(len(keys)))
    text = f"SELECT {selected.text} FROM facts_{place}"
    text += f" WHERE {where.text}" if where.text else ""
    text += f" GROUP BY {grouped}" if grouped else ""
    return Sql(text, (*selected.bound, *where.bound))


def _sum(found: Sequence[Chosen], report: Report, question: Question, place: int) -> Sql:
    """The metric's sum, or NULL in a report that it does not come from. Where rows match none,
    it is NULL too: missing, not zero; unless the store says that absence means zero."""
    one = next((c for c in found if c.report.key == report.key), None)
    if one is None:
        return Sql(f"CAST(NULL AS {_total(found)}) AS m{place}")
    value, total = _value(one)
    own = _own(one, found)
    where = _both(own, _conditions(one.measure.where), _days(one, question))
    summed = Sql(f"SUM({_where_so(where, value)})", where.bound)
    if report.absence_is_zero and one.metric.adds_up is not AddsUp.ACROSS_DAYS_NOT:
        summed = Sql(
            f"CASE WHEN COUNT({_where_so(own, '1')}) > 0 THEN COALESCE({summed.text}, 0) END",
            (*own.bound, *summed.bound),
        )
    return Sql(f"CAST({summed.text} AS {total}) AS m{place}", summed.bound)


def _own(one: Chosen, found: Sequence[Chosen]) -> Sql:
    """Only the integrations that have it from here, where others have it from elsewhere."""
    return one_of("integration", sorted(one.integrations)) if len(found) > 1 else Sql("")


def _both(*conditions: Sql) -> Sql:
    return joined([c for c in conditions if c.text], " AND ")


def _where_so(condition: Sql, value: str) -> str:
    """The value in the rows that the condition holds for, else NULL."""
    return f"CASE WHEN {condition.text} THEN {value} END" if condition.text else value


def _total(found: Iterable[Chosen]) -> str:
    """The type of the metric's sum, wherever it comes from."""
    return max((_value(one)[1] for one in found), key=_TYPES.index)


def _value(found: Chosen) -> tuple[str, str]:
    """What is summed, and the type of the sum. Amounts are exact."""
    measure, report = found.measure, found.report
    kinds = {report.column(c).kind for c in (measure.column, measure.times) if c}
    if not kinds <= {Kind.COUNT, Kind.AMOUNT, Kind.RATE}:
        raise ValueError(f"{report.key}: {measure.column} × {measure.times or 1} is no number.")
    if not measure.times:
        total = {Kind.COUNT: "BIGINT", Kind.AMOUNT: "DECIMAL(38,6)"}
        return name(measure.column), total.get(kinds.pop(), "DOUBLE")
    exact = Kind.RATE not in kinds
    # DuckDB would keep the product of two DECIMAL(18) in as many digits, and overflow.
    types = ("DECIMAL(20,6)", "DECIMAL(18,6)") if exact else ("DOUBLE", "DOUBLE")
    factors = zip((measure.column, measure.times), types, strict=True)
    product = " * ".join(f"CAST({name(column)} AS {kind})" for column, kind in factors)
    return product, "DECIMAL(38,12)" if exact else "DOUBLE"


def _days(found: Chosen, question: Question) -> Sql:
    """A state at the end of a day: the last day of each bucket alone, within the range."""
    if found.metric.adds_up is not AddsUp.ACROSS_DAYS_NOT:
        return Sql("")
    if "date" in question.by and question.granularity is Granularity.DAY:
        return Sql("")
    return one_of("date", sorted(last_days_of_places(question)))


def _conditions(where: Mapping[str, Sequence[str]]) -> Sql:
    return joined([_condition(column, values) for column, values in where.items()], " AND ")


def _condition(column: str, values: Sequence[str]) -> Sql:
    """Without case: the stores say that their values have none."""
    text = [v for v in values if v]
    pieces = [Sql(f"{name(column)} IS NULL")] if len(text) < len(values) else []
    if text:
        marks = ", ".join("LOWER(?)" for _ in text)
        pieces.append(Sql(f"LOWER({name(column)}) IN ({marks})", tuple(text)))
    if not pieces:
        return Sql("1 = 0")
    either = joined(pieces, " OR ")
    return Sql(f"({either.text})", either.bound)


def _provisional(report: Report) -> Sql:
    """1 where the store may still change one of the days."""
    settled = f"CAST(date + INTERVAL '{report.settles_after_days:d}' DAY AS DATE)"
    return Sql(f"MAX(CASE WHEN processed_on < {settled} THEN 1 ELSE 0 END) AS provisional")


# ------------------------------------------------------------------ the reports together


def _figures(keys: Mapping[str, str], chosen: AllChosen, question: Question) -> str:
    """The reports side by side. Each key comes once from each; NULL is a key like others. A
    figure that some accounts have from one report and some from another is added up."""
    grouped = [f"k{n}" for n in range(len(keys))]
    sums = [
        f"MAX(m{n}) AS m{n}" if len(found) == 1 else f"CAST(SUM(m{n}) AS {_total(found)}) AS m{n}"
        for n, found in enumerate(chosen.values())
    ]
    if "date" in question.by:
        sums.append("MAX(provisional) AS provisional")
    text = f"SELECT {', '.join([*grouped, *sums])} FROM sums"
    return f"{text} GROUP BY {', '.join(grouped)}" if grouped else text


def _answer(keys: Mapping[str, str], chosen: AllChosen, question: Question) -> str:
    places = {key: f"m{n}" for n, key in enumerate(chosen)}
    made = ratios(question)
    shown = {
        m.key: _ratio(made[m.key], places) if m.key in made else places[m.key]
        for m in question.metrics
    }
    columns = [f"k{n} AS {name(key)}" for n, key in enumerate(keys)]
    columns += [f"{expression} AS {name(key)}" for key, expression in shown.items()]
    if "date" in question.by:
        columns.append("provisional = 1 AS provisional")
    order = [f"{shown[question.order]} DESC NULLS LAST"] if question.order else []
    order += [f"k{n} ASC NULLS LAST" for n in range(len(keys))]
    text = f"SELECT {', '.join(columns)} FROM figures"
    text += f" ORDER BY {', '.join(order)}" if order else ""
    return text + (f" LIMIT {question.limit:d}" if question.limit is not None else "")


def _ratio(ratio: Ratio, places: Mapping[str, str]) -> str:
    """Of the sums that are there; NULL where all are missing, or nothing is to divide by."""
    above = [places[key] for key in ratio.above]
    below = places[ratio.below]
    missing = " AND ".join(f"{part} IS NULL" for part in above)
    total = " + ".join(f"COALESCE(CAST({part} AS DOUBLE), 0)" for part in above)
    return (
        f"CASE WHEN {below} <> 0 AND NOT ({missing}) THEN ({total}) / CAST({below} AS DOUBLE) END"
    )

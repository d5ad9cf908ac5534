"""A question as SQL, and its answer as an Arrow table."""

# ruff: noqa: S608 - identifiers are declared names (see sql.name), values are bound
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storelink.domain.metric import AddsUp, Ratio
from storelink.domain.period import Granularity, bucket_of
from storelink.domain.report import Kind, Report
from storelink.warehouse.choose import Chosen, choose, ratios, split_columns
from storelink.warehouse.contract import Question
from storelink.warehouse.sql import Sql, joined, name, one_of


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
    reports = {c.report.key: c.report for c in chosen.values()}
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


def _needed(report: Report, chosen: Mapping[str, Chosen], question: Question) -> tuple[str, ...]:
    columns = dict.fromkeys((*split_columns(question), *question.where))
    for found in chosen.values():
        if found.report.key == report.key:
            measure = found.measure
            columns |= dict.fromkeys((measure.column, measure.times, *measure.where))
    if "date" in question.by:
        columns["processed_on"] = None
    columns.pop("", None)
    return tuple(columns)


# ------------------------------------------------------------------ one report's sums


def _sums_of(place: int, report: Report, chosen: Mapping[str, Chosen], question: Question) -> Sql:
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


def _sum(found: Chosen, report: Report, question: Question, place: int) -> Sql:
    """The metric's sum, or NULL in the report that it does not come from. Where rows match none,
    it is NULL too: missing, not zero; unless the store says that absence means zero."""
    value, total = _value(found)
    if found.report.key != report.key:
        return Sql(f"CAST(NULL AS {total}) AS m{place}")
    condition = joined(
        [c for c in (_conditions(found.measure.where), _days(found, question)) if c.text], " AND "
    )
    rows = f"CASE WHEN {condition.text} THEN {value} END" if condition.text else value
    summed = f"SUM({rows})"
    if report.absence_is_zero and found.metric.adds_up is not AddsUp.ACROSS_DAYS_NOT:
        summed = f"CASE WHEN COUNT(*) > 0 THEN COALESCE({summed}, 0) END"
    return Sql(f"CAST({summed} AS {total}) AS m{place}", condition.bound)


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
    if "date" not in question.by:
        return one_of("date", [question.days.last])
    if question.granularity is Granularity.DAY:
        return Sql("")
    last = {bucket_of(day, question.granularity): day for day in question.days}
    return one_of("date", list(last.values()))


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


def _figures(keys: Mapping[str, str], chosen: Mapping[str, Chosen], question: Question) -> str:
    """The reports side by side. Each key comes once from each; NULL is a key like others."""
    grouped = [f"k{n}" for n in range(len(keys))]
    sums = [f"MAX(m{n}) AS m{n}" for n in range(len(chosen))]
    if "date" in question.by:
        sums.append("MAX(provisional) AS provisional")
    text = f"SELECT {', '.join([*grouped, *sums])} FROM sums"
    return f"{text} GROUP BY {', '.join(grouped)}" if grouped else text


def _answer(keys: Mapping[str, str], chosen: Mapping[str, Chosen], question: Question) -> str:
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

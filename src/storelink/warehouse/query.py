"""A question as SQL, and its answer as an Arrow table."""

# ruff: noqa: S608 - identifiers are declared names (see sql.name), values are bound
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storelink.domain.report import Report
from storelink.warehouse.choose import Chosen, choose, ratios, split_columns
from storelink.warehouse.contract import Question
from storelink.warehouse.shared_days import Sources, shared_days, sources_of
from storelink.warehouse.sql import Sql, joined, name
from storelink.warehouse.sums import Slot, Slots, keys_of, sums_of, total_type


@dataclass(frozen=True, slots=True)
class Compiled:
    """Portable SQL over the relations `facts_0`, `facts_1`, …, which the engine provides."""

    reports: tuple[Report, ...]
    """What each relation holds rows of."""
    columns: tuple[tuple[str, ...], ...]
    """The columns that it needs besides `integration`, `app_id` and `date`."""
    figures: Sql
    """`shared_0 AS (…), …, sums AS (…), figures AS (…) SELECT …`: what follows the relations in a
    WITH."""


def compile_question(question: Question) -> Compiled:
    """BadInput and NotAdditive as `choose` raises them."""
    chosen = choose(question)
    reports = {c.report.key: c.report for found in chosen.values() for c in found}
    places = {key: n for n, key in enumerate(reports)}
    shares = _shares(question, chosen)
    slots = _slots(question, chosen, shares)
    shared = [shared_days(n, one, places, question.told) for n, one in enumerate(_once(shares))]
    each = [sums_of(n, report, slots, question) for n, report in enumerate(reports.values())]
    sums = joined(each, " UNION ALL ")
    figures = Sql(f"figures AS ({_figures(slots, question)}) {_answer(slots, shares, question)}")
    return Compiled(
        tuple(reports.values()),
        tuple(_needed(r, slots, question) for r in reports.values()),
        joined([*shared, Sql(f"sums AS ({sums.text})", sums.bound), figures], ", "),
    )


def columns_of(question: Question) -> tuple[str, ...]:
    """The columns of the answer, in order."""
    keys = (*keys_of(question), *(metric.key for metric in question.metrics))
    return (*keys, "provisional") if "date" in question.by else keys


def _shares(question: Question, chosen: Mapping[str, tuple[Chosen, ...]]) -> dict[str, Sources]:
    """Ratio → where its parts come from, for those whose parts can lack each other's days."""
    found = {key: sources_of(ratio, chosen) for key, ratio in ratios(question).items()}
    return {key: sources for key, sources in found.items() if sources is not None}


def _once(shares: Mapping[str, Sources]) -> list[Sources]:
    return list(dict.fromkeys(shares.values()))


def _slots(
    question: Question, chosen: Mapping[str, tuple[Chosen, ...]], shares: Mapping[str, Sources]
) -> Slots:
    """Each sum once: of the asked metrics, and of the parts of the ratios."""
    made, once = ratios(question), _once(shares)
    slots: dict[Slot, tuple[Chosen, ...]] = {}
    for metric in question.metrics:
        ratio = made.get(metric.key)
        number = once.index(shares[metric.key]) if metric.key in shares else None
        for part in (*ratio.above, ratio.below) if ratio else (metric.key,):
            slots[part, number] = chosen[part]
    return slots


def _needed(report: Report, slots: Slots, question: Question) -> tuple[str, ...]:
    columns = dict.fromkeys((*split_columns(question), *question.where))
    for found in slots.values():
        for measure in (one.measure for one in found if one.report.key == report.key):
            columns |= dict.fromkeys((measure.column, measure.times, *measure.where))
    if "date" in question.by:
        columns["processed_on"] = None
    columns.pop("", None)
    return tuple(columns)


def _side_by_side(found: Sequence[Chosen], column: str) -> str:
    return f"MAX({column})" if len(found) == 1 else f"CAST(SUM({column}) AS {total_type(found)})"


def _figures(slots: Slots, question: Question) -> str:
    """The reports side by side. Each key comes once from each; NULL is a key like others. A
    figure that some accounts have from one report and some from another is added up."""
    grouped = [f"k{n}" for n in range(len(keys_of(question)))]
    sums = [f"{_side_by_side(found, f'm{n}')} AS m{n}" for n, found in enumerate(slots.values())]
    if "date" in question.by:
        sums.append("MAX(provisional) AS provisional")
    text = f"SELECT {', '.join([*grouped, *sums])} FROM sums"
    return f"{text} GROUP BY {', '.join(grouped)}" if grouped else text


def _answer(slots: Slots, shares: Mapping[str, Sources], question: Question) -> str:
    keys, shown = keys_of(question), _shown(slots, shares, question)
    columns = [f"k{n} AS {name(key)}" for n, key in enumerate(keys)]
    columns += [f"{expression} AS {name(key)}" for key, expression in shown.items()]
    if "date" in question.by:
        columns.append("provisional = 1 AS provisional")
    order = [f"{shown[question.order]} DESC NULLS LAST"] if question.order else []
    order += [f"k{n} ASC NULLS LAST" for n in range(len(keys))]
    text = f"SELECT {', '.join(columns)} FROM figures"
    text += f" ORDER BY {', '.join(order)}" if order else ""
    return text + (f" LIMIT {question.limit:d}" if question.limit is not None else "")


def _shown(slots: Slots, shares: Mapping[str, Sources], question: Question) -> dict[str, str]:
    """Asked metric → its expression over the sums."""
    made, once = ratios(question), _once(shares)
    places = {slot: f"m{n}" for n, slot in enumerate(slots)}
    shown = {}
    for metric in question.metrics:
        number = once.index(shares[metric.key]) if metric.key in shares else None
        if metric.key not in made:
            shown[metric.key] = places[metric.key, None]
            continue
        ratio = made[metric.key]
        above = [(places[part, number], _is_surely(slots, (part, number))) for part in ratio.above]
        shown[metric.key] = _ratio(above, places[ratio.below, number])
    return shown


def _is_surely(slots: Slots, slot: Slot) -> bool:
    """Over shared days it is zero where there are no rows: the store says so."""
    return slot[1] is not None and all(one.report.absence_is_zero for one in slots[slot])


def _ratio(above: Sequence[tuple[str, bool]], below: str) -> str:
    """Of the sums that are there; NULL where all are missing, or nothing is to divide by. `above`
    tells of each sum whether NULL surely is zero."""
    total = " + ".join(f"COALESCE(CAST({part} AS DOUBLE), 0)" for part, _ in above)
    conditions = [f"{below} <> 0"]
    if not any(is_surely for _, is_surely in above):
        conditions.append(f"NOT ({' AND '.join(f'{part} IS NULL' for part, _ in above)})")
    return f"CASE WHEN {' AND '.join(conditions)} THEN ({total}) / CAST({below} AS DOUBLE) END"

"""What one report adds to the answer of a question: its sums, for each row of the answer."""

# ruff: noqa: S608 - identifiers are declared names (see sql.name), values are bound
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from storelink.domain.metric import AddsUp
from storelink.domain.period import Days, Granularity
from storelink.domain.report import Kind, Report
from storelink.warehouse.choose import Chosen, finest, last_days_of_places
from storelink.warehouse.contract import Question, Rollup
from storelink.warehouse.shared_days import is_shared, join_of
from storelink.warehouse.sql import Sql, joined, name, one_of

Slot: TypeAlias = tuple[str, int | None]
"""A sum: of which metric, and over which shared days (None: over all)."""
Slots: TypeAlias = Mapping[Slot, tuple[Chosen, ...]]
"""Sum → where it comes from."""

_TYPES = ("BIGINT", "DECIMAL(38,6)", "DECIMAL(38,12)", "DOUBLE")
"""Of sums; each holds what those before it hold, as far as figures go."""


def keys_of(question: Question) -> dict[str, str]:
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
    """First day of the day's week (Monday), month or year."""
    if granularity is Granularity.DAY:
        return "date"
    return f"CAST(DATE_TRUNC('{granularity.value}', date) AS DATE)"


def sums_of(place: int, report: Report, slots: Slots, question: Question) -> Sql:
    """A SELECT of `k0`, `k1`, … (the row), `m0`, `m1`, … (the sums in the order of the slots; NULL
    where they come from elsewhere) and, by date, `provisional`."""
    keys = [Sql(f"{e} AS k{n}") for n, e in enumerate(keys_of(question).values())]
    sums = [_sum(slot, slots[slot], report, question) for slot in slots]
    sums = [Sql(f"{one.text} AS m{n}", one.bound) for n, one in enumerate(sums)]
    joins = "".join(join_of(n) for n in sorted({n for _, n in slots if n is not None}))
    provisional = [_provisional(report)] if "date" in question.by else []
    selected = joined([*keys, *sums, *provisional], ", ")
    where = _conditions(question.where)
    grouped = ", ".join(f"k{n}" for n in range(len(keys)))
    text = f"SELECT {selected.text} FROM facts_{place}{joins}"
    text += f" WHERE {where.text}" if where.text else ""
    text += f" GROUP BY {grouped}" if grouped else ""
    return Sql(text, (*selected.bound, *where.bound))


def _sum(slot: Slot, found: Sequence[Chosen], report: Report, question: Question) -> Sql:
    """The metric's sum, or NULL in a report that it does not come from. Where rows match none,
    it is NULL too: missing, not zero; unless the store says that absence means zero."""
    one = next((c for c in found if c.report.key == report.key), None)
    if one is None:
        return Sql(f"CAST(NULL AS {total_type(found)})")
    value, total = _value(one)
    _, shared = slot
    own = _both(_own(one, found), _counted(one, question))
    own = _both(own, is_shared(shared) if shared is not None else Sql(""))
    where = _both(own, _conditions(one.measure.where), _days(one, question))
    summed = Sql(f"SUM({_where_so(where, value)})", where.bound)
    if report.absence_is_zero and one.metric.adds_up is not AddsUp.ACROSS_DAYS_NOT:
        summed = Sql(
            f"CASE WHEN COUNT({_where_so(own, '1')}) > 0 THEN COALESCE({summed.text}, 0) END",
            (*own.bound, *summed.bound),
        )
    return Sql(f"CAST({summed.text} AS {total})", summed.bound)


def _own(one: Chosen, found: Sequence[Chosen]) -> Sql:
    """Only the integrations that have it from here, where others have it from elsewhere."""
    return one_of("integration", sorted(one.integrations)) if len(found) > 1 else Sql("")


def _counted(one: Chosen, question: Question) -> Sql:
    """Of a roll-up, the periods that it stands for; of the report that it sums up, all others."""
    if one.report.rollup_of:
        own = [r for r in question.rollups if r.report == one.report.key]
        return _any([_of(r, Days(r.days.first, r.days.first)) for r in own])
    key = one.report.key
    taken = [r for r in question.rollups if finest(question.reports, r.report) == key]
    if not taken:
        return Sql("")
    either = _any([_of(rollup, rollup.days) for rollup in taken])
    return Sql(f"NOT {either.text}", either.bound)


def _of(rollup: Rollup, days: Days) -> Sql:
    own = one_of("integration", sorted(rollup.integrations))
    return Sql(f"({own.text} AND date BETWEEN ? AND ?)", (*own.bound, days.first, days.last))


def _any(conditions: Sequence[Sql]) -> Sql:
    either = joined(conditions, " OR ")
    return Sql(f"({either.text})", either.bound)


def _both(*conditions: Sql) -> Sql:
    return joined([c for c in conditions if c.text], " AND ")


def _where_so(condition: Sql, value: str) -> str:
    """The value in the rows that the condition holds for, else NULL."""
    return f"CASE WHEN {condition.text} THEN {value} END" if condition.text else value


def total_type(found: Iterable[Chosen]) -> str:
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

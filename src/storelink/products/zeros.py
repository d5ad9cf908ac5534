"""Missing is not zero: which NULLs of an answer are real zeros.

A sales file that came in, and names no sale of an app, says zero for that app and day. Where rows
can be left out for privacy, absence says nothing and stays NULL; so does a day not loaded yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import pyarrow as pa

from storelink.domain.metric import AddsUp
from storelink.domain.period import Days, bucket_of
from storelink.integrations.damage import Gap, overlaps
from storelink.products.snapshot import Snapshot
from storelink.warehouse.choose import Chosen, choose, last_days_of_places
from storelink.warehouse.contract import Question

Place: TypeAlias = tuple[date, ...]
"""A row of an answer: nothing, or a date."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the ledger says of an answer, read before its figures: a file that comes in between
    is then in the figures and not yet here, and its day is missing for a moment. The other way
    round, its day would be a zero that nobody has told."""

    zeros: Mapping[str, frozenset[Place]] = field(default_factory=dict)
    """Metric → the rows of which a report has spoken that says zero by leaving a row out."""
    whole: Mapping[str, frozenset[Place]] = field(default_factory=dict)
    """Metric → the rows of which all of several accounts have told the same days."""


def spoken(question: Question, known: Snapshot, gaps: Sequence[Gap] = ()) -> Spoken:
    """To be asked before the figures are. Days of a gap, whose stored figures cannot be read,
    say nothing."""
    found = list(_zero_metrics(question))
    zeros, whole = {}, {}
    if set(question.by) <= {"date"} and question.limit is None:
        # What values of a dimension are missing from a file cannot be told from it.
        zeros = {key: _spoken_places(question, chosen, known, gaps) for key, chosen in found}
    if _is_of_several(question):
        whole = {key: _whole_places(question, chosen, known) for key, chosen in found}
    return Spoken(zeros, whole)


def with_zeros(question: Question, table: pa.Table, told: Spoken) -> pa.Table:
    """The same table with zeros where a report that says so came in without a row."""
    if not told.zeros:
        return table
    rows = {tuple(row[name] for name in question.by): row for row in table.to_pylist()}
    for place in frozenset().union(*told.zeros.values()):
        rows.setdefault(place, _empty_row(table, question, place))
    for key, places in told.zeros.items():
        for place in places:
            if rows[place][key] is None:
                rows[place][key] = 0
    ordered = [rows[place] for place in _sorted(rows)]
    return pa.Table.from_pylist(ordered, schema=table.schema)


def without_untold_zeros(
    question: Question, table: pa.Table, told: Spoken, gaps: Sequence[Gap] = ()
) -> pa.Table:
    """The same table without the zeros that only some of several accounts have told (where another
    has not reported all the days that these have, nobody knows), or that lie in a gap."""
    if not _is_of_several(question) and not gaps:
        return table
    for key, _ in _zero_metrics(question):
        whole = told.whole.get(key)
        rows = table.select([*_dated(question), key]).to_pylist()
        values = [
            row[key] if row[key] != 0 or _is_sure(_place_of(question, row), question, whole, gaps)
            else None
            for row in rows
        ]  # fmt: skip
        place = table.schema.get_field_index(key)
        table = table.set_column(place, key, pa.array(values, table.schema.field(key).type))
    return table


def _is_of_several(question: Question) -> bool:
    return "app" not in question.by and len({app.integration for app in question.apps}) > 1


def _is_sure(
    place: Place, question: Question, whole: frozenset[Place] | None, gaps: Sequence[Gap]
) -> bool:
    """Whether a zero of that row of the answer is known to be one."""
    within = question.days
    if place:
        days = [day for day in within if bucket_of(day, question.granularity) == place[0]]
        within = Days(days[0], days[-1]) if days else within
    return (whole is None or place in whole) and not overlaps(gaps, within.first, within.last)


def _place_of(question: Question, row: Mapping[str, Any]) -> Place:
    return tuple(row[name] for name in _dated(question))


def _dated(question: Question) -> tuple[str, ...]:
    return ("date",) if "date" in question.by else ()


def _whole_places(question: Question, found: Sequence[Chosen], known: Snapshot) -> frozenset[Place]:
    """The places of which all accounts have told the same days."""
    accounts = frozenset(app.integration for app in question.apps)
    of_place: dict[Place, dict[int, set[date]]] = {}
    for one in found:
        for account, days in _loaded(one, question, known):
            for day in days:
                place = (bucket_of(day, question.granularity),) if _dated(question) else ()
                of_place.setdefault(place, {}).setdefault(account, set()).add(day)
    return frozenset(
        place
        for place, told in of_place.items()
        if told.keys() == accounts and len({frozenset(days) for days in told.values()}) == 1
    )


def _zero_metrics(question: Question) -> Iterator[tuple[str, Sequence[Chosen]]]:
    """The asked metrics whose absence is zero wherever they come from."""
    asked = {m.key for m in question.metrics if m.adds_up is not AddsUp.NOWHERE}
    for key, found in choose(question).items():
        if key in asked and all(one.report.absence_is_zero for one in found):
            yield key, found


def _spoken_places(
    question: Question, found: Sequence[Chosen], known: Snapshot, gaps: Sequence[Gap]
) -> frozenset[Place]:
    """The rows of the answer of which every asked integration's report has spoken: on some day
    of it, and of a state on the day that it is the state of."""
    days = _spoken_days(question, found, known, gaps)
    if found[0].metric.adds_up is AddsUp.ACROSS_DAYS_NOT:
        days &= last_days_of_places(question)
    if not question.by:
        return frozenset({()} if days else ())
    return frozenset((bucket_of(day, question.granularity),) for day in days)


def _spoken_days(
    question: Question, found: Sequence[Chosen], known: Snapshot, gaps: Sequence[Gap]
) -> frozenset[date]:
    """Days of the range of which every asked integration's report has spoken, by the ledger."""
    integrations = frozenset(app.integration for app in question.apps)
    by_day: dict[date, set[int]] = {}
    for one in found:
        own = [gap for gap in gaps if gap.report == one.report.key]
        for integration, days in _loaded(one, question, known):
            of_it = [gap for gap in own if gap.integration == integration]
            for day in days:
                if not overlaps(of_it, day, day):
                    by_day.setdefault(day, set()).add(integration)
    return frozenset(day for day, told in by_day.items() if told == integrations)


def _loaded(one: Chosen, question: Question, known: Snapshot) -> Iterator[tuple[int, Days]]:
    """(integration, days) of the report's partitions, cut to the range; of a roll-up, the whole
    periods that count."""
    if one.report.rollup_of:
        for rollup in question.rollups:
            if rollup.report == one.report.key:
                yield from ((account, rollup.days) for account in rollup.integrations)
        return
    for integration, _, first, last in known.loaded(
        one.report.key, one.integrations, question.days
    ):
        yield integration, Days(first, last)


def _empty_row(table: pa.Table, question: Question, place: Place) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(table.schema.names)
    row |= dict(zip(question.by, place, strict=True))
    return row


def _sorted(rows: Mapping[tuple[Any, ...], Any]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda place: tuple((value is None, value) for value in place))

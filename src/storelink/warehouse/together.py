"""Several questions in one statement: each is its own part of the answer.

Rows that several of them are about are read once. Every column of the whole belongs to one question
alone, so that its type is what it would be by itself.
"""

# ruff: noqa: S608 - identifiers are declared names (see sql.name), values are bound
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from storelink.domain.report import Report
from storelink.warehouse.contract import Question
from storelink.warehouse.query import Compiled, columns_of, compile_question
from storelink.warehouse.relation import View
from storelink.warehouse.sql import Sql, joined, name
from storelink.warehouse.sums import keys_of

Facts: TypeAlias = Callable[[Report, tuple[str, ...], View], Sql]
"""The rows of a report that a view has, with these columns; see `relation.facts`."""
_Base: TypeAlias = tuple[str, View]
"""Report and what is read of it."""


@dataclass(frozen=True, slots=True)
class Together:
    """Questions that are answered by one statement."""

    questions: tuple[Question, ...]
    compiled: tuple[Compiled, ...]

    def statement(self, facts: Facts) -> Sql:
        """The whole; its answer is taken apart by `tables`."""
        bases = self._bases()
        uses = Counter(base for own in self._bases_of_each() for base in own)
        places = {base: number for number, base in enumerate(bases)}
        named = []
        for base, (report, columns) in bases.items():
            rows = facts(report, columns, base[1])
            how = "MATERIALIZED " if uses[base] > 1 else ""
            named.append(Sql(f"base_{places[base]} AS {how}({rows.text})", rows.bound))
        each = [self._part(number, places) for number in range(len(self.questions))]
        bodies, parts = joined(named, ", "), joined(each, " UNION ALL BY NAME ")
        return Sql(f"WITH {bodies.text} {parts.text}", (*bodies.bound, *parts.bound))

    def tables(self, whole: pa.Table) -> list[pa.Table]:
        """The answer of each question, as if it had been asked by itself."""
        return [self._table(number, whole) for number in range(len(self.questions))]

    def _part(self, number: int, places: Mapping[_Base, int]) -> Sql:
        question, compiled = self.questions[number], self.compiled[number]
        own = self._bases_of_each()[number]
        facts = [Sql(f"facts_{n} AS (SELECT * FROM base_{places[b]})") for n, b in enumerate(own)]
        inner = joined([*facts, compiled.figures], ", ")
        columns = ", ".join(
            f"{name(column)} AS {_own_name(number, n)}"
            for n, column in enumerate(columns_of(question))
        )
        order = [f"{name(question.order)} DESC NULLS LAST"] if question.order else []
        order += [f"{name(key)} ASC NULLS LAST" for key in keys_of(question)]
        by = f"ORDER BY {', '.join(order)}" if order else ""
        place = f"ROW_NUMBER() OVER ({by})"
        return Sql(
            f"SELECT {number} AS part, {place} AS place, {columns} FROM (WITH {inner.text})"
            f" AS part_{number}",
            inner.bound,
        )

    def _table(self, number: int, whole: pa.Table) -> pa.Table:
        columns = columns_of(self.questions[number])
        rows = whole.filter(pc.equal(whole["part"], number)).sort_by("place")
        return rows.select([_own_name(number, n) for n in range(len(columns))]).rename_columns(
            list(columns)
        )

    def _bases_of_each(self) -> list[list[_Base]]:
        return [
            [(report.key, View(question.apps, question.days)) for report in compiled.reports]
            for question, compiled in zip(self.questions, self.compiled, strict=True)
        ]

    def _bases(self) -> dict[_Base, tuple[Report, tuple[str, ...]]]:
        """What has to be read, each once, with all columns that some question needs."""
        found: dict[_Base, tuple[Report, tuple[str, ...]]] = {}
        for bases, compiled in zip(self._bases_of_each(), self.compiled, strict=True):
            needed = zip(bases, compiled.reports, compiled.columns, strict=True)
            for base, report, columns in needed:
                known = found.get(base, (report, ()))[1]
                found[base] = report, tuple(dict.fromkeys((*known, *columns)))
        return found


def together(questions: Sequence[Question]) -> Together:
    """BadInput and NotAdditive as `choose` raises them."""
    return Together(tuple(questions), tuple(compile_question(one) for one in questions))


def _own_name(question: int, column: int) -> str:
    return f"c{question}_{column}"

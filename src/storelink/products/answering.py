"""From a question as it is asked to an answer that a page may show: what the ledger has told, what
lies in gaps, which zeros are real."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from storelink.domain.app import NO_APP_ID, NOT_OF_ONE_APP
from storelink.domain.errors import BadInput
from storelink.domain.metric import Metric
from storelink.domain.period import Days, Granularity
from storelink.integrations.damage import Gap
from storelink.integrations.storage import warehouse
from storelink.products.models import App
from storelink.products.rollups import with_rollups
from storelink.products.snapshot import Snapshot
from storelink.products.told import told
from storelink.products.zeros import Spoken, spoken, with_zeros, without_untold_zeros
from storelink.providers.contract import Provider
from storelink.warehouse.choose import choose
from storelink.warehouse.contract import Question
from storelink.warehouse.errors import QueryFailed

Where: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a page asks it. `read.ask` says what each part means."""

    provider: str
    metrics: tuple[str, ...]
    days: Days
    by: tuple[str, ...] = ()
    apps: tuple[App, ...] | None = None
    accounts: tuple[int, ...] | None = None
    where: Where = ()
    granularity: Granularity = Granularity.DAY
    order: str = ""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A question for all apps with the same limits, and what is known of it besides the rows."""

    plain: Question
    question: Question
    ledger: Spoken
    gaps: tuple[Gap, ...] = ()

    @property
    def accounts(self) -> set[int]:
        return {app.integration for app in self.plain.apps}


def question_of(provider: Provider, asked: Asked) -> Question:
    _refuse_private(provider, (*asked.by, *(column for column, _ in asked.where)))
    return Question(
        metrics=tuple(_metric(provider, key) for key in asked.metrics),
        measures=provider.measures,
        ratios=provider.ratios,
        reports={report.key: report for report in provider.reports},
        apps=(),
        days=asked.days,
        by=asked.by,
        granularity=asked.granularity,
        where=dict(asked.where),
        order=asked.order,
        limit=asked.limit,
        parts=provider.metrics,
    )


def draft(plain: Question, snapshot: Snapshot) -> Part:
    """All that the ledger has to say of it, before the list of files is read."""
    question = with_rollups(warehouse().over(snapshot).with_held(plain))
    question = replace(question, told=told(question, snapshot))
    return Part(plain, question, spoken(question, snapshot))


def with_gaps(part: Part, snapshot: Snapshot) -> Part:
    """What lies in a gap has not been told, and no whole period counts that does."""
    question = part.question
    reports = {one.report.key for found in choose(question).values() for one in found}
    gaps = snapshot.gaps(part.accounts, question.days, reports)
    if not gaps:
        return part
    unread = {(gap.integration, gap.report) for gap in gaps}
    if any((one, rollup.report) in unread for rollup in question.rollups
           for one in rollup.integrations):  # fmt: skip
        question = with_rollups(question, gaps)
    known = tuple(one for one in question.told if (one.integration, one.report) not in unread)
    question = replace(question, told=known)
    return Part(part.plain, question, spoken(question, snapshot, gaps), gaps)


def read(parts: Sequence[Part], snapshot: Snapshot) -> list[pa.Table | QueryFailed]:
    """In one question to the warehouse; one by one where that fails, so that each has its own
    error."""
    house = warehouse().over(snapshot)
    questions = [part.question for part in parts]
    if len(questions) > 1:
        try:
            return list(house.answers(questions))
        except QueryFailed:
            pass
    found: list[pa.Table | QueryFailed] = []
    for question in questions:
        try:
            found.append(house.query(question))
        except QueryFailed as error:
            found.append(error)
    return found


def finished(part: Part, table: pa.Table) -> pa.Table:
    table = with_zeros(part.question, _named(table), part.ledger)
    table = without_untold_zeros(part.question, table, part.ledger, part.gaps)
    return _without_empty(part.question, table)


def _named(table: pa.Table) -> pa.Table:
    """A column is called as it was asked for, and the app of rows of no single one by its code."""
    if "app_id" not in table.schema.names:
        return table
    apps = table["app_id"].cast(pa.string())
    named = pc.if_else(pc.equal(apps, NO_APP_ID), NOT_OF_ONE_APP, apps)
    return table.set_column(table.schema.get_field_index("app_id"), "app", named)


def _without_empty(question: Question, table: pa.Table) -> pa.Table:
    """Without lines of no single app that hold no figure, or only zeros: they say nothing."""
    if "app" not in question.by or not any(app.app_id == NO_APP_ID for app in question.apps):
        return table
    says = pc.not_equal(table["app"], NOT_OF_ONE_APP)
    for metric in question.metrics:
        figures = table[metric.key].cast(pa.float64())
        says = pc.or_(says, pc.fill_null(pc.not_equal(figures, 0.0), False))  # noqa: FBT003
    return table.filter(says)


def _refuse_private(provider: Provider, columns: Iterable[str]) -> None:
    for column in columns:
        if column in provider.private:
            raise BadInput(
                f"“{column}” says something of single buyers, so that nothing is split or filtered "
                "by it. The store's own files hold it.",
                field="by",
            )


def _metric(provider: Provider, key: str) -> Metric:
    for metric in provider.metrics:
        if metric.key == key:
            return metric
    raise BadInput(f"{provider.name} has no figure “{key}”.", field="metric")

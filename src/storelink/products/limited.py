"""A question, cut to what may be seen: one part for all apps that have the same limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from storelink.domain.app import NO_APP_ID
from storelink.domain.errors import BadInput, NotAllowed
from storelink.products.limits import NO_LIMITS, Limits
from storelink.products.models import App
from storelink.warehouse.contract import AppRef, Question


def within_limits(
    question: Question,
    limits: Mapping[int, Limits],
    apps: Sequence[App],
    accounts: Mapping[int, Limits],
) -> Sequence[Question]:
    """The question for each set of apps, with the days and metrics that may be seen of them.
    `limits` as `Shared.limits_of`; `accounts` are those of which the rows of no single app are
    asked for too, and their limits.

    NotAllowed where every metric is hidden of every app; BadInput where apps with different
    limits would be put into one figure: it would be neither the one nor the other.
    """
    groups = _groups(limits, apps, accounts)
    parts = [part for own, found in groups.items() if (part := _part(question, own, found))]
    if not parts:
        raise NotAllowed(
            "Figures of money are hidden here: whoever shares this account does so without them."
        )
    if len(parts) > 1 and "app" not in question.by:
        raise BadInput(
            "These apps were shared with different limits, so that one figure for all of them "
            "would mislead. Ask for each app, or for fewer apps.",
            field="app",
        )
    return parts


def joined(question: Question, answers: Sequence[tuple[Question, pa.Table]]) -> pa.Table:
    """The parts' answers as one, in the order that was asked for. A hidden figure is NULL."""
    if len(answers) == 1 and answers[0][0].metrics == question.metrics:
        return answers[0][1]
    whole = pa.concat_tables([table for _, table in answers], promote_options="permissive")
    for metric in question.metrics:
        if metric.key not in whole.schema.names:
            whole = whole.append_column(metric.key, pa.nulls(whole.num_rows, pa.float64()))
    whole = whole.select(_columns(question, whole))
    whole = whole.sort_by(_order(question, whole))
    return whole if question.limit is None else whole.slice(0, question.limit)


def _groups(
    limits: Mapping[int, Limits], apps: Sequence[App], accounts: Mapping[int, Limits]
) -> dict[Limits, list[AppRef]]:
    groups: dict[Limits, list[AppRef]] = {}
    for app in apps:
        if app.pk in limits:
            ref = AppRef(app.integration_id, app.store_id)
            groups.setdefault(limits[app.pk], []).append(ref)
    for account, own in accounts.items():
        groups.setdefault(own, []).append(AppRef(account, NO_APP_ID))
    return groups or {NO_LIMITS: []}


def _part(question: Question, limits: Limits, apps: Sequence[AppRef]) -> Question | None:
    """The question for these apps. None where it asks for nothing that may be seen; days that may
    not be seen are asked of no app, so that the answer has its columns and no figure."""
    metrics = tuple(metric for metric in question.metrics if limits.shows(metric))
    if not metrics:
        return None
    days = limits.clipped(question.days)
    return replace(
        question,
        metrics=metrics,
        days=days or question.days,
        order=question.order if question.order in {m.key for m in metrics} else "",
        apps=tuple(apps) if days else (),
    )


def _columns(question: Question, table: pa.Table) -> list[str]:
    metrics = [metric.key for metric in question.metrics]
    names = list(table.schema.names)
    keys = [name for name in names if name not in metrics and name != "provisional"]
    return [*keys, *metrics, *(["provisional"] if "provisional" in names else [])]


def _order(question: Question, table: pa.Table) -> list[tuple[str, str]]:
    keys = [name for name in ("integration", *question.by) if name in table.schema.names]
    largest = [(question.order, "descending")] if question.order else []
    return [*largest, *((key, "ascending") for key in keys)]

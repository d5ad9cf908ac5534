"""Figures, for a person: who may see which apps, then what the warehouse says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from storelink.domain.errors import BadInput
from storelink.domain.metric import Metric
from storelink.domain.period import Days, Granularity
from storelink.integrations.storage import warehouse
from storelink.products.apps import visible_apps
from storelink.products.limited import joined, within_limits
from storelink.products.models import App
from storelink.products.told import told
from storelink.products.zeros import with_zeros
from storelink.providers.contract import Provider
from storelink.providers.registry import provider as provider_of
from storelink.warehouse.contract import Question
from storelink.workspaces.models import User, Workspace
from storelink.workspaces.refused import refused


def ask(
    user: User,
    workspace: Workspace,
    provider_key: str,
    metrics: Sequence[str],
    *,
    days: Days,
    by: Sequence[str] = (),
    apps: Iterable[App] | None = None,
    where: Mapping[str, tuple[str, ...]] | None = None,
    granularity: Granularity = Granularity.DAY,
    order: str = "",
    limit: int | None = None,
) -> pa.Table:
    """A table: the columns of `by`, then one for each metric. Missing is NULL, never zero.

    `apps` narrows to some of the apps that the person may see; one that they may not see is
    NotAllowed, and so is a figure of money where all of them were shared without. Days that were
    not shared have no row. BadInput for an unknown metric or dimension, where a metric does not
    add up, and for apps put together that were shared with different limits.
    """
    provider = provider_of(provider_key)
    _refuse_private(provider, (*by, *(where or ())))
    question = Question(
        metrics=tuple(_metric(provider, key) for key in metrics),
        measures=provider.measures,
        ratios=provider.ratios,
        reports={report.key: report for report in provider.reports},
        apps=(),
        days=days,
        by=tuple(by),
        granularity=granularity,
        where=dict(where or {}),
        order=order,
        limit=limit,
        parts=provider.metrics,
    )
    parts = within_limits(question, workspace, _apps(user, workspace, provider, apps))
    return joined(question, [(part, _answer(part)) for part in parts])


def _answer(question: Question) -> pa.Table:
    question = warehouse().with_held(question)
    question = replace(question, told=told(question))
    return with_zeros(question, _named(warehouse().query(question)))


def _named(table: pa.Table) -> pa.Table:
    """A column is called as it was asked for."""
    return table.rename_columns(["app" if n == "app_id" else n for n in table.schema.names])


def _apps(
    user: User, workspace: Workspace, provider: Provider, wanted: Iterable[App] | None
) -> list[App]:
    visible = {
        app.pk: app
        for app in visible_apps(user, workspace)
        if app.integration.provider == provider.key
    }
    if wanted is None:
        return list(visible.values())
    chosen = list(wanted)
    if any(app.pk not in visible for app in chosen):
        raise refused(user, workspace, "You may not see the figures of one of these apps.")
    return chosen


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

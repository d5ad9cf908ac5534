"""Figures, for a person: who may see which apps, then what the warehouse says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from storelink.domain.app import NO_APP_ID, NOT_OF_ONE_APP
from storelink.domain.errors import BadInput
from storelink.domain.metric import Metric
from storelink.domain.period import Days, Granularity
from storelink.integrations.damage import Gap, gaps_of
from storelink.integrations.storage import warehouse
from storelink.products.apps import visible_apps
from storelink.products.limited import joined, within_limits
from storelink.products.limits import Limits, whole_accounts
from storelink.products.models import App
from storelink.products.rollups import with_rollups
from storelink.products.told import told
from storelink.products.zeros import spoken, with_zeros, without_untold_zeros
from storelink.providers.contract import Provider
from storelink.providers.registry import provider as provider_of
from storelink.warehouse.choose import choose
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
    accounts: Collection[int] | None = None,
    where: Mapping[str, tuple[str, ...]] | None = None,
    granularity: Granularity = Granularity.DAY,
    order: str = "",
    limit: int | None = None,
) -> pa.Table:
    """A table: the columns of `by`, then one for each metric. Missing is NULL, never zero.

    Without `apps` and `accounts`, everything that the person may see: all apps, and of each account
    that they see as a whole the rows that are of no single app, under `NOT_OF_ONE_APP`. `apps`
    narrows to some of the apps, `accounts` (numbers of integrations) says of which accounts the
    rows of no single app come with them. What they may not see is NotAllowed, and so is a figure
    of money where all of them were shared without. Days that were not shared have no row.
    BadInput for an unknown metric or dimension, where a metric does not add up, and for apps put
    together that were shared with different limits.
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
    chosen = _apps(user, workspace, provider, apps)
    if accounts is None and apps is not None:
        accounts = ()
    whole = _accounts(user, workspace, provider, accounts)
    parts = within_limits(question, workspace, chosen, whole)
    return joined(question, [(part, _answer(part)) for part in parts])


def _answer(question: Question) -> pa.Table:
    """Stored figures that cannot be read are left out, and are not taken for zeros."""
    question = with_rollups(warehouse().with_held(question))
    reports = {one.report.key for found in choose(question).values() for one in found}
    accounts = {app.integration for app in question.apps}
    known = gaps_of(accounts, question.days, tuple(reports))
    table = _read(question, known)
    found = gaps_of(accounts, question.days, tuple(reports))
    return table if found == known else _read(question, found)


def _read(question: Question, gaps: Sequence[Gap]) -> pa.Table:
    if any((gap.report, gap.integration) in _rolled_up(question) for gap in gaps):
        question = with_rollups(question, gaps)
    unread = {(gap.integration, gap.report) for gap in gaps}
    known = (one for one in told(question) if (one.integration, one.report) not in unread)
    question = replace(question, told=tuple(known))
    by_ledger = spoken(question, gaps)
    table = with_zeros(question, _named(warehouse().query(question)), by_ledger)
    return _without_empty(question, without_untold_zeros(question, table, by_ledger, gaps))


def _rolled_up(question: Question) -> set[tuple[str, int]]:
    return {
        (rollup.report, account) for rollup in question.rollups for account in rollup.integrations
    }


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


def _accounts(
    user: User, workspace: Workspace, provider: Provider, wanted: Collection[int] | None
) -> Mapping[int, Limits]:
    whole = whole_accounts(workspace, provider.key)
    if wanted is None:
        return whole
    if not set(wanted) <= whole.keys():
        raise refused(user, workspace, "You may not see the figures of one of these accounts.")
    return {account: whole[account] for account in wanted}


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

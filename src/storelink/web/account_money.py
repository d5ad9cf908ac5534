"""What an account was paid in its last whole month: all apps, and what is of no single one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from storelink.domain.app import NOT_OF_ONE_APP
from storelink.domain.metric import Metric
from storelink.domain.period import Days
from storelink.integrations.models import Integration, ReportState
from storelink.products.horizon import account_days
from storelink.products.limits import Limits
from storelink.products.models import App
from storelink.products.read import ask
from storelink.providers.contract import Provider
from storelink.providers.registry import provider as provider_of
from storelink.web.dimensions import currency_column, metric_of
from storelink.web.numbers import Figure
from storelink.workspaces.models import User, Workspace

_MOST_CURRENCIES = 4


@dataclass(frozen=True, slots=True)
class Amount:
    """In one currency."""

    currency: str
    total: Figure
    of_no_app: Figure | None
    """None: nothing of it is of no single app."""


@dataclass(frozen=True, slots=True)
class AccountMoney:
    """One account in one month."""

    account: Integration
    metric: Metric
    days: Days
    amounts: Sequence[Amount]
    more_count: int
    """Currencies that are not named."""

    @property
    def link(self) -> str:
        """The same on the account's own page, by app."""
        asked = f"metric={self.metric.key}&by=app&from={self.days.first}&to={self.days.last}"
        return f"{reverse('account_figures', args=[self.account.pk])}?{asked}"


def account_money(
    user: User,
    workspace: Workspace,
    provider: Provider,
    *,
    accounts: Sequence[int],
    apps: Iterable[App],
    limits: Limits,
    states: Iterable[ReportState],
) -> list[AccountMoney]:
    """Of each of these accounts, which are seen as a whole and alike; none where money is hidden,
    or where a month was shared only in part."""
    if not provider.account_figure:
        return []
    metric, mine = metric_of(provider, provider.account_figure), list(apps)
    if not limits.shows(metric) or not accounts:
        return []
    own = [state for state in states if state.integration_id in accounts]
    found = []
    for account, last in account_days(provider, [metric.key], own).items():
        days = _whole_month(last)
        if limits.clipped(days) == days:
            of_it = [app for app in mine if app.integration_id == account]
            found += _of_account(user, workspace, metric=metric, days=days, apps=of_it)
    return found


def _of_account(
    user: User, workspace: Workspace, *, metric: Metric, days: Days, apps: Sequence[App]
) -> list[AccountMoney]:
    if not apps:
        return []
    account = apps[0].integration
    provider = account.provider
    column = currency_column(provider_of(provider), metric.key)
    table = ask(
        user, workspace, provider, [metric.key], days=days, by=("app", column), apps=apps,
        accounts=[account.pk],
    )  # fmt: skip
    sums: dict[str, dict[bool, Figure]] = defaultdict(dict)
    for row in table.to_pylist():
        if row[metric.key] is not None:
            of_none, known = row["app"] == NOT_OF_ONE_APP, sums[row[column] or ""]
            known[of_none] = known.get(of_none, 0) + row[metric.key]
    amounts = [Amount(c, sum(s.values()), s.get(True)) for c, s in sums.items()]
    amounts.sort(key=lambda one: abs(float(one.total)), reverse=True)
    named, more = amounts[:_MOST_CURRENCIES], len(amounts) - _MOST_CURRENCIES
    return [AccountMoney(account, metric, days, named, max(0, more))] if named else []


def _whole_month(last: date) -> Days:
    """The last one that has ended by that day."""
    after = last + timedelta(days=1)
    end = after.replace(day=1) - timedelta(days=1)
    return Days(end.replace(day=1), end)

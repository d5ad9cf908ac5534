"""What an account was paid in its last whole month: all apps, and what is of no single one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from storelink.domain.app import NOT_OF_ONE_APP
from storelink.domain.metric import Metric
from storelink.domain.period import Days
from storelink.integrations.models import Integration
from storelink.products.answering import Asked
from storelink.products.horizon import account_days
from storelink.products.models import App
from storelink.products.reading import Reading
from storelink.web.dimensions import currency_column, metric_of
from storelink.web.numbers import Figure
from storelink.web.overview_groups import Group

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


@dataclass(frozen=True, slots=True)
class MoneyQuestion:
    """What accounts with the same last whole month were paid in it."""

    group: Group
    metric: Metric
    column: str
    """That of the currency."""
    asked: Asked


def money_questions(
    reading: Reading, wanted: Sequence[tuple[Group, Sequence[int]]]
) -> list[MoneyQuestion]:
    """For these accounts of each group, which are seen as a whole; none where money is hidden, or
    where a month was shared only in part."""
    fitting = [(group, own) for group, own in wanted if own and _tells_money(group)]
    accounts = [pk for _, own in fitting for pk in own]
    apps: dict[int, list[App]] = defaultdict(list)
    for app in reading.apps().filter(integration__in=accounts) if accounts else ():
        apps[app.integration_id].append(app)
    reading.know(app for own in apps.values() for app in own)
    return [
        _question(group, days, same, [app for pk in same for app in apps[pk]])
        for group, own in fitting
        for days, same in _months(group, own).items()
    ]


def _tells_money(group: Group) -> bool:
    key = group.provider.account_figure
    return bool(key) and group.reach.limits.shows(metric_of(group.provider, key))


def _months(group: Group, accounts: Sequence[int]) -> Mapping[Days, list[int]]:
    """Last whole month → the accounts whose it is."""
    own = [state for state in group.states if state.integration_id in accounts]
    found: dict[Days, list[int]] = defaultdict(list)
    for account, last in account_days(group.provider, [group.provider.account_figure], own).items():
        days = _whole_month(last)
        if group.reach.limits.clipped(days) == days:
            found[days].append(account)
    return found


def _question(
    group: Group, days: Days, accounts: Sequence[int], apps: Sequence[App]
) -> MoneyQuestion:
    key = group.provider.account_figure
    column = currency_column(group.provider, key)
    asked = Asked(group.provider.key, (key,), days, ("app", column), tuple(apps), tuple(accounts))
    return MoneyQuestion(group, metric_of(group.provider, key), column, asked)


def money_of_accounts(reading: Reading, asked: Iterable[MoneyQuestion]) -> list[AccountMoney]:
    """The answers, account by account; without those that were paid nothing."""
    return [found for one in asked for found in _of_question(reading, one)]


def _of_question(reading: Reading, one: MoneyQuestion) -> Iterator[AccountMoney]:
    sums: dict[int, dict[str, dict[bool, Figure]]] = defaultdict(lambda: defaultdict(dict))
    key = one.metric.key
    for row in reading.table(one.asked).to_pylist():
        if row[key] is not None:
            of_none = row["app"] == NOT_OF_ONE_APP
            known = sums[row["integration"]][row[one.column] or ""]
            known[of_none] = known.get(of_none, 0) + row[key]
    for pk in one.asked.accounts or ():
        amounts = [Amount(c, sum(s.values()), s.get(True)) for c, s in sums[pk].items()]
        amounts.sort(key=lambda amount: abs(float(amount.total)), reverse=True)
        named, more = amounts[:_MOST_CURRENCIES], len(amounts) - _MOST_CURRENCIES
        if named:
            account = one.group.accounts[pk]
            yield AccountMoney(account, one.metric, one.asked.days, named, max(0, more))


def _whole_month(last: date) -> Days:
    """The last one that has ended by that day."""
    after = last + timedelta(days=1)
    end = after.replace(day=1) - timedelta(days=1)
    return Days(end.replace(day=1), end)

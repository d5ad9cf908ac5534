"""Which apps of a console stand together on the overview: those whose figures end on the same day,
and that may be seen as far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from storelink.domain.metric import AddsUp, Metric
from storelink.domain.period import Days, Granularity, last_days
from storelink.integrations.models import Integration, ReportState
from storelink.products.answering import Asked
from storelink.products.horizon import CompleteTo, page_day
from storelink.products.limits import Limits, as_shown
from storelink.products.models import App
from storelink.products.reading import Reading
from storelink.providers.contract import Provider
from storelink.providers.registry import providers
from storelink.web.dimensions import metric_of
from storelink.web.overview_filter import NAME

DAY = Granularity.DAY
_DAYS = 28
_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Reach:
    """Up to which day the figures of an account are complete, and how far they may be seen."""

    last: date | None
    limits: Limits

    @property
    def days(self) -> Days | None:
        """The range that the app's own page shows too."""
        if self.last is None:
            return None
        last = min(self.last, self.limits.last_on or self.last)
        return self.limits.clipped(last_days(_DAYS, last))

    @property
    def earlier(self) -> Days | None:
        found = self.days.before() if self.days and len(self.days) == _DAYS else None
        return found if found and self.limits.clipped(found) == found else None


@dataclass
class Group:
    """Accounts with the same reach, and their apps."""

    provider: Provider
    reach: Reach
    metrics: Sequence[Metric]
    accounts: dict[int, Integration] = field(default_factory=dict)
    whole: list[int] = field(default_factory=list)
    """Accounts that are seen as a whole."""
    states: list[CompleteTo] = field(default_factory=list)
    pks: list[int] = field(default_factory=list)
    """Of its apps, in order."""

    @property
    def key(self) -> tuple[str, Reach]:
        return self.provider.key, self.reach

    @property
    def days(self) -> Days | None:
        return self.reach.days

    @property
    def earlier(self) -> Days | None:
        return self.reach.earlier

    @property
    def ranges(self) -> list[Days]:
        return [days for days in (self.days, self.earlier) if days is not None]

    def asked(
        self,
        keys: Sequence[str],
        apps: Sequence[App],
        days: Days | None = None,
        accounts: tuple[int, ...] = (),
        *,
        by_day: bool = False,
    ) -> Asked:
        """These numbers by app, and by day: of the group's days where none are named."""
        span = days or self.days
        if span is None:
            raise ValueError("A group without days has no figures.")
        return Asked(
            self.provider.key, tuple(keys), span, ("app", "date") if by_day else ("app",),
            tuple(apps), accounts,
        )  # fmt: skip


def groups_of(reading: Reading, apps: Iterable[tuple[int, int]]) -> list[Group]:
    """(app, account) in order → the groups: console by console, the newest first."""
    by_account: dict[int, list[int]] = {}
    place = {}
    for number, (pk, account) in enumerate(apps):
        by_account.setdefault(account, []).append(pk)
        place[pk] = number
    seen = reading.shared.accounts
    accounts = {pk: seen[pk] for pk in by_account if pk in seen}
    states = states_of(accounts)
    found = []
    for provider in providers():
        mine = {pk: one for pk, one in accounts.items() if one.provider == provider.key}
        if mine:
            found += _of_console(reading, provider, mine, states)
    for group in found:
        group.pks = sorted(
            (pk for one in group.accounts for pk in by_account[one]), key=place.__getitem__
        )
    return [group for group in found if group.pks]


def states_of(accounts: Iterable[int]) -> Mapping[int, list[CompleteTo]]:
    """Up to which day the reports of each account are complete; not as rows of the table, which
    are many."""
    rows = ReportState.objects.filter(integration__in=list(accounts), complete_to__isnull=False)
    found: dict[int, list[CompleteTo]] = {}
    for account, report, day in rows.values_list("integration_id", "report", "complete_to"):
        found.setdefault(account, []).append(CompleteTo(account, report, day))
    return found


def _of_console(
    reading: Reading,
    provider: Provider,
    accounts: Mapping[int, Integration],
    states: Mapping[int, list[CompleteTo]],
) -> list[Group]:
    whole = reading.whole_accounts(provider.key)
    groups: dict[Reach, Group] = {}
    for pk, account in accounts.items():
        limits = reading.shared.limits_of_account(account)
        if limits is None:
            continue
        own = states.get(pk, [])
        reach = Reach(page_day(as_shown(provider, limits), own), limits)
        group = groups.setdefault(reach, Group(provider, reach, _metrics(provider, limits)))
        group.accounts[pk] = account
        group.states += own
        if pk in whole:
            group.whole.append(pk)
    return sorted(groups.values(), key=lambda g: g.reach.last or date.min, reverse=True)


def _metrics(provider: Provider, limits: Limits) -> list[Metric]:
    """The first few key metrics that add up over days and may be seen."""
    known = [metric_of(provider, key) for key in provider.key_metrics]
    fitting = [m for m in known if m.adds_up in {AddsUp.EVERYWHERE, AddsUp.ACROSS_DAYS_NOT}]
    return [m for m in fitting if limits.shows(m)][:_COLUMNS]


def sortable() -> frozenset[str]:
    """The metrics that can be sorted by."""
    return frozenset({NAME, *(m.key for one in providers() for m in _metrics(one, Limits()))})

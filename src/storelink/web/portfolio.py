"""The apps of one console side by side: a few key numbers over the last 28 days.

Apps whose figures end on the same day, and that may be seen as far, stand together: what the
heading says holds for each of their lines, and is what the app's own page says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from storelink.domain.app import NOT_OF_ONE_APP
from storelink.domain.metric import AddsUp, Metric
from storelink.domain.period import Days, Granularity, last_days
from storelink.integrations.damage import gaps_of
from storelink.integrations.models import Integration, ReportState
from storelink.products.horizon import STUCK_AFTER, page_day
from storelink.products.labels import OF_NO_APP
from storelink.products.limits import Limits, as_shown, limits_of, whole_accounts
from storelink.products.models import App
from storelink.products.read import ask
from storelink.products.shown_days import day_words, shared_sentence
from storelink.providers.contract import Provider
from storelink.providers.registry import providers
from storelink.web.account_money import AccountMoney, account_money
from storelink.web.buckets import laid_out, places
from storelink.web.coverage import covers, known
from storelink.web.dimensions import metric_of
from storelink.web.numbers import Change, Figure, change, plural
from storelink.workspaces.models import User, Workspace

_DAYS, _DAY = 28, Granularity.DAY
_COLUMNS = 4
_MOST_ASKED = 12
"""Groups of one console whose figures are worked out; of more, the names alone are shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of one app."""

    metric: Metric
    value: Figure | None
    change: Change


@dataclass(frozen=True, slots=True)
class AppLine:
    """One app, or what is of an account and of no single app."""

    app: App | None
    account: Integration
    cells: Sequence[Cell]
    course: Sequence[Figure | None]

    @property
    def name(self) -> str:
        return self.app.name if self.app else f"{OF_NO_APP}: {self.account.name}"


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Apps of one console that are looked at over the same days."""

    provider: Provider
    metrics: Sequence[Metric]
    lines: Sequence[AppLine]
    days: Days | None
    """None: no figure can be shown."""
    earlier: Days | None = None
    """What they are compared with; None where that was not shared."""
    notes: Sequence[str] = ()
    money: Sequence[AccountMoney] = ()

    @property
    def app_count(self) -> str:
        return plural(sum(line.app is not None for line in self.lines), "app")


@dataclass(frozen=True, slots=True)
class _Reach:
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
class _Group:
    reach: _Reach
    apps: list[App] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    """Accounts that are seen as a whole."""


def portfolios(user: User, workspace: Workspace, apps: Sequence[App]) -> list[Portfolio]:
    """For each console that has apps, those that go on together, the newest first; a fixed number
    of questions for each."""
    by_pk = {app.integration_id: app.integration.provider for app in apps}
    states = list(ReportState.objects.filter(integration_id__in=by_pk))
    found = []
    for provider in providers():
        mine = [app for app in apps if app.integration.provider == provider.key]
        theirs = [state for state in states if by_pk.get(state.integration_id) == provider.key]
        if mine:
            found += _of_console(_Asker(user, workspace, provider, mine), theirs)
    return found


def _of_console(asker: _Asker, states: Sequence[ReportState]) -> list[Portfolio]:
    groups = _groups(asker, states)
    furthest = max((g.reach.last for g in groups if g.reach.last), default=None)
    made = []
    for number, group in enumerate(groups):
        metrics = _metrics(asker.provider, [group.reach.limits])
        if number >= _MOST_ASKED:
            metrics = []
        one = _portfolio(replace(asker, apps=group.apps, whole=tuple(group.whole)), metrics, group)
        notes = _notes(group, furthest, is_only=len(groups) == 1)
        money = _money(asker, group, states) if number < _MOST_ASKED else []
        made.append(replace(one, notes=notes, money=money))
    return made


def _money(asker: _Asker, group: _Group, states: Sequence[ReportState]) -> Sequence[AccountMoney]:
    return account_money(
        asker.user, asker.workspace, asker.provider, accounts=group.whole, apps=group.apps,
        limits=group.reach.limits, states=states,
    )  # fmt: skip


def _groups(asker: _Asker, states: Sequence[ReportState]) -> list[_Group]:
    limits = limits_of(asker.workspace, asker.apps)
    whole = whole_accounts(asker.workspace, asker.provider.key)
    last: dict[tuple[int, Limits], date | None] = {}
    groups: dict[_Reach, _Group] = {}
    for app in asker.apps:
        if app.pk not in limits:
            continue
        key = app.integration_id, limits[app.pk]
        if key not in last:
            own = [state for state in states if state.integration_id == app.integration_id]
            last[key] = page_day(as_shown(asker.provider, limits[app.pk]), own)
        reach = _Reach(last[key], limits[app.pk])
        group = groups.setdefault(reach, _Group(reach))
        group.apps.append(app)
        if app.integration_id in whole and app.integration_id not in group.whole:
            group.whole.append(app.integration_id)
    return sorted(groups.values(), key=lambda g: g.reach.last or date.min, reverse=True)


def _notes(group: _Group, furthest: date | None, *, is_only: bool) -> list[str]:
    accounts = {app.integration_id: app.integration for app in group.apps}
    names = ", ".join(one.name for one in accounts.values())
    reach, said = group.reach, []
    shared = shared_sentence(reach.limits, names)
    if shared:
        said.append(shared)
    if reach.last is None:
        if not is_only:
            said.append(f"No figures of {names} have come in yet.")
    elif furthest is not None and furthest - reach.last > STUCK_AFTER:
        said.append(f"No figures of {names} have come in since {day_words(reach.last)}.")
    elif furthest is not None and reach.last < furthest:
        said.append(f"Figures of {names} are complete up to {day_words(reach.last)}.")
    days = reach.days
    return said + [gap.sentence for gap in (gaps_of(accounts, days) if days else ())]


@dataclass(frozen=True, slots=True)
class _Asker:
    user: User
    workspace: Workspace
    provider: Provider
    apps: Sequence[App]
    whole: tuple[int, ...] = ()

    def by_app(
        self, metrics: Sequence[Metric], days: Days | None
    ) -> Mapping[tuple[int, str], Mapping[str, Figure | None]]:
        """(integration, app) → metric → figure."""
        if days is None:
            return {}
        rows: dict[tuple[int, str], dict[str, Figure | None]] = {}
        keys = [metric.key for metric in metrics]
        table = ask(
            self.user, self.workspace, self.provider.key, keys,
            days=days, by=("app",), apps=self.apps, accounts=self.whole,
        )  # fmt: skip
        for row in table.to_pylist():
            rows[row["integration"], row["app"]] = {key: row[key] for key in keys}
        return rows

    def courses(
        self, metric: Metric, days: Days | None
    ) -> Mapping[tuple[int, str], Mapping[date, Figure | None]]:
        """(integration, app) → day → figure."""
        if days is None:
            return {}
        table = ask(
            self.user, self.workspace, self.provider.key, [metric.key],
            days=days, by=("app", "date"), apps=self.apps, accounts=self.whole,
        )  # fmt: skip
        found: dict[tuple[int, str], dict[date, Figure | None]] = {}
        for row in table.to_pylist():
            found.setdefault((row["integration"], row["app"]), {})[row["date"]] = row[metric.key]
        return found


def _metrics(provider: Provider, limits: Collection[Limits]) -> list[Metric]:
    """The first few key metrics that add up over days and may be seen of at least one app."""
    known = [metric_of(provider, key) for key in provider.key_metrics]
    fitting = [m for m in known if m.adds_up in {AddsUp.EVERYWHERE, AddsUp.ACROSS_DAYS_NOT}]
    return [m for m in fitting if any(one.shows(m) for one in limits)][:_COLUMNS]


def _portfolio(asker: _Asker, metrics: Sequence[Metric], group: _Group) -> Portfolio:
    days, earlier = group.reach.days, group.reach.earlier
    if days is None or not metrics:
        lines = [AppLine(app, app.integration, [], []) for app in asker.apps]
        return Portfolio(asker.provider, [], lines, None)
    now, before = asker.by_app(metrics, days), asker.by_app(metrics, earlier)
    courses, were = asker.courses(metrics[0], days), asker.courses(metrics[0], earlier)
    on = places(days, _DAY)
    lines = []
    for app, account in _wanted(asker, now):
        key = (account.pk, app.store_id if app else NOT_OF_ONE_APP)
        is_covered = covers(known(courses.get(key, {})), known(were.get(key, {})))
        cells = _cells(metrics, now.get(key, {}), before.get(key, {}) if is_covered else {})
        lines.append(AppLine(app, account, cells, laid_out(courses.get(key, {}), on)))
    return Portfolio(asker.provider, metrics, lines, days, earlier)


def _wanted(
    asker: _Asker, now: Collection[tuple[int, str]]
) -> list[tuple[App | None, Integration]]:
    """Each app, and each account that has figures of no single app."""
    accounts = {app.integration_id: app.integration for app in asker.apps}
    rest = [accounts[one] for one in asker.whole if (one, NOT_OF_ONE_APP) in now]
    return [*((app, app.integration) for app in asker.apps), *((None, one) for one in rest)]


def _cells(
    metrics: Sequence[Metric], now: Mapping[str, Figure | None], was: Mapping[str, Figure | None]
) -> list[Cell]:
    return [Cell(m, now.get(m.key), change(now.get(m.key), was.get(m.key), m)) for m in metrics]

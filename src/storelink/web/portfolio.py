"""The apps of each console side by side: a few key numbers over the last 28 days, page by page.

Apps whose figures end on the same day, and that may be seen as far, stand together: what the
heading says holds for each of their lines, and is what the app's own page says. Only what stands on
the page is asked for; where it is sorted by a number, that number of all apps as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from storelink.domain.app import NOT_OF_ONE_APP
from storelink.domain.metric import Metric
from storelink.domain.period import Days, last_days
from storelink.integrations.models import Integration
from storelink.products.answering import Asked
from storelink.products.horizon import STUCK_AFTER
from storelink.products.labels import OF_NO_APP
from storelink.products.models import App
from storelink.products.reading import Reading
from storelink.products.shown_days import day_words, shared_sentence
from storelink.providers.contract import Provider
from storelink.web.account_money import AccountMoney, money_of_accounts, money_questions
from storelink.web.buckets import laid_out, places
from storelink.web.coverage import covers, known
from storelink.web.numbers import Change, Figure, change, plural
from storelink.web.overview_filter import NAME, PAGE, Wanted
from storelink.web.overview_groups import DAY, Group, groups_of

_MOST_ASKED = 12
"""Groups whose figures are worked out; of more on a page, the names alone are shown."""
_NAMED_AT_MOST = 5
_TWO_MONTHS = 62
"""The last whole month begins within them."""


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
    """Apps of one console that are looked at over the same days: those on this page."""

    provider: Provider
    metrics: Sequence[Metric]
    lines: Sequence[AppLine]
    days: Days | None
    """None: no figure can be shown."""
    app_count: str
    """Of all pages."""
    earlier: Days | None = None
    """What they are compared with; None where that was not shared."""
    notes: Sequence[str] = ()
    money: Sequence[AccountMoney] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """One page of the apps that were asked for."""

    portfolios: Sequence[Portfolio]
    app_count: int
    """Of all pages."""
    page: int
    page_count: int


@dataclass
class _Slice:
    """The part of a group that stands on the page."""

    group: Group
    pks: Sequence[int]
    is_end: bool
    """Whether the group ends here: then what is of no single app follows."""
    apps: list[App] = field(default_factory=list)

    @property
    def whole(self) -> tuple[int, ...]:
        return tuple(self.group.whole) if self.is_end else ()


def overview_of(reading: Reading, wanted: Wanted) -> Overview:
    """The page that is asked for, or the last where there are fewer."""
    found = reading.apps().filter(wanted.condition).values_list("pk", "integration_id")
    groups = groups_of(reading, list(found))
    _look(reading, groups)
    if wanted.sort != NAME:
        _sort(reading, groups, wanted)
    elif wanted.is_reversed:
        for group in groups:
            group.pks.reverse()
    count = sum(len(group.pks) for group in groups)
    page_count = max(1, -(-count // PAGE))
    page = min(wanted.page, page_count)
    slices = _slices(groups, (page - 1) * PAGE)
    _fill(reading, slices)
    return Overview(_portfolios(reading, groups, slices), count, page, page_count)


def _look(reading: Reading, groups: Sequence[Group]) -> None:
    """At all that the page may tell of: its days, those before, and the last whole months."""
    ranges = [span for group in groups for span in group.ranges]
    lasts = [group.reach.last for group in groups if group.reach.last]
    ranges += [last_days(_TWO_MONTHS, last) for last in lasts]
    if ranges:
        reading.look_at({pk for group in groups for pk in group.accounts}, ranges)


def accounts_seen(reading: Reading, own: Sequence[Integration]) -> list[Integration]:
    """The workspace's accounts, and those shared with it, by name."""
    found = {one.pk: one for one in (*own, *(share.integration for share in reading.shared.shares))}
    return sorted(found.values(), key=lambda one: (one.name.lower(), one.pk))


def _sort(reading: Reading, groups: Iterable[Group], wanted: Wanted) -> None:
    """By the number, in the groups that have it; what has no figure comes last."""
    fitting = [group for group in groups if wanted.sort in {m.key for m in group.metrics}]
    if not fitting:
        return
    accounts = {pk for group in fitting for pk in group.accounts}
    own: dict[int, list[App]] = {}
    few = ("pk", "store_id", "integration_id", "integration__provider", "integration__workspace_id")
    seen = reading.apps().filter(wanted.condition, integration__in=accounts)
    for app in seen.only(*few):
        own.setdefault(app.integration_id, []).append(app)
    asked = {
        group.key: group.asked([wanted.sort], [a for pk in group.accounts for a in own[pk]])
        for group in fitting
    }
    reading.know(app for apps in own.values() for app in apps)
    reading.prepare(asked.values())
    for group in fitting:
        rows = reading.table(asked[group.key]).to_pylist()
        figures = {(row["integration"], row["app"]): row[wanted.sort] for row in rows}
        by_app = {a.pk: (pk, a.store_id) for pk in group.accounts for a in own[pk]}
        known = {pk: figures.get(by_app[pk]) for pk in group.pks}
        with_figure = [(value, pk) for pk, value in known.items() if value is not None]
        with_figure.sort(key=lambda pair: pair[0], reverse=not wanted.is_reversed)
        group.pks = [
            *(pk for _, pk in with_figure), *(pk for pk in group.pks if known[pk] is None)
        ]  # fmt: skip


def _slices(groups: Iterable[Group], start: int) -> list[_Slice]:
    found, place = [], 0
    for group in groups:
        own = group.pks[max(0, start - place) : max(0, start + PAGE - place)]
        place += len(group.pks)
        if own:
            found.append(_Slice(group, own, is_end=own[-1] == group.pks[-1]))
    return found


def _fill(reading: Reading, slices: Sequence[_Slice]) -> None:
    """The apps of the page, in one query."""
    pks = [pk for one in slices for pk in one.pks]
    by_pk = {app.pk: app for app in reading.apps().filter(pk__in=pks)} if pks else {}
    reading.know(by_pk.values())
    for one in slices:
        one.apps = [by_pk[pk] for pk in one.pks if pk in by_pk]


def _portfolios(
    reading: Reading, groups: Sequence[Group], slices: Sequence[_Slice]
) -> list[Portfolio]:
    asked = [one for one in slices if one.group.days and one.group.metrics][:_MOST_ASKED]
    money = money_questions(
        reading, [(one.group, [pk for pk in one.whole if _is_on(one, pk)]) for one in asked]
    )
    reading.prepare([*(q for one in asked for q in _asked(one)), *(m.asked for m in money)])
    made = []
    for one in slices:
        same = [g for g in groups if g.provider.key == one.group.provider.key]
        furthest = max((g.reach.last for g in same if g.reach.last), default=None)
        notes = _notes(reading, one, furthest, is_only=len(same) == 1)
        sums = money_of_accounts(reading, [m for m in money if m.group is one.group])
        made.append(_portfolio(reading, one, notes, sums, has_figures=one in asked))
    return made


def _is_on(one: _Slice, account: int) -> bool:
    return any(app.integration_id == account for app in one.apps)


def _asked(one: _Slice) -> Iterator[Asked]:
    """The numbers of the lines, now and before, and the course of the first."""
    keys = [metric.key for metric in one.group.metrics]
    for days in one.group.ranges:
        yield one.group.asked(keys, one.apps, days, one.whole)
        yield one.group.asked(keys[:1], one.apps, days, one.whole, by_day=True)


def _notes(reading: Reading, one: _Slice, furthest: date | None, *, is_only: bool) -> Sequence[str]:
    group = one.group
    accounts = list(group.accounts.values())
    names = ", ".join(account.name for account in accounts[:_NAMED_AT_MOST])
    more = len(accounts) - _NAMED_AT_MOST
    names += f" and {plural(more, 'more account')}" if more > 0 else ""
    last, said = group.reach.last, [shared_sentence(group.reach.limits, names)]
    if last is None:
        said.append("" if is_only else f"No figures of {names} have come in yet.")
    elif furthest is not None and furthest - last > STUCK_AFTER:
        said.append(f"No figures of {names} have come in since {day_words(last)}.")
    elif furthest is not None and last < furthest:
        said.append(f"Figures of {names} are complete up to {day_words(last)}.")
    if group.days:
        known = reading.look_at(group.accounts.keys(), [group.days])
        said += [gap.sentence for gap in known.gaps(group.accounts.keys(), group.days)]
    return [sentence for sentence in said if sentence]


def _portfolio(
    reading: Reading,
    one: _Slice,
    notes: Sequence[str],
    money: Sequence[AccountMoney],
    *,
    has_figures: bool,
) -> Portfolio:
    group, count = one.group, plural(len(one.group.pks), "app")
    if not has_figures or group.days is None:
        lines = [AppLine(app, app.integration, [], []) for app in one.apps]
        return Portfolio(group.provider, [], lines, None, count, notes=notes)
    tables = [reading.table(asked).to_pylist() for asked in _asked(one)]
    now, course = _by_app(tables[0]), _courses(tables[1], group.metrics[0])
    was, course_before = (
        (_by_app(tables[2]), _courses(tables[3], group.metrics[0])) if group.earlier else ({}, {})
    )
    on, lines = places(group.days, DAY), []
    for app, account in _lines(one, now):
        key = (account.pk, app.store_id if app else NOT_OF_ONE_APP)
        own, before = course.get(key, {}), course_before.get(key, {})
        is_covered = covers(known(own), known(before))
        cells = _cells(group.metrics, now.get(key, {}), was.get(key, {}) if is_covered else {})
        lines.append(AppLine(app, account, cells, laid_out(own, on)))
    return Portfolio(
        group.provider, group.metrics, lines, group.days, count, group.earlier, notes, money
    )


def _lines(one: _Slice, now: Collection[tuple[int, str]]) -> list[tuple[App | None, Integration]]:
    """Each app, and each account that has figures of no single app."""
    rest = [one.group.accounts[pk] for pk in one.whole if (pk, NOT_OF_ONE_APP) in now]
    return [*((app, app.integration) for app in one.apps), *((None, account) for account in rest)]


def _by_app(rows: Iterable[Mapping[str, Any]]) -> Mapping[tuple[int, str], Mapping[str, Any]]:
    return {(row["integration"], row["app"]): row for row in rows}


def _courses(
    rows: Iterable[Mapping[str, Any]], metric: Metric
) -> Mapping[tuple[int, str], Mapping[date, Figure | None]]:
    found: dict[tuple[int, str], dict[date, Figure | None]] = {}
    for row in rows:
        found.setdefault((row["integration"], row["app"]), {})[row["date"]] = row[metric.key]
    return found


def _cells(
    metrics: Sequence[Metric], now: Mapping[str, Figure | None], was: Mapping[str, Figure | None]
) -> list[Cell]:
    return [Cell(m, now.get(m.key), change(now.get(m.key), was.get(m.key), m)) for m in metrics]

"""The apps of one console side by side: a few key numbers over the last 28 days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from storelink.domain.metric import AddsUp, Metric
from storelink.domain.period import Days, Granularity, last_days
from storelink.integrations.models import ReportState
from storelink.products.horizon import horizons, last_complete_day
from storelink.products.limits import Limits, limits_of
from storelink.products.models import App
from storelink.products.read import ask
from storelink.providers.contract import Provider
from storelink.providers.registry import providers
from storelink.web.buckets import laid_out, places
from storelink.web.coverage import covers, known
from storelink.web.dimensions import metric_of
from storelink.web.numbers import Change, Figure, change
from storelink.workspaces.models import User, Workspace

_DAYS, _DAY = 28, Granularity.DAY
_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of one app."""

    metric: Metric
    value: Figure | None
    change: Change


@dataclass(frozen=True, slots=True)
class AppLine:
    """One app."""

    app: App
    cells: Sequence[Cell]
    course: Sequence[Figure | None]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The apps of one console."""

    provider: Provider
    metrics: Sequence[Metric]
    lines: Sequence[AppLine]
    days: Days | None
    """None: no figure has come in yet."""


def portfolios(user: User, workspace: Workspace, apps: Sequence[App]) -> list[Portfolio]:
    """A portfolio for each console that has apps; a fixed number of questions for each."""
    by_pk = {app.integration_id: app.integration.provider for app in apps}
    states = list(ReportState.objects.filter(integration_id__in=by_pk))
    found = []
    for provider in providers():
        mine = [app for app in apps if app.integration.provider == provider.key]
        theirs = [state for state in states if by_pk.get(state.integration_id) == provider.key]
        if mine:
            metrics = _metrics(provider, limits_of(workspace, mine).values())
            behind = horizons(provider, [metric.key for metric in metrics], theirs)
            last = last_complete_day(behind.values())
            found.append(_portfolio(_Asker(user, workspace, provider, mine), metrics, last))
    return found


@dataclass(frozen=True, slots=True)
class _Asker:
    user: User
    workspace: Workspace
    provider: Provider
    apps: Sequence[App]

    def by_app(
        self, metrics: Sequence[Metric], days: Days
    ) -> Mapping[tuple[int, str], Mapping[str, Figure | None]]:
        """(integration, app) → metric → figure."""
        rows: dict[tuple[int, str], dict[str, Figure | None]] = {}
        keys = [metric.key for metric in metrics]
        table = ask(
            self.user,
            self.workspace,
            self.provider.key,
            keys,
            days=days,
            by=("app",),
            apps=self.apps,
        )
        for row in table.to_pylist():
            rows[row["integration"], row["app"]] = {key: row[key] for key in keys}
        return rows

    def courses(
        self, metric: Metric, days: Days
    ) -> Mapping[tuple[int, str], Mapping[date, Figure | None]]:
        """(integration, app) → day → figure."""
        table = ask(
            self.user, self.workspace, self.provider.key, [metric.key],
            days=days, by=("app", "date"), apps=self.apps,
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


def _portfolio(asker: _Asker, metrics: Sequence[Metric], last: date | None) -> Portfolio:
    if last is None or not metrics:
        lines = [AppLine(app, [], []) for app in asker.apps]
        return Portfolio(asker.provider, [], lines, None)
    days = last_days(_DAYS, last)
    now, before = asker.by_app(metrics, days), asker.by_app(metrics, days.before())
    courses = asker.courses(metrics[0], days)
    earlier = asker.courses(metrics[0], days.before())
    on = places(days, _DAY)
    lines = []
    for app in asker.apps:
        key = (app.integration_id, app.store_id)
        is_covered = covers(known(courses.get(key, {})), known(earlier.get(key, {})))
        was = before.get(key, {}) if is_covered else {}
        cells = [
            Cell(
                m,
                now.get(key, {}).get(m.key),
                change(now.get(key, {}).get(m.key), was.get(m.key), m),
            )
            for m in metrics
        ]
        lines.append(AppLine(app, cells, laid_out(courses.get(key, {}), on)))
    return Portfolio(asker.provider, metrics, lines, days)

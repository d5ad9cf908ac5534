"""Up to which day the figures are complete: where ranges end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeAlias

from storelink.providers.contract import Provider

STUCK_AFTER = timedelta(days=7)
"""What is so far behind the others is stuck, and does not hold them back."""


class State(Protocol):
    """How far a report of an account is complete: a row of the table, or its columns alone."""

    @property
    def integration_id(self) -> int: ...

    @property
    def report(self) -> str: ...

    @property
    def complete_to(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class CompleteTo:
    """The columns alone: of many accounts there are many reports."""

    integration_id: int
    report: str
    complete_to: date | None


Complete: TypeAlias = Mapping[int, Mapping[str, date]]
"""Integration → report → the day up to which it is complete."""


def horizons(
    provider: Provider, metrics: Iterable[str], states: Iterable[State]
) -> Mapping[str, date | None]:
    """Metric key → the day up to which it is complete; None: there is nothing of it. Of several
    accounts, the one that is furthest behind counts; one that is stuck holds nobody back, and is
    told apart (`stalled`)."""
    complete: dict[int, dict[str, date]] = {}
    for state in states:
        if state.complete_to is not None:
            complete.setdefault(state.integration_id, {})[state.report] = state.complete_to
    return {metric: _horizon(provider, metric, complete) for metric in metrics}


def last_complete_day(found: Iterable[date | None]) -> date | None:
    """The day up to which all these are there. One that is a week behind the others is stuck."""
    known = [day for day in found if day is not None]
    if not known:
        return None
    return min(day for day in known if day >= max(known) - STUCK_AFTER)


def _horizon(provider: Provider, metric: str, complete: Complete) -> date | None:
    """A ratio ends with its parts."""
    ratio = next((r for r in provider.ratios if r.metric == metric), None)
    if ratio is None:
        return _of_sum(provider, metric, complete)
    return last_complete_day(_of_sum(provider, p, complete) for p in (*ratio.above, ratio.below))


def _of_sum(provider: Provider, metric: str, complete: Complete) -> date | None:
    """By the report that yields it, which is, for each account, the first one that has data."""
    reports = [measure.report for measure in provider.measures if measure.metric == metric]
    days = [
        next((of_reports[report] for report in reports if report in of_reports), None)
        for of_reports in complete.values()
    ]
    return last_complete_day(days)


def page_day(provider: Provider, states: Iterable[State]) -> date | None:
    """The day on which ranges of a page about one account end: its key figures are there, or, where
    it has none of these, its others. The same on every page, so that these agree."""
    found = horizons(provider, [metric.key for metric in provider.metrics], states)
    key_figures = (found[key] for key in provider.key_metrics)
    return last_complete_day(key_figures) or last_complete_day(found.values())


def account_days(
    provider: Provider, metrics: Iterable[str], states: Iterable[State]
) -> Mapping[int, date]:
    """Account → the day up to which all these figures of it are there. One of which nothing is
    there is not in it."""
    wanted, of_account = list(metrics), dict[int, list[State]]()
    for state in states:
        of_account.setdefault(state.integration_id, []).append(state)
    days = {
        account: last_complete_day(horizons(provider, wanted, own).values())
        for account, own in of_account.items()
    }
    return {account: day for account, day in days.items() if day is not None}


def stalled(days: Mapping[int, date]) -> Mapping[int, date]:
    """The accounts that are so far behind the others that these go on without them."""
    furthest = max(days.values(), default=date.min)
    return {account: day for account, day in days.items() if furthest - day > STUCK_AFTER}

"""Of which days the reports behind a ratio have spoken, so that no rows mean that nothing was.

Sales files say so by coming in. Of other reports the app's rows reach up to some day; once the
account has all that the store has, a day before that without rows had nothing. Some reports speak
only when there is something (pre-orders): one that is silent for a week, while others of the same
sum go on, is not waited for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from storelink.domain.period import Days
from storelink.domain.report import Report
from storelink.products.horizon import STUCK_AFTER
from storelink.products.snapshot import Snapshot
from storelink.warehouse.choose import Chosen, choose, ratios
from storelink.warehouse.contract import AppRef, Question, Told


def told(question: Question, known: Snapshot) -> tuple[Told, ...]:
    """What `Question.told` wants; nothing is looked up for a question without ratios. BadInput and
    NotAdditive as the warehouse's `choose` raises them."""
    made = ratios(question)
    if not made:
        return ()
    chosen = choose(question)
    parts = {part for ratio in made.values() for part in (*ratio.above, ratio.below)}
    reports = {one.report.key: one.report for part in parts for one in chosen[part]}
    found = [*_told_by_files(question, reports.values(), known)]
    last = _last_days(question, tuple(reports.values()), known)
    for ratio in made.values():
        above = [one for part in ratio.above for one in chosen[part]]
        found += _told_by_rows(above, last, question, may_be_silent=True)
        found += _told_by_rows(chosen[ratio.below], last, question, may_be_silent=False)
    return tuple(dict.fromkeys(found))


_LastDays = Mapping[tuple[str, AppRef], date | None]
"""(report, app) → the last day that it has spoken of; None: of none. Not in it: not all is in."""


def _told_by_files(
    question: Question, reports: Iterable[Report], known: Snapshot
) -> Iterator[Told]:
    """The days of the partitions that came in."""
    apps: defaultdict[int, list[str]] = defaultdict(list)
    for app in question.apps:
        apps[app.integration].append(app.app_id)
    spoken: defaultdict[tuple[str, int, str], set[date]] = defaultdict(set)
    for report in (one.key for one in reports if one.absence_is_zero):
        for integration, owner, first, last in known.loaded(report, apps.keys(), question.days):
            spoken[report, integration, owner].update(Days(first, last))
    for (report, integration, owner), days in spoken.items():
        own = (owner,) if owner else tuple(apps[integration])
        for stretch in _stretches(days):
            yield Told(report, integration, own, stretch)


def _stretches(days: Iterable[date]) -> Iterator[Days]:
    """Days without a gap, together."""
    current: Days | None = None
    for day in sorted(days):
        if current is not None and (day - current.last).days == 1:
            current = Days(current.first, day)
            continue
        if current is not None:
            yield current
        current = Days(day, day)
    if current is not None:
        yield current


def _last_days(question: Question, reports: Sequence[Report], known: Snapshot) -> _LastDays:
    keys = [report.key for report in reports]
    complete = known.complete()
    by_files = {report.key for report in reports if report.absence_is_zero}
    last = known.last_days(keys, question.apps)
    return {
        (key, app): max(
            filter(None, (last.get((key, one)) for one in (AppRef(app.integration, ""), app))),
            default=None,
        )
        for key in keys
        for app in question.apps
        if (key, app.integration) in complete or key in by_files
    }


def _told_by_rows(
    found: Sequence[Chosen], last: _LastDays, question: Question, *, may_be_silent: bool
) -> Iterator[Told]:
    alike: defaultdict[tuple[str, int, date], list[str]] = defaultdict(list)
    for app in question.apps:
        own = [one.report for one in found if app.integration in one.integrations]
        days = {report: last[report.key, app] for report in own if (report.key, app) in last}
        furthest = max(filter(None, days.values()), default=None)
        for report, day in days.items():
            until = _silent_until(day, furthest) if may_be_silent else day
            if until is not None and not report.absence_is_zero:
                alike[report.key, app.integration, until].append(app.app_id)
    for (key, integration, until), apps in alike.items():
        yield Told(key, integration, tuple(apps), Days(date.min, until))


def _silent_until(day: date | None, furthest: date | None) -> date | None:
    """For ever, where the others have gone on without it for so long."""
    if furthest is not None and (day is None or day < furthest - STUCK_AFTER):
        return date.max
    return day

"""Whole months and years, where a store keeps days for a year only: what of them counts when.

A month's or a year's file counts for its period as a whole or not at all: where some day of the
period is missing, where the range holds the whole period, and where the answer has a row that does.
Then it takes the place of what is there of its days. Days are never made by dividing it. See
docs/decisions/0015-whole-months-and-years.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from django.db.models import Count, Min, Q, TextField
from django.db.models.functions import Cast, Substr

from storelink.domain.nothing import Proof
from storelink.domain.period import Days, Granularity, bucket_of
from storelink.domain.report import Report
from storelink.integrations.damage import Gap, overlaps
from storelink.integrations.models import LoadedPartition
from storelink.providers.contract import Provider
from storelink.warehouse.choose import choose, finest
from storelink.warehouse.contract import Question, Rollup

_PROVEN = Q(row_count__gt=0) | ~Q(proof=Proof.UNKNOWN)
"""As `domain.nothing.is_proven`."""
_SHORT = frozenset({Granularity.DAY, Granularity.WEEK})
"""Rows that hold no whole month."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A period of which an account has the file, whole."""

    report: Report
    days: Days
    has_rows: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """What of an account's days a question reaches."""

    used: tuple[Whole, ...] = ()
    """Periods that count as wholes."""
    left: tuple[Whole, ...] = ()
    """Periods with rows, of which days in the range are known in no finer way, and which do not
    count: the range or a row of the answer holds only a part of them."""
    since: date | None = None
    """The first day that is counted."""


_Months: TypeAlias = Mapping[date, tuple[int, date]]
"""First day of a month → how many of its days in the range are loaded, and the first of them."""


def rollups_of(reports: Iterable[Report], key: str) -> tuple[Report, ...]:
    """The roll-ups of a report, the shortest periods first."""
    by_finer = {report.rollup_of: report for report in reports if report.rollup_of}
    found: list[Report] = []
    while key in by_finer:
        found.append(by_finer[key])
        key = found[-1].key
    return tuple(found)


def with_rollups(question: Question, gaps: Sequence[Gap] = ()) -> Question:
    """The question, knowing which whole periods count in its answer. What lies in a gap, whose
    stored figures cannot be read, does not. BadInput as `choose` raises it."""
    if "date" in question.by and question.granularity in _SHORT:
        return replace(question, rollups=())
    step = question.granularity if "date" in question.by else None
    accounts = {app.integration for app in question.apps}
    reports = {one.report.key for found in choose(question).values() for one in found}
    taken: defaultdict[tuple[str, Days], set[int]] = defaultdict(set)
    for key in {finest(question.reports, report) for report in reports}:
        known = reached(
            question.reports.values(), key, accounts, question.days, step=step, gaps=gaps
        )
        for account, one in known.items():
            for whole in one.used:
                taken[whole.report.key, whole.days].add(account)
    rollups = (Rollup(key, tuple(sorted(own)), days) for (key, days), own in taken.items())
    return replace(question, rollups=tuple(rollups))


def reached(
    reports: Iterable[Report],
    key: str,
    accounts: Collection[int],
    days: Days,
    *,
    step: Granularity | None,
    gaps: Sequence[Gap] = (),
) -> Mapping[int, Reached]:
    """Account → what of the range an answer by `step` (None: a total) reaches, of the report and
    its roll-ups. Only accounts that have a whole period in the range; one query more for them."""
    chain = rollups_of(reports, key)
    wholes = _wholes(chain, accounts, days, gaps) if chain else {}
    months = _months(key, wholes.keys(), days) if wholes else {}
    return {
        account: _reached(found, months.get(account, {}), days, step)
        for account, found in wholes.items()
    }


def whole_days(
    provider: Provider, metric: str, accounts: Collection[int], days: Days
) -> frozenset[date]:
    """The days that a total of the metric over the range counts as parts of whole periods."""
    keys = {measure.report for measure in provider.measures if measure.metric == metric}
    return frozenset(
        day
        for key in keys
        for one in reached(provider.reports, key, accounts, days, step=None).values()
        for whole in one.used
        for day in whole.days
    )


def _reached(
    found: Sequence[Whole], months: _Months, days: Days, step: Granularity | None
) -> Reached:
    """`found` in order: shorter periods first."""
    known = {month for month, (n, _) in months.items() if n == len(_within(_month(month), days))}
    used: list[Whole] = []
    left: list[Whole] = []
    named: set[date] = set()
    for one in found:
        own = set(_months_in(_within(one.days, days)))
        if own <= known:
            continue
        if _fits(one.days, days, step):
            used = [other for other in used if other.days.first not in one.days]
            used.append(one)
            known |= own
        elif one.has_rows and not own <= known | named:
            left.append(one)
            named |= own
    left = [one for one in left if not known.issuperset(_months_in(_within(one.days, days)))]
    firsts = [first for _, first in months.values()] + [one.days.first for one in used]
    return Reached(tuple(used), tuple(left), min(firsts, default=None))


def _fits(period: Days, days: Days, step: Granularity | None) -> bool:
    is_held = period.first in days and period.last in days
    return is_held and (
        step is None or bucket_of(period.first, step) == bucket_of(period.last, step)
    )


def _wholes(
    chain: Sequence[Report], accounts: Collection[int], days: Days, gaps: Sequence[Gap]
) -> Mapping[int, Sequence[Whole]]:
    """Account → its whole periods that share a day with the range, shorter ones first. The scope
    tells them: the rows stand under the first day alone."""
    by_key = {report.key: report for report in chain}
    rows = LoadedPartition.objects.filter(
        _PROVEN,
        integration_id__in=accounts,
        report__in=by_key,
        scope_first_on__lte=days.last,
        scope_last_on__gte=days.first,
    ).values_list("integration_id", "report", "scope_first_on", "scope_last_on", "row_count")
    found: defaultdict[int, list[Whole]] = defaultdict(list)
    for account, key, first, last, row_count in rows:
        own = [gap for gap in gaps if (gap.integration, gap.report) == (account, key)]
        if first and last and not overlaps(own, first, last):
            found[account].append(Whole(by_key[key], Days(first, last), row_count > 0))
    for each in found.values():
        each.sort(key=lambda one: (chain.index(one.report), one.days.first))
    return found


def _months(key: str, accounts: Collection[int], days: Days) -> Mapping[int, _Months]:
    """Account → how much of each month in the range the daily files cover. Counted by the database:
    many accounts have many days."""
    rows = (
        LoadedPartition.objects.filter(
            _PROVEN,
            integration_id__in=accounts,
            report=key,
            first_on__range=(days.first, days.last),
        )
        # Not TruncMonth, which SQLite does by a call into Python for each row.
        .values("integration_id", month=Substr(Cast("first_on", TextField()), 1, 7))
        .annotate(n=Count("first_on", distinct=True), first=Min("first_on"))
        .order_by()
    )
    found: defaultdict[int, dict[date, tuple[int, date]]] = defaultdict(dict)
    for row in rows:
        month = date.fromisoformat(f"{row['month']}-01")
        found[row["integration_id"]][month] = (row["n"], row["first"])
    return found


def _month(first: date) -> Days:
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Days(first, date.fromordinal(after.toordinal() - 1))


def _months_in(days: Days) -> Iterator[date]:
    """The first days of the months that have a day in it."""
    month = days.first.replace(day=1)
    while month <= days.last:
        yield month
        month = date.fromordinal(_month(month).last.toordinal() + 1)


def _within(period: Days, days: Days) -> Days:
    """The part of the period that lies in the range; there is one."""
    return Days(max(period.first, days.first), min(period.last, days.last))

"""Which days are shown, in words: what was shared, which accounts others go on without, and what is
known by whole months and years alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from storelink.domain.period import Days, Granularity
from storelink.domain.report import Period, Report
from storelink.integrations.models import Integration
from storelink.products.limits import Limits
from storelink.products.rollups import Reached, Whole, reached, rollups_of
from storelink.providers.contract import Provider

_NAMED_AT_MOST = 3


def shared_sentence(limits: Limits, what: str = "This app") -> str:
    """That only some days were shared; empty where all were."""
    if limits.first_on and limits.last_on:
        span = f"from {day_words(limits.first_on)} to {day_words(limits.last_on)}"
    elif limits.first_on:
        span = f"from {day_words(limits.first_on)} on"
    elif limits.last_on:
        span = f"up to {day_words(limits.last_on)}"
    else:
        return ""
    return f"{what} is shared with this workspace {span}: no other days are shown or counted."


def is_cut(days: Days, limits: Limits) -> bool:
    """Whether the range has days that were not shared."""
    return limits.clipped(days) != days


def shared_until(last: date | None, limits: Iterable[Limits]) -> date | None:
    """Where ranges end: on the last complete day, or before that where nothing later was shared
    of any of these."""
    ends = [one.last_on for one in limits]
    if last is None or not ends:
        return last
    open_ended = [last if end is None else min(end, last) for end in ends]
    return max(open_ended)


def stalled_sentences(days: Mapping[int, date]) -> list[str]:
    """Of each account that the others go on without: its name, and its last day."""
    names = Integration.everything.in_bulk(list(days))
    return [
        f"No figures of {names[account].name} have come in since {day_words(day)}: after that day, "
        "sums are without this account."
        for account, day in sorted(days.items())
        if account in names
    ]


def day_words(day: date) -> str:
    """“20 Nov 2026”."""
    return f"{day.day} {day:%b %Y}"


def rollup_sentences(
    provider: Provider,
    metrics: Iterable[str],
    days: Mapping[int, Days],
    step: Granularity | None,
) -> list[str]:
    """What of these figures is known by whole months or years and not counted by this step (None:
    in a total). `days` are those that are asked for of each account."""
    keys = {measure.report for measure in provider.measures if measure.metric in set(metrics)}
    return [
        sentence
        for report in provider.reports
        if report.key in keys and rollups_of(provider.reports, report.key)
        for sentence in _of_report(provider, report, days, step)
    ]


def _of_report(
    provider: Provider, report: Report, days: Mapping[int, Days], step: Granularity | None
) -> Iterator[str]:
    alike: defaultdict[Days, list[int]] = defaultdict(list)
    for account, asked in days.items():
        alike[asked].append(account)
    names = Integration.everything.in_bulk(list(days))
    for asked, accounts in alike.items():
        same: defaultdict[Reached, list[str]] = defaultdict(list)
        known = reached(provider.reports, report.key, accounts, asked, step=step)
        for account, one in known.items():
            if one.left and account in names:
                same[one].append(names[account].name)
        for one, of in same.items():
            what = f"“{report.name}” of {_listed(sorted(of))} is known by whole"
            yield from _left_out(what, one, asked, step)


def _left_out(what: str, one: Reached, days: Days, step: Granularity | None) -> Iterator[str]:
    held = [w for w in one.left if w.days.first in days and w.days.last in days]
    cut = [w for w in one.left if w not in held]
    if held and step:
        kinds, since = _kinds(held), one.since
        before = since if since and all(w.days.first < since for w in held) else None
        yield (
            f"{f'Before {day_words(before)}, ' if before else ''}{what} {kinds} only: "
            f"{_named(held)}. Totals count them; by {step.value} they can't be shown, and "
            f"{step.value}s without a figure are not zero. Choose {kinds} to see them."
        )
    if cut:
        yield (
            f"Not counted: {_named(cut)}, of which this range holds a part. There {what} "
            f"{_kinds(cut)} only."
        )


def _kinds(wholes: Sequence[Whole]) -> str:
    """“months and years”."""
    periods = dict.fromkeys(whole.report.period for whole in wholes)
    return " and ".join(f"{period.value}s" for period in periods)


def _named(wholes: Sequence[Whole]) -> str:
    """“November 2025; 2016 to 2024”."""
    runs: list[list[Whole]] = []
    for whole in wholes:
        is_next = runs and (
            runs[-1][-1].report == whole.report
            and runs[-1][-1].days.last + timedelta(days=1) == whole.days.first
        )
        runs[-1].append(whole) if is_next else runs.append([whole])
    return "; ".join(
        " to ".join(dict.fromkeys(map(_name, (run[0], run[-1]))))
        for run in runs
    )  # fmt: skip


def _name(whole: Whole) -> str:
    first = whole.days.first
    return f"{first:%Y}" if whole.report.period is Period.YEAR else f"{first:%B %Y}"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED_AT_MOST
    return ", ".join(names[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")

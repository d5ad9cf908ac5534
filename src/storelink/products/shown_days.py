"""Which days are shown, in words: what was shared, and which accounts others go on without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from storelink.domain.period import Days
from storelink.integrations.models import Integration
from storelink.products.limits import Limits


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

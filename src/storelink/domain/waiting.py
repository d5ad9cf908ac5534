"""When a store that must not be asked now is asked again, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from storelink.domain.errors import Busy


class Rest(StrEnum):
    """Why a store wants no more requests for a while."""

    HOUR_USED_UP = "hour_used_up"
    """The requests that it allows in an hour."""
    SLOWED_DOWN = "rate_limited"
    """It asks for fewer, without a reason that is known."""


REST_SENTENCES: Final[Mapping[Rest, str]] = {
    Rest.HOUR_USED_UP: "The hour’s requests to the store are used up.",
    Rest.SLOWED_DOWN: "The store asks us to slow down.",
}


WORTH_WAITING: Final = timedelta(minutes=5)
"""So long a run waits for a part of a store before it goes on without it."""


def is_of_a_part(error: Exception) -> bool:
    """Whether a part of the store does not answer for long, and the others do: what comes from them
    goes on, and the next run asks that part again."""
    wait = error.wait if isinstance(error, Busy) and error.part else None
    return wait is not None and wait > WORTH_WAITING


def waiting_words(sentence: str, until: datetime | None, now: datetime) -> str:
    """Why the store is not asked now, and when it is asked again: one moment, never a past one."""
    if not sentence or until is None or until <= now:
        return sentence
    minute = until.replace(second=0, microsecond=0) + timedelta(minutes=1)
    on = "" if minute.date() == now.date() else f" on {minute.day} {minute:%b}"
    return f"{sentence} Next try at {minute:%H:%M} UTC{on}."

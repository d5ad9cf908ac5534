"""When a store that must not be asked now is asked again, in words."""

from __future__ import annotations

from datetime import datetime, timedelta


def waiting_words(sentence: str, until: datetime | None, now: datetime) -> str:
    """Why the store is not asked now, and when it is asked again: one moment, never a past one."""
    if not sentence or until is None or until <= now:
        return sentence
    minute = until.replace(second=0, microsecond=0) + timedelta(minutes=1)
    on = "" if minute.date() == now.date() else f" on {minute.day} {minute:%b}"
    return f"{sentence} Next try at {minute:%H:%M} UTC{on}."

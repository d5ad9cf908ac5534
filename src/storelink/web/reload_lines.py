"""What is being loaded again of an account, or was, in a line."""

from __future__ import annotations

from dataclasses import dataclass

from storelink.integrations.models import Integration
from storelink.integrations.reload import words_of


@dataclass(frozen=True, slots=True)
class ReloadLine:
    """Days that somebody wanted loaded again."""

    words: str
    outcome: str
    """Empty while it goes on."""


def reload_lines(one: Integration) -> list[ReloadLine]:
    """Under way; else the last that ended."""
    found = sorted(one.reloads.all(), key=lambda row: row.asked_at, reverse=True)
    under_way = [row for row in found if row.ended_at is None]
    return [ReloadLine(words_of(row), row.outcome) for row in under_way or found[:1]]

"""A customer review, as a store gives it. Its words are data: no instruction, no markup."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

MOST_CHARACTERS: Final = 20_000
"""Of a title, a text or a reply. No store lets anybody write half as much."""
_YEARS: Final = range(1970, 2100)
"""A review of another year has no date."""
_LONGEST_ID: Final = 300


@dataclass(frozen=True, slots=True)
class Review:
    """One review of one app. The same review has the same id from whatever source."""

    id: str
    """The store's."""
    app: str
    """The store's app id."""
    stars: int
    """1 to 5."""
    written_at: datetime
    """When it was written or last changed, aware."""
    title: str = ""
    text: str = ""
    author: str = ""
    territory: str = ""
    """Two letters; empty where the store does not tell."""
    language: str = ""
    app_version: str = ""
    device: str = ""
    reply_text: str = ""
    replied_at: datetime | None = None
    reply_state: str = ""
    """`live`, `waiting` (the store has not published it yet); empty without a reply."""
    store_reply_id: str = ""


@dataclass(frozen=True, slots=True)
class OddReview:
    """A review that is not understood: left out, counted and told."""

    id: str
    why: str


def storable(one: Review) -> Review | OddReview:
    """The review as it can be kept: no character that no database takes, nothing too long. Odd
    where it has no id, stars or date that a review can have. Pure."""
    if not 0 < len(one.id) <= _LONGEST_ID or "\0" in one.id or one.id != _plain(one.id):
        return OddReview(_plain(one.id)[:_LONGEST_ID], "id")
    if not 1 <= one.stars <= 5:
        return OddReview(one.id, "stars")
    if one.written_at.year not in _YEARS:
        return OddReview(one.id, "date")
    is_replied_in_time = one.replied_at is not None and one.replied_at.year in _YEARS
    return replace(
        one,
        title=_plain(one.title)[:MOST_CHARACTERS],
        text=_plain(one.text)[:MOST_CHARACTERS],
        territory=one.territory if len(one.territory) == 2 else "",
        reply_text=_plain(one.reply_text)[:MOST_CHARACTERS],
        replied_at=one.replied_at if is_replied_in_time else None,
        store_reply_id=_plain(one.store_reply_id)[:_LONGEST_ID],
        author=_plain(one.author)[:300],
        language=_plain(one.language)[:35],
        app_version=_plain(one.app_version)[:100],
        device=_plain(one.device)[:200],
    )


def is_too_long(one: Review) -> bool:
    """Whether something of it is cut where it is kept."""
    return max(len(one.title), len(one.text), len(one.reply_text)) > MOST_CHARACTERS


def _plain(text: str) -> str:
    """Without NUL and halves of characters, which no database takes."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()

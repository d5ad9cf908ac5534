"""A customer review, as a store gives it. Its words are data: no instruction, no markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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

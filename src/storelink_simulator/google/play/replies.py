"""Replies that were sent through the API, beside those that the world invents."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime

from storelink_simulator.google.play.reviews import PlayReview, Reply


@dataclass
class Replies:
    """What clients wrote back; a second reply replaces the first."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _by_review: dict[str, list[Reply]] = field(default_factory=dict)

    def add(self, review: PlayReview, reply: Reply) -> None:
        """Keep a reply."""
        with self._lock:
            self._by_review.setdefault(review.id, []).append(reply)

    def of(self, review: PlayReview, now: datetime) -> Reply | None:
        """The reply that stands under a review by now: the newest sent one, else the invented."""
        sent = self._by_review.get(review.id, []) if self._by_review else []
        known = [review.reply] if review.reply else []
        told = [one for one in sent if one.at <= now] or [one for one in known if one.at <= now]
        return max(told, key=lambda one: one.at, default=None)

"""The hourly limit: a rolling 60 minutes of simulated time per key, told in each response."""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta

_WINDOW = timedelta(hours=1)


class RateWindow:
    """Counts the calls of each key."""

    def __init__(self, calls_per_hour: int) -> None:
        self._limit = calls_per_hour
        self._lock = threading.Lock()
        self._calls: dict[str, deque[datetime]] = {}

    def take(
        self, key_id: str, now: datetime, others: tuple[int, datetime] | None = None
    ) -> int | None:
        """Count a call and say how many are left; None where there was none left.

        `others`: how many somebody else leaves of the hour, counted from a moment on.
        """
        with self._lock:
            calls = self._calls.setdefault(key_id, deque())
            while calls and calls[0] <= now - _WINDOW:
                calls.popleft()
            left = self._limit - len(calls)
            if others is not None:
                since = sum(1 for at in calls if at >= others[1])
                left = min(left, others[0] - since)
            if left <= 0:
                return None
            calls.append(now)
            return left - 1

    def header(self, left: int | None) -> str:
        """The value of X-Rate-Limit."""
        return f"user-hour-lim:{self._limit};user-hour-rem:{left or 0};"

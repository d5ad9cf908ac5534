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

    def take(self, key_id: str, now: datetime) -> int | None:
        """Count a call and say how many are left; None where there was none left."""
        with self._lock:
            calls = self._calls.setdefault(key_id, deque())
            while calls and calls[0] <= now - _WINDOW:
                calls.popleft()
            if len(calls) >= self._limit:
                return None
            calls.append(now)
            return self._limit - len(calls)

    def header(self, left: int | None) -> str:
        """The value of X-Rate-Limit."""
        return f"user-hour-lim:{self._limit};user-hour-rem:{left or 0};"

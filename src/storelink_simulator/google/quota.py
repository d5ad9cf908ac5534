"""Quotas: so many calls in a window of time."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass
class Quota:
    """Counts calls per key in a rolling window; whose time it is, the caller decides."""

    most: int
    window_seconds: float
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _calls: dict[Hashable, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, key: Hashable, at_seconds: float) -> bool:
        """Count a call. False where none was left."""
        with self._lock:
            calls = self._calls[key]
            while calls and calls[0] <= at_seconds - self.window_seconds:
                calls.popleft()
            if len(calls) >= self.most:
                return False
            calls.append(at_seconds)
            return True

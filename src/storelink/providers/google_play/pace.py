"""Keeps calls apart, so that a limit by the second is not run into."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock


@dataclass
class Pace:
    """One after another, at least so many seconds apart. Safe to share between threads."""

    apart_seconds: float
    _free_at: float = 0.0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def wait(self) -> None:
        """Until it is the caller's turn."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free_at)
            self._free_at = turn + self.apart_seconds
        if turn > now:
            time.sleep(turn - now)

"""Keeps calls apart, so that a limit by the second is not run into."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock


@dataclass
class Pace:
    """One after another, at least so many seconds apart. Safe to share between threads: what one is
    refused holds all of them back."""

    apart_seconds: float
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    _free_at: float = 0.0
    _refusals: int = 0
    """In a row, whoever was refused."""
    _lock: Lock = field(default_factory=Lock, repr=False)

    def wait(self) -> None:
        """Until it is the caller's turn."""
        while True:
            with self._lock:
                now = time.monotonic()
                if self._free_at <= now:
                    self._free_at = now + self.apart_seconds
                    return
                left = self._free_at - now
            self.sleep(left)

    def refused(self, seconds: float) -> int:
        """The store wants fewer: nobody's turn for so long. How many refusals that is in a row."""
        with self._lock:
            self._free_at = max(self._free_at, time.monotonic() + seconds)
            self._refusals += 1
            return self._refusals

    def answered(self) -> None:
        """The store has answered: no refusals in a row."""
        with self._lock:
            self._refusals = 0

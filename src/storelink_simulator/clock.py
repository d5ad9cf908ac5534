"""Two times. Simulated time runs from a chosen start and can jump; wall time is the machine's.

The stores' own time (publication, retention, expiry of addresses, the hourly window) is simulated.
Tokens are judged by wall time, because the clients that mint them live in it.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta

EARLIEST = datetime(2024, 1, 1, tzinfo=UTC)
LATEST = datetime(2099, 12, 31, tzinfo=UTC)
FASTEST_RATE = 1e7


class Clock:
    """Simulated time: starts somewhere, runs at a rate, and can be advanced or set."""

    def __init__(self, starts_at: datetime, rate: float = 1.0) -> None:
        self._lock = threading.Lock()
        self._start = starts_at
        self._base = starts_at
        self._rate = rate
        self._since = time.monotonic()

    @property
    def started_at(self) -> datetime:
        """The first simulated moment, whatever has been advanced since."""
        return self._start

    def now(self) -> datetime:
        """The simulated moment, in UTC."""
        with self._lock:
            return self._reading()

    def today(self) -> date:
        """The simulated day, in UTC."""
        return self.now().date()

    def advance(self, by: timedelta) -> datetime:
        """Jump ahead. A simulated clock never goes back by this door: ValueError."""
        if by < timedelta(0):
            message = "The clock can only be advanced; set it to go back."
            raise ValueError(message)
        return self.set(self.now() + by)

    def set(self, moment: datetime) -> datetime:
        """Go to a moment from 2024 to 2099, else ValueError; time runs on at the same rate."""
        if not EARLIEST <= moment <= LATEST:
            message = "Simulated time lies between 2024 and 2099."
            raise ValueError(message)
        with self._lock:
            self._base = moment.astimezone(UTC)
            self._since = time.monotonic()
            return self._base

    def run_at(self, rate: float) -> None:
        """Change how many simulated seconds pass in a real one: 0 to 10 million."""
        if not 0 <= rate <= FASTEST_RATE:
            message = "The rate lies between 0 and 10,000,000."
            raise ValueError(message)
        with self._lock:
            self._base = self._reading()
            self._since = time.monotonic()
            self._rate = rate

    def _reading(self) -> datetime:
        passed = timedelta(seconds=(time.monotonic() - self._since) * self._rate)
        return min(self._base + passed, LATEST)

    @staticmethod
    def wall() -> float:
        """The machine's time in seconds since the epoch: what tokens are judged by."""
        return time.time()

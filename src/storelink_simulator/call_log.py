"""What was asked of the simulator: method, path, key id, status. Never a token or signature."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

_KEPT_CALLS = 5000
_SECRET_PARAMETERS = frozenset(
    {"x-amz-signature", "x-amz-credential", "access_token", "token", "code", "state"}
)


@dataclass(frozen=True, slots=True)
class Logged:
    """One call."""

    number: int
    at: datetime
    method: str
    path: str
    query: str
    key_id: str | None
    status: int
    scenarios: tuple[str, ...]
    """The troubles that were played in it."""


def harmless(query: str) -> str:
    """A query string without what would let somebody in."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name.lower() not in _SECRET_PARAMETERS]
    return urlencode(kept, safe="[],:")


class CallLog:
    """The last few thousand calls."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: deque[Logged] = deque(maxlen=_KEPT_CALLS)
        self._number = 0

    def next_number(self) -> int:
        """A number for the next call, counted from 1."""
        with self._lock:
            self._number += 1
            return self._number

    def add(self, call: Logged) -> None:
        """Keep a call, forgetting the oldest when there are too many."""
        with self._lock:
            self._calls.append(call)

    def since(self, number: int = 0) -> list[Logged]:
        """The kept calls after a number, oldest first."""
        with self._lock:
            return [call for call in self._calls if call.number > number]

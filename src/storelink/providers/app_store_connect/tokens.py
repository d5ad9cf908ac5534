"""Signs the tokens that Apple wants with every call: ES256, short-lived, used again till near
their end.

Source: developer.apple.com/documentation/appstoreconnectapi/generating-tokens-for-api-requests
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from joserfc import jwt
from joserfc.jwk import ECKey

from storelink.providers.app_store_connect.keys import ApiKey

AUDIENCE: Final = "appstoreconnect-v1"
BACK_DATED_SECONDS: Final = 480
"""So that a clock that runs some minutes ahead of Apple's does no harm: Apple refuses a token from
the future, and minds only the time from `iat` to `exp`."""
LIFETIME_SECONDS: Final = 1140
"""From `iat` to `exp`; Apple allows 1,200."""
RENEWED_BEFORE_SECONDS: Final = 120
TOLERATED: Final = timedelta(seconds=30)
"""A difference of clocks that is not worth a correction."""


@dataclass
class Tokens:
    """One key's tokens. Safe to share between threads."""

    key: ApiKey
    clock_is_ahead_by: timedelta = timedelta(0)
    """How far this machine's clock runs ahead of Apple's, as far as is known."""
    _token: str = field(default="", repr=False)
    _ends_at: float = 0.0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def current(self) -> str:
        """A token that holds for at least two more minutes."""
        with self._lock:
            now = self._now()
            if not self._token or now > self._ends_at - RENEWED_BEFORE_SECONDS:
                issued_at = int(now) - BACK_DATED_SECONDS
                self._ends_at = issued_at + LIFETIME_SECONDS
                self._token = _signed(self.key, issued_at, int(self._ends_at))
            return self._token

    def forget(self) -> None:
        """Sign a new one next time."""
        with self._lock:
            self._token = ""

    def learn_clock(self, apples: datetime) -> bool:
        """Take Apple's clock for right. True if ours was so wrong that tokens were refused."""
        ahead = timedelta(seconds=time.time() - apples.timestamp())
        if abs(ahead - self.clock_is_ahead_by) <= TOLERATED:
            return False
        with self._lock:
            self.clock_is_ahead_by = ahead
            self._token = ""
        return True

    def _now(self) -> float:
        return time.time() - self.clock_is_ahead_by.total_seconds()


def _signed(key: ApiKey, issued_at: int, ends_at: int) -> str:
    who = {"iss": key.issuer_id} if key.is_team else {"sub": "user"}
    claims = {**who, "iat": issued_at, "exp": ends_at, "aud": AUDIENCE}
    header = {"alg": "ES256", "kid": key.key_id, "typ": "JWT"}
    return jwt.encode(header, claims, ECKey.import_key(key.private_key), algorithms=["ES256"])

"""The tokens that were given out: access tokens, codes of a consent, refresh tokens.

Kept in memory; a reset or an end forgets them, and whoever signs again gets a new one. Judged by
the machine's clock, as the tokens themselves are.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field

from storelink_simulator.google.accounts import Account

ACCESS_SECONDS = 3599
CODE_SECONDS = 600
_MOST_KEPT = 20_000
_LIVE_REFRESH_TOKENS = 100
"""How many refresh tokens live at once per client and user; the oldest goes silently."""


@dataclass(frozen=True, slots=True)
class Access:
    """What an access token stands for."""

    account: Account
    scopes: tuple[str, ...]
    expires_at: float
    refresh_token: str | None = None
    """The consent that it comes from."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody allowed in the browser."""

    account: Account
    scopes: tuple[str, ...]
    redirect_uri: str
    is_offline: bool
    challenge: str = ""
    challenge_method: str = ""
    expires_at: float = 0.0


@dataclass
class TokenBook:
    """All tokens of a simulation. Safe to use from many threads."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _access: dict[str, Access] = field(default_factory=dict)
    _codes: dict[str, Consent] = field(default_factory=dict)
    _refresh: dict[str, Consent] = field(default_factory=dict)
    _consented: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)

    def give_access(self, access: Access) -> str:
        """A new access token, forgetting the oldest where there are too many."""
        token = f"ya29.{secrets.token_urlsafe(48)}"
        with self._lock:
            self._access[token] = access
            while len(self._access) > _MOST_KEPT:
                del self._access[next(iter(self._access))]
        return token

    def access(self, token: str, wall_seconds: float) -> Access | None:
        """What a token stands for; None where it is unknown, revoked or expired."""
        with self._lock:
            found = self._access.get(token)
            return found if found is not None and found.expires_at > wall_seconds else None

    def give_code(self, consent: Consent) -> str:
        """A code for a consent, good once."""
        code = f"4/0A{secrets.token_urlsafe(40)}"
        with self._lock:
            self._codes[code] = consent
        return code

    def take_code(self, code: str, wall_seconds: float) -> Consent | None:
        """The consent behind a code, which is used up by that."""
        with self._lock:
            found = self._codes.pop(code, None)
            return found if found is not None and found.expires_at > wall_seconds else None

    def is_first(self, consent: Consent) -> bool:
        """Whether this account never allowed these scopes before; it has now."""
        key = (consent.account.email, tuple(sorted(consent.scopes)))
        with self._lock:
            is_new = key not in self._consented
            self._consented.add(key)
            return is_new

    def give_refresh(self, consent: Consent) -> str:
        """A refresh token; the oldest of the account goes when there are a hundred."""
        token = f"1//0{secrets.token_urlsafe(64)}"
        with self._lock:
            mine = [one for one, kept in self._refresh.items() if kept.account == consent.account]
            for old in mine[: max(0, len(mine) - _LIVE_REFRESH_TOKENS + 1)]:
                del self._refresh[old]
            self._refresh[token] = consent
        return token

    def refresh(self, token: str) -> Consent | None:
        """The consent of a refresh token, while it lives."""
        with self._lock:
            return self._refresh.get(token)

    def revoke(self, token: str) -> bool:
        """End a refresh token with its access tokens, or an access token with its consent."""
        with self._lock:
            known = self._access.get(token)
            root = token if token in self._refresh else known.refresh_token if known else None
            gone = [
                name
                for name, access in self._access.items()
                if name == token or (root is not None and access.refresh_token == root)
            ]
            for name in gone:
                del self._access[name]
            has_ended = self._refresh.pop(root, None) is not None if root else False
            return has_ended or bool(gone)

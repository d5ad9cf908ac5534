"""What a client holds after signing in: the identity, and the memory that it is trusted."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

IDENTITY_LIVES = timedelta(hours=24)
"""How long `myacinfo` holds; Apple's own figure is not known."""
TRUST_LIVES = timedelta(days=30)
_MOST = 2000


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has given password and second factor, to a web property."""

    apple_id: str
    widget_key: str
    at: datetime


class Tokens:
    """Every token of a simulation that was given out and not taken back."""

    def __init__(self) -> None:
        self._identities: dict[str, SignedIn] = {}
        self._trusted: dict[str, SignedIn] = {}
        self._half: dict[str, SignedIn] = {}

    def sign_in(self, who: SignedIn) -> str:
        """A new identity: the value of `myacinfo`, and of X-Apple-Session-Token."""
        token = f"DAWTKNV3{secrets.token_hex(48)}"
        self._identities[token] = who
        _shrink(self._identities)
        return token

    def identity(self, token: str | None, now: datetime) -> SignedIn | None:
        """Who holds a token; None when it is unknown or too old."""
        found = self._identities.get(token or "")
        return found if found and now - found.at < IDENTITY_LIVES else None

    def begin(self, who: SignedIn) -> str:
        """A session token of somebody who has given the password only: iCloud's challenge."""
        token = f"HALF{secrets.token_hex(48)}"
        self._half[token] = who
        _shrink(self._half)
        return token

    def half_identity(self, token: str | None, now: datetime) -> SignedIn | None:
        """Who has given the password only."""
        found = self._half.get(token or "")
        return found if found and now - found.at < IDENTITY_LIVES else None

    def trust(self, who: SignedIn) -> str:
        """The value of a trust cookie; base64 with its equals signs, as Apple's has."""
        raw = b"HSARMTKN" + secrets.token_bytes(68)
        token = base64.b64encode(raw).decode()
        self._trusted[token] = who
        _shrink(self._trusted)
        return token

    def trusted(self, token: str, now: datetime) -> SignedIn | None:
        """For whom a trust cookie or token speaks; None when it does not, or not any more."""
        found = self._trusted.get(token)
        return found if found and now - found.at < TRUST_LIVES else None

    def forget(self, apple_id: str) -> None:
        """End everything of an account, as when its password is changed."""
        for held in (self._identities, self._trusted, self._half):
            for token in [key for key, who in held.items() if who.apple_id == apple_id]:
                del held[token]

    def sign_out(self, token: str | None) -> bool:
        """End one identity; says whether there was one."""
        return self._identities.pop(token or "", None) is not None


def _shrink(held: dict[str, SignedIn]) -> None:
    while len(held) > _MOST:
        del held[next(iter(held))]

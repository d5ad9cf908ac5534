"""Sign-ins under way: after `init` until the proofs come, and from there until a code is right."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import uuid4

from storelink_simulator.apple.identity.accounts import Account, AuthType, Phone
from storelink_simulator.apple.identity.srp import Exchange

Item = TypeVar("Item")
HANDSHAKE_LIVES = timedelta(minutes=10)
ATTEMPT_LIVES = timedelta(minutes=30)
CODE_LIVES = timedelta(minutes=10)
TEXTS_ALLOWED = 3
WRONG_CODES_ALLOWED = 3
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Handshake:
    """What `init` was answered with; `account` is None where the name is nobody's."""

    account: Account | None
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was sent: to the devices (no phone id), or to a phone."""

    digits: str
    phone_id: int | None
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Factors:
    """How the owner of an account can prove to be the owner, as scenarios leave it."""

    devices: tuple[str, ...]
    phones: tuple[Phone, ...]
    security_keys: tuple[str, ...]

    @property
    def sends_by_itself(self) -> bool:
        """Whether the only way is a text to the only phone: then it comes unasked."""
        return not self.devices and len(self.phones) == 1 and not self.security_keys

    def phone(self, phone_id: object) -> Phone | None:
        """A phone by its id."""
        return next((one for one in self.phones if one.id == phone_id), None)


@dataclass
class Attempt:
    """A right password that waits for its second factor."""

    session_id: str
    account: Account
    widget_key: str
    factors: Factors
    scnts: set[str] = field(default_factory=set)
    codes: dict[int | None, Code] = field(default_factory=dict)
    """The newest code of each phone, and of the devices (None): older ones do not hold."""
    texts_sent: int = 0
    wrong_codes: int = 0
    has_sent_by_itself: bool = False
    is_verified: bool = False
    needs_repair: AuthType | None = None
    """Whether something has to be accepted first, and how the answer (412) calls the account."""

    def new_scnt(self) -> str:
        """A value for the header scnt; the older ones of this attempt hold as well."""
        scnt = secrets.token_hex(24)
        self.scnts.add(scnt)
        return scnt


class Shelf(Generic[Item]):
    """Things kept under random names for a while."""

    def __init__(self, lives: timedelta) -> None:
        self._lives = lives
        self._kept: OrderedDict[str, tuple[datetime, Item]] = OrderedDict()

    def put(self, name: str, item: Item, now: datetime) -> None:
        """Keep something."""
        self._kept[name] = now, item
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)

    def get(self, name: str | None, now: datetime) -> Item | None:
        """Look something up; None when there is no such thing, or it is too old."""
        at, item = self._kept.get(name or "", (now - self._lives, None))
        return item if now - at < self._lives else None

    def take(self, name: str | None, now: datetime) -> Item | None:
        """Look something up for the last time."""
        found = self.get(name, now)
        self._kept.pop(name or "", None)
        return found


def new_handshake_name() -> str:
    """An opaque `c`: shard, UUID and three letters."""
    return f"d-{secrets.randbelow(900) + 100}-{uuid4()}:SIM"


def new_session_id() -> str:
    """A value for X-Apple-ID-Session-Id."""
    return secrets.token_hex(16).upper()

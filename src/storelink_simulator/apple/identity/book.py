"""What changes about an Apple ID: its password, its locks and pauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storelink_simulator.apple.identity.accounts import Account, drawn
from storelink_simulator.apple.identity.cast import accounts

WRONG_PASSWORDS_TO_LOCK = 10
LOCKED_FOR = timedelta(hours=24)
PAUSED_FOR = timedelta(hours=1)
"""How long codes are paused; Apple does not say, people report hours."""


@dataclass
class Standing:
    """How an account stands. Times are when something ends."""

    wrong_passwords: int = 0
    locked_until: datetime | None = None
    no_texts_until: datetime | None = None
    no_tries_until: datetime | None = None

    def is_locked(self, now: datetime) -> bool:
        """Whether nobody can sign in."""
        return self.locked_until is not None and now < self.locked_until

    def may_send(self, now: datetime) -> bool:
        """Whether codes are still sent."""
        return self.no_texts_until is None or now >= self.no_texts_until

    def may_try(self, now: datetime) -> bool:
        """Whether codes may be entered."""
        return self.no_tries_until is None or now >= self.no_tries_until

    def wrong_password(self, now: datetime) -> None:
        """Count one; too many in a row lock the account."""
        self.wrong_passwords += 1
        if self.wrong_passwords >= WRONG_PASSWORDS_TO_LOCK:
            self.locked_until = now + LOCKED_FOR


class Book:
    """All Apple IDs of a simulation and how they stand."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._accounts = {one.apple_id: one for one in accounts(seed)}
        self._standing: dict[str, Standing] = {}

    def all(self) -> list[Account]:
        """Every account."""
        return list(self._accounts.values())

    def find(self, name: str) -> Account | None:
        """The account of a name, however its letters are written."""
        return self._accounts.get(canonical(name))

    def nobody(self, name: str) -> Account:
        """What the answer to an unknown name is made from, always the same for that name."""
        return drawn(self._seed, canonical(name))

    def standing(self, account: Account) -> Standing:
        """How an account stands."""
        return self._standing.setdefault(account.apple_id, Standing())

    def change_password(self, account: Account, password: str) -> None:
        """Give an account another password."""
        self._accounts[account.apple_id] = account.with_password(password)

    def lock(self, account: Account, now: datetime) -> None:
        """Lock an account until its owner unlocks it, or a day has passed."""
        self.standing(account).locked_until = now + LOCKED_FOR

    def forgive(self, account: Account) -> None:
        """Forget all wrong tries, locks and pauses."""
        self._standing.pop(account.apple_id, None)


def canonical(name: str) -> str:
    """An Apple ID as Apple's page writes it before anything is computed."""
    return name.strip().lower()

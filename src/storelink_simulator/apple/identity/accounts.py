"""The invented Apple IDs: who can sign in, with which password, phones and devices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from storelink_simulator.apple.identity import srp
from storelink_simulator.drawing import number_of, pick

Mode = Literal["sms", "voice"]
AuthType = Literal["hsa2", "hsa", "sa", "non-sa"]
_WORDS = ("harbour", "lantern", "willow", "copper", "meadow", "granite", "saffron", "thistle")
_DOT = "•"


@dataclass(frozen=True, slots=True)
class Phone:
    """A trusted number. `number` is spelled with its dial code first: `+1 (303) 555-0101`."""

    id: int
    number: str
    mode: Mode = "sms"
    is_unusable: bool = False
    """Apple sends no codes to it: 500 with -28248."""

    @property
    def masked(self) -> str:
        """With dial code; all but the last two digits are dots."""
        code, _, rest = self.number.partition(" ")
        return f"{code} {_masked(rest)}"

    @property
    def masked_without_code(self) -> str:
        """Without dial code."""
        return _masked(self.number.partition(" ")[2])

    @property
    def last_two(self) -> str:
        """The digits that are shown."""
        return self.number[-2:]


def _masked(text: str) -> str:
    hidden = "".join(_DOT if letter.isdigit() else letter for letter in text[:-2])
    return hidden + text[-2:]


@dataclass(frozen=True, slots=True)
class Account:
    """One Apple ID. `salt` and `protocol` are what its password was registered with."""

    apple_id: str
    password: str
    first_name: str
    last_name: str
    person_id: str
    salt: bytes
    iterations: int
    protocol: str = "s2k"
    auth_type: AuthType = "hsa2"
    devices: tuple[str, ...] = ()
    phones: tuple[Phone, ...] = ()
    security_keys: tuple[str, ...] = ()
    is_federated: bool = False
    note: str = ""

    def verifier(self) -> int:
        """What the server keeps of the password; remembered, because it takes a while."""
        return _verifier(self.password, self.salt, self.iterations, self.protocol)

    def with_password(self, password: str) -> Account:
        """The same account after its owner changed the password."""
        return replace(self, password=password)


@lru_cache(maxsize=256)
def _verifier(password: str, salt: bytes, iterations: int, protocol: str) -> int:
    return srp.verifier_of(srp.key_of(password, salt, iterations, protocol), salt)


def _bytes(count: int, *words: object) -> bytes:
    return b"".join(number_of(*words, n).to_bytes(8, "big") for n in range(count // 8))


def drawn(seed: int, apple_id: str, first_name: str = "", last_name: str = "") -> Account:
    """An account with everything that the seed decides; also the shape of one nobody has."""
    words = (seed, "apple id", apple_id)
    first, second = pick(_WORDS, *words, 1), pick(_WORDS, *words, 2)
    return Account(
        apple_id,
        f"{first.title()}-{second}-{number_of(*words, 'digits') % 900 + 100}",
        first_name,
        last_name,
        str(1_000_000_000 + number_of(*words, "person") % 900_000_000),
        bytes([1 + number_of(*words, "salt") % 255]) + _bytes(16, *words)[1:],
        20_000 + number_of(*words, "iterations") % 800,
        pick(srp.PROTOCOLS, *words, "protocol"),
    )

"""SRP-6a as Apple's sign-in speaks it: the password never leaves this machine.

The group is RFC 5054's of 2048 bits, the hash SHA-256; the user name is no part of x. The salt is
hashed as the bytes that came: as a number it would lose a leading zero, and its account could
never sign in. No secret is compared here (Apple sends no proof back), so nothing needs to take
constant time but the powers, whose exponent is new each time.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Final

WIDTH: Final = 256
"""Bytes of a number of the group."""
PROTOCOLS: Final = ("s2k", "s2k_fo")

_G: Final = 2
_N: Final = int(
    "AC6BDB41324A9A9BF166DE5E1389582FAF72B6651987EE07FC3192943DB56050A37329CBB4A099ED8193E0757767A1"
    "3DD52312AB4B03310DCD7F48A9DA04FD50E8083969EDB767B0CF6095179A163AB3661A05FBD5FAAAE82918A9962F0B"
    "93B855F97993EC975EEAA80D740ADBF4FF747359D041D5C33EA71D281E446B14773BCA97B43A23FB801676BD207A43"
    "6C6481F1D2B9078717461A5B9D32E688F87748544523B524B0D57D5EA77A2775D2ECFA032CFBDBF52FB37861602790"
    "04E57AE6AF874E7303CE53299CCC041C7BC308D82A5698F3A8D0C38271AE35F8E9DBFBB694B5C803D89F7AE435DE23"
    "6D525F54759B65E372FCD68EF20FA7111F9E4AFF73",
    16,
)


class WrongValue(Exception):
    """The other side sent a number that must not be gone on with."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the other side answers to A."""

    protocol: str
    """One of PROTOCOLS."""
    salt: bytes = field(repr=False)
    iterations: int
    public: bytes = field(repr=False)
    """B, as received."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Our half of one exchange."""

    exponent: int = field(repr=False)

    @property
    def public(self) -> bytes:
        """A, as short as it is."""
        return _bytes(pow(_G, self.exponent, _N))


@dataclass(frozen=True, slots=True)
class Proofs:
    """That the password is known. Of use once."""

    m1: bytes = field(repr=False)
    m2: bytes = field(repr=False)
    is_short: bool
    """True where B or S begins with a zero byte. Clients disagree on how those are hashed: begin
    anew, and the question does not arise."""


def new_secret() -> Secret:
    """A fresh half of an exchange, whose A is WIDTH bytes long."""
    while True:
        secret = Secret(secrets.randbits(8 * WIDTH))
        if len(secret.public) == WIDTH:
            return secret


def digest(password: str) -> bytes:
    """What may stand in for the password in every exchange, and must be guarded like it."""
    return hashlib.sha256(password.encode()).digest()


def key(digested: bytes, offer: Offer) -> bytes:
    """The stretched password. WrongValue for a protocol that is not known."""
    if offer.protocol not in PROTOCOLS:
        raise WrongValue("a protocol that is not known")
    password = digested.hex().encode() if offer.protocol == "s2k_fo" else digested
    return hashlib.pbkdf2_hmac("sha256", password, offer.salt, offer.iterations, 32)


def prove(account: str, digested: bytes, secret: Secret, offer: Offer) -> Proofs:
    """Both proofs for an offer. `account` must be the very text that is sent beside them."""
    b = int.from_bytes(offer.public, "big")
    u = _number(_padded(secret.public), _padded(offer.public))
    if b % _N == 0 or u == 0:
        raise WrongValue("a number that would give the password away")
    x = _number(offer.salt, _hash(b":", key(digested, offer)))
    k = _number(_bytes(_N), _padded(_bytes(_G)))
    shared = _bytes(pow(b - k * pow(_G, x, _N), secret.exponent + u * x, _N))
    session = _hash(shared)
    mixed = bytes(
        one ^ two for one, two in zip(_hash(_bytes(_N)), _hash(_padded(_bytes(_G))), strict=True)
    )
    name = _hash(account.encode())
    m1 = _hash(mixed, name, offer.salt, secret.public, offer.public, session)
    is_short = len(shared) < WIDTH or len(offer.public.lstrip(b"\0")) < WIDTH
    return Proofs(m1, _hash(secret.public, m1, session), is_short)


def _hash(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def _number(*parts: bytes) -> int:
    return int.from_bytes(_hash(*parts), "big")


def _bytes(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _padded(number: bytes) -> bytes:
    return number.lstrip(b"\0").rjust(WIDTH, b"\0")

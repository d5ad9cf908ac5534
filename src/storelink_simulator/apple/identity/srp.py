"""The server's side of SRP-6a as Apple's sign-in uses it (RFC 5054, 2048 bits, SHA-256).

Its own variant: the name is not part of x, the password goes through PBKDF2 first, the client
sends its second proof as well, and nobody knows which width Apple gives to short numbers.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from hmac import compare_digest
from itertools import product

N = int(
    "AC6BDB41324A9A9BF166DE5E1389582FAF72B6651987EE07FC3192943DB56050A37329CBB4A099ED"
    "8193E0757767A13DD52312AB4B03310DCD7F48A9DA04FD50E8083969EDB767B0CF6095179A163AB3"
    "661A05FBD5FAAAE82918A9962F0B93B855F97993EC975EEAA80D740ADBF4FF747359D041D5C33EA7"
    "1D281E446B14773BCA97B43A23FB801676BD207A436C6481F1D2B9078717461A5B9D32E688F87748"
    "544523B524B0D57D5EA77A2775D2ECFA032CFBDBF52FB3786160279004E57AE6AF874E7303CE5329"
    "9CCC041C7BC308D82A5698F3A8D0C38271AE35F8E9DBFBB694B5C803D89F7AE435DE236D525F5475"
    "9B65E372FCD68EF20FA7111F9E4AFF73",
    16,
)
G = 2
WIDTH = 256
PROTOCOLS = ("s2k", "s2k_fo")
_SECRET_BITS = 256


class BadNumber(ValueError):
    """A client's number that no honest client sends: zero modulo N, or far too wide."""


class Verdict(Enum):
    """What the two proofs of a client are worth; the text is for the simulator's log."""

    RIGHT = "right"
    WRONG_PASSWORD = "m1 refused"  # noqa: S105
    WRONG_SECOND_PROOF = "m2 refused"


def _hash(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def _padded(number: int) -> bytes:
    return number.to_bytes(WIDTH, "big")


def _shortest(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


_K = _number(_hash(_padded(N), _padded(G)))
_GROUP = bytes(a ^ b for a, b in zip(_hash(_padded(N)), _hash(_padded(G)), strict=True))


def key_of(password: str, salt: bytes, iterations: int, protocol: str) -> bytes:
    """The 32 bytes that stand for a password. Raises ValueError for an unknown protocol."""
    if protocol not in PROTOCOLS:
        message = f"{protocol!r} is none of {PROTOCOLS}."
        raise ValueError(message)
    digest = _hash(password.encode())
    secret = digest if protocol == "s2k" else digest.hex().encode()
    return hashlib.pbkdf2_hmac("sha256", secret, salt, iterations, 32)


def verifier_of(key: bytes, salt: bytes) -> int:
    """v, which a server keeps in place of a password."""
    return pow(G, _number(_hash(salt, _hash(b":", key))), N)


def read_public(data: bytes) -> int:
    """A client's A, padded or not. Raises BadNumber."""
    number = _number(data)
    if len(data) > WIDTH + 1 or number % N == 0:
        raise BadNumber
    return number


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange after both public numbers are known. `secret` is b."""

    name: str
    salt: bytes
    verifier: int
    client_public: int
    secret: int

    @property
    def public(self) -> int:
        """B."""
        return (_K * self.verifier + pow(G, self.secret, N)) % N

    def public_bytes(self) -> bytes:
        """B as it is sent."""
        return _padded(self.public)

    def judge(self, first: bytes, second: bytes) -> Verdict:
        """Check m1 and m2. Either width of A and S will do, and an m2 that lost a leading zero."""
        for m1, m2 in self._proofs():
            if compare_digest(m1, first):
                is_right = compare_digest(m2, second.rjust(len(m2), b"\0"))
                return Verdict.RIGHT if is_right else Verdict.WRONG_SECOND_PROOF
        return Verdict.WRONG_PASSWORD

    def _proofs(self) -> Iterator[tuple[bytes, bytes]]:
        a, b = self.client_public, self.public
        scrambler = _number(_hash(_padded(a % N), _padded(b)))
        shared = pow(a * pow(self.verifier, scrambler, N), self.secret, N)
        widths = (_padded, _shortest)
        for of_a, of_b, of_s in product(widths, widths, widths):
            key = _hash(of_s(shared))
            sent = of_a(a % N)
            m1 = _hash(_GROUP, _hash(self.name.encode()), self.salt, sent, of_b(b), key)
            yield m1, _hash(sent, m1, key)


def begin(name: str, salt: bytes, verifier: int, client_public: int) -> Exchange:
    """Draw b so that B has its full width, and none of it is guessable."""
    while True:
        exchange = Exchange(name, salt, verifier, client_public, secrets.randbits(_SECRET_BITS))
        if exchange.public >> (8 * (WIDTH - 1)):
            return exchange

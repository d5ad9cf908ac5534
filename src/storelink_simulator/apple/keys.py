"""The publisher's API keys: made from the seed at start, one per role, so that they repeat."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from storelink_simulator.drawing import number_of

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
TEAM_ROLES = (
    "ADMIN",
    "FINANCE",
    "SALES",
    "APP_MANAGER",
    "CUSTOMER_SUPPORT",
    "MARKETING",
    "DEVELOPER",
)


@dataclass(frozen=True)
class Key:
    """One App Store Connect API key with the role that it was given.

    `user_id` names the person behind an individual key; a team key has an issuer instead.
    """

    key_id: str
    role: str
    issuer_id: str | None
    user_id: str | None
    secret: int

    @property
    def is_individual(self) -> bool:
        """Whether tokens of this key say `sub: user` in place of an issuer."""
        return self.user_id is not None

    @cached_property
    def private(self) -> ec.EllipticCurvePrivateKey:
        """The signing half."""
        return ec.derive_private_key(self.secret, ec.SECP256R1())

    @cached_property
    def public(self) -> ec.EllipticCurvePublicKey:
        """The half that tokens are checked with."""
        return self.private.public_key()

    def pem(self) -> str:
        """The private key as Apple's .p8 file has it (PKCS#8)."""
        return self.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()


def issuer_of(seed: int) -> str:
    """The team's issuer id."""
    high, low = number_of(seed, "issuer", 0), number_of(seed, "issuer", 1)
    return str(UUID(int=high << 64 | low, version=4))


def key_for(seed: int, role: str, *, user_id: str | None = None) -> Key:
    """The key of a role (team), or of a person who has that role (individual)."""
    words = (seed, "key", role, user_id or "team")
    letters = number_of(*words, "id")
    key_id = "".join(_LETTERS[letters >> (5 * place) & 31] for place in range(10))
    secret = 0
    for part in range(4):
        secret = secret << 64 | number_of(*words, part)
    issuer = None if user_id else issuer_of(seed)
    return Key(key_id, role, issuer, user_id, secret % (_ORDER - 1) + 1)

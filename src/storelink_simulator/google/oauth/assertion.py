"""The check of a signed assertion: RS256, key, issuer, audience, lifetime, scope.

Written by hand on the primitives, so that it is not the reading of a library that clients use.
Refusals are in the token endpoint's own words (reference, section 3.1).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from storelink_simulator.google.accounts import BY_EMAIL, Account
from storelink_simulator.google.oauth.refusal import GrantRefused, bad_grant
from storelink_simulator.google.oauth.rsa_keys import key_id_of, private_key

LONGEST_LIFETIME_SECONDS = 3600
_LEEWAY_SECONDS = 60
"""How far a clock may be off; Google writes no number down."""
_LONGEST = 16_384
_TIMEFRAME = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)
_SIGNATURE = "Invalid JWT Signature."


@dataclass(frozen=True, slots=True)
class Assertion:
    """An assertion that held: who signs, and for which scopes."""

    account: Account
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """What an assertion is judged by."""

    seed: int
    audiences: frozenset[str]
    wall_seconds: float
    is_deleted: Callable[[Account], bool]
    """Whether the key of an account was deleted."""

    def check(self, text: str) -> Assertion:
        """Read an assertion. Raises GrantRefused for whatever does not hold."""
        parts = text.split(".")
        if len(text) > _LONGEST or len(parts) != 3:
            raise bad_grant("Invalid JWT: Failed to parse the assertion.")
        head, claims = _object(parts[0]), _object(parts[1])
        account = BY_EMAIL.get(str(claims.get("iss")))
        if account is None or not account.is_service_account:
            raise bad_grant("Invalid grant: account not found")
        self._check_signature(account, head, parts)
        self._check_claims(account, claims)
        self._check_times(claims)
        scopes = tuple(str(claims.get("scope") or "").split())
        if not scopes:
            raise GrantRefused(400, "invalid_scope", "Empty or missing scope not allowed.")
        return Assertion(account, scopes)

    def _check_signature(self, account: Account, head: dict[str, Any], parts: list[str]) -> None:
        key_id = key_id_of(self.seed, account.email)
        if head.get("alg") != "RS256" or head.get("kid", key_id) != key_id:
            raise bad_grant(_SIGNATURE)
        signed = f"{parts[0]}.{parts[1]}".encode()
        public: rsa.RSAPublicKey = private_key(self.seed, account.email).public_key()
        try:
            public.verify(_decoded(parts[2]), signed, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature as error:
            raise bad_grant(_SIGNATURE) from error
        if self.is_deleted(account):
            raise bad_grant(_SIGNATURE)

    def _check_claims(self, account: Account, claims: dict[str, Any]) -> None:
        if claims.get("aud") not in self.audiences:
            raise bad_grant(
                "Invalid JWT: Failed audience check. The right audience is "
                "https://oauth2.googleapis.com/token"
            )
        if claims.get("sub", account.email) != account.email:
            raise GrantRefused(
                401,
                "unauthorized_client",
                "Client is unauthorized to retrieve access tokens using this method, or client "
                "not authorized for any of the scopes requested.",
            )

    def _check_times(self, claims: dict[str, Any]) -> None:
        issued, expires = _moment(claims, "iat"), _moment(claims, "exp")
        is_early = issued > self.wall_seconds + _LEEWAY_SECONDS
        is_late = expires <= self.wall_seconds - _LEEWAY_SECONDS
        if is_early or is_late or not 0 < expires - issued <= LONGEST_LIFETIME_SECONDS:
            raise bad_grant(_TIMEFRAME)


def _decoded(text: str) -> bytes:
    if not re.fullmatch(r"[\w-]*", text, re.ASCII):
        raise bad_grant("Invalid JWT: Failed to parse the assertion.")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise bad_grant("Invalid JWT: Failed to parse the assertion.") from error


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(_decoded(text))
    except ValueError as error:
        raise bad_grant("Invalid JWT: Failed to parse the assertion.") from error
    if not isinstance(found, dict):
        raise bad_grant("Invalid JWT: Failed to parse the assertion.")
    return found


def _moment(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise bad_grant(_TIMEFRAME)
    return value

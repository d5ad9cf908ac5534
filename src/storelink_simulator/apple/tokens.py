"""The check of a bearer token: ES256, key id, issuer or user, audience, lifetime.

Written by hand on the primitives, so that it is not the reading of a library that clients use.
Times are judged by the machine's clock, not by simulated time.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from storelink_simulator.apple.keys import Key

AUDIENCE = "appstoreconnect-v1"
LONGEST_LIFETIME_SECONDS = 1200
_LEEWAY_SECONDS = 5
_LONGEST_TOKEN = 8192
_IGNORED_IN_SCOPE = frozenset({"limit", "cursor", "sort"})


class TokenRefused(Exception):
    """The token does not hold; the text is for the simulator's log, never for the client."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that held: its key, and the only requests that it may make, if it says so."""

    key: Key
    scope: tuple[str, ...] | None = None

    def may_ask(self, method: str, path: str, query: str) -> bool:
        """Whether a scoped token covers a request: same path, same query but for paging."""
        if self.scope is None:
            return True
        return any(_is_entry(entry, method, path, query) for entry in self.scope)


def key_id_in(header: str) -> str | None:
    """The key id that a bearer token names, whether or not the token holds."""
    try:
        head = json.loads(_decoded(_compact(header).split(".")[0]))
    except (TokenRefused, ValueError):
        return None
    key_id = head.get("kid") if isinstance(head, dict) else None
    return key_id if isinstance(key_id, str) and re.fullmatch(r"\w{1,40}", key_id) else None


def check(
    header: str, keys: Mapping[str, Key], wall_seconds: float, *, is_strict: bool = False
) -> Bearer:
    """Read an Authorization header. Raises TokenRefused for whatever does not hold.

    `is_strict`: a token has to say when it was issued. Apple's documents ask for that, but tokens
    of public clients that leave it out are let in.
    """
    parts = _compact(header).split(".")
    if len(parts) != 3:
        raise TokenRefused("not a signed token of three parts")
    head, claims = _object(parts[0]), _object(parts[1])
    if head.get("alg") != "ES256":
        raise TokenRefused("alg is not ES256")
    key = keys.get(str(head.get("kid")))
    if key is None:
        raise TokenRefused("no such key id")
    _check_signature(key, f"{parts[0]}.{parts[1]}".encode(), _decoded(parts[2]))
    _check_owner(key, claims)
    _check_times(claims, wall_seconds, is_strict=is_strict)
    return Bearer(key, _scope(claims))


def _compact(header: str) -> str:
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > _LONGEST_TOKEN:
        raise TokenRefused("no bearer token")
    return token.strip()


def _decoded(text: str) -> bytes:
    if "=" in text or not re.fullmatch(r"[\w-]*", text, re.ASCII):
        raise TokenRefused("not base64url without padding")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise TokenRefused("not base64url") from error


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(_decoded(text))
    except ValueError as error:
        raise TokenRefused("not JSON") from error
    if not isinstance(found, dict):
        raise TokenRefused("not a JSON object")
    return found


def _check_signature(key: Key, signed: bytes, signature: bytes) -> None:
    if len(signature) != 64:
        raise TokenRefused("the signature is not 64 bytes of r and s")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.public.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise TokenRefused("the signature does not fit the key") from error


def _check_owner(key: Key, claims: dict[str, Any]) -> None:
    if key.is_individual:
        if claims.get("sub") != "user" or "iss" in claims:
            raise TokenRefused("an individual key says sub: user and no iss")
    elif claims.get("iss") != key.issuer_id or "sub" in claims:
        raise TokenRefused("a team key says its issuer and no sub")
    audience = claims.get("aud")
    if audience != AUDIENCE and audience != [AUDIENCE]:
        raise TokenRefused("aud is not appstoreconnect-v1")


def _check_times(claims: dict[str, Any], now: float, *, is_strict: bool) -> None:
    is_told = is_strict or "iat" in claims
    issued = _moment(claims, "iat") if is_told else now
    expires = _moment(claims, "exp")
    if issued > now + _LEEWAY_SECONDS:
        raise TokenRefused("iat lies in the future")
    if expires <= now:
        raise TokenRefused("expired")
    if expires - issued > LONGEST_LIFETIME_SECONDS:
        raise TokenRefused("lives longer than 1200 seconds")


def _moment(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused(f"{name} is missing or no number")
    return value


def _scope(claims: dict[str, Any]) -> tuple[str, ...] | None:
    scope = claims.get("scope")
    if scope is None:
        return None
    if not isinstance(scope, list) or not all(isinstance(one, str) for one in scope):
        raise TokenRefused("scope is not a list of requests")
    return tuple(scope)


def _is_entry(entry: str, method: str, path: str, query: str) -> bool:
    verb, _, target = entry.partition(" ")
    wanted = urlsplit(target)
    return verb == method and wanted.path == path and _pairs(wanted.query) == _pairs(query)


def _pairs(query: str) -> list[tuple[str, str]]:
    pairs = parse_qsl(query, keep_blank_values=True)
    return sorted(pair for pair in pairs if pair[0] not in _IGNORED_IN_SCOPE)

"""Seals and opens secrets. The only place that holds the key.

A blob is a JWE in compact form (RFC 7516): a fresh content key for each secret, wrapped by a key of
the keyring (A256KW), the secret under A256GCM. The protected header names the key (`kid`) and the
place that the secret belongs to (`about`), so that neither can be changed unnoticed.
"""

from __future__ import annotations

import json
import resource
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry, decrypt_compact, encrypt_compact
from joserfc.jwk import OctKey
from joserfc.registry import HeaderParameter

from storelink.vault.about import About
from storelink.vault.errors import Damaged, Moved, TooLong, UnknownKey
from storelink.vault.keyring import Key, Keyring, is_kid
from storelink.vault.source import KeySource

LARGEST_SECRET_BYTES = 48 * 1024
_LONGEST_BLOB = 96 * 1024
_ALGORITHMS = {"alg": "A256KW", "enc": "A256GCM"}
_HEADER_NAMES = {"alg", "enc", "kid", "about"}
_REGISTRY = JWERegistry(
    header_registry={"about": HeaderParameter("What the secret belongs to", "str", required=True)},
    algorithms=list(_ALGORITHMS.values()),
)


@dataclass(frozen=True, slots=True)
class _Loaded:
    keyring: Keyring
    stamp: object


class Vault:
    """Seals with the newest key, opens with any. One per process; safe from any thread.

    Follows its source: where another process adds a key, the next call uses it.
    """

    def __init__(self, source: KeySource) -> None:
        _write_no_core_dumps()
        self._source = source
        self._loaded = self._load()

    def __repr__(self) -> str:
        return f"Vault({self._source.place})"

    @property
    def source(self) -> KeySource:
        return self._source

    @property
    def newest_kid(self) -> str:
        """The id of the key that seals now."""
        return self._keyring().newest.kid

    def has(self, kid: str) -> bool:
        """Whether what was sealed with that key can be opened here."""
        try:
            self._key(kid)
        except UnknownKey:
            return False
        return True

    def seal(self, secret: bytes, about: About) -> str:
        """A blob in printable characters that opens only for the same `about`.

        About 250 characters and a third longer than the secret. TooLong above 48 KiB.
        """
        if len(secret) > LARGEST_SECRET_BYTES:
            raise TooLong(
                f"A secret has at most {LARGEST_SECRET_BYTES} bytes, this one {len(secret)}."
            )
        key = self._keyring().newest
        header = {**_ALGORITHMS, "kid": key.kid, "about": about.rendered()}
        return encrypt_compact(header, secret, OctKey.import_key(key.value), registry=_REGISTRY)

    def open(self, blob: str, about: About) -> bytes:
        """The secret in `blob`, if it was sealed for `about`.

        UnknownKey, Damaged or Moved otherwise; each says what to do.
        """
        header = _header(blob)
        secret = _decrypted(blob, self._key(header["kid"]))
        if header["about"] != about.rendered():
            raise Moved(header["about"], about.rendered())
        return secret

    def _keyring(self) -> Keyring:
        if self._loaded.stamp != self._source.stamp():
            self._loaded = self._load()
        return self._loaded.keyring

    def _key(self, kid: str) -> Key:
        key = self._keyring().find(kid)
        if key is None:
            # A file replaced within one tick of its clock has the same stamp: look again.
            self._loaded = self._load()
            key = self._loaded.keyring.find(kid)
        if key is None:
            raise UnknownKey(kid, self._source.place)
        return key

    def _load(self) -> _Loaded:
        # The stamp first: a change in between is then seen once too often, never missed.
        stamp = self._source.stamp()
        return _Loaded(self._source.load(), stamp)


def kid_of(blob: str) -> str:
    """The id of the key that a blob was sealed with, as the blob says; Damaged where it is none."""
    return _header(blob)["kid"]


def _write_no_core_dumps() -> None:
    # A crash would write the key to the disk.
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _header(blob: str) -> dict[str, str]:
    """The header of a blob of ours, not yet proven: only `decrypt` proves it."""
    if len(blob) > _LONGEST_BLOB or not blob.isascii():
        raise Damaged
    segments = blob.encode().split(b".")
    if len(segments) != 5 or not all(map(_is_canonical, segments)):
        raise Damaged
    try:
        header = json.loads(_decoded(segments[0]))
    except (ValueError, RecursionError) as error:
        raise Damaged from error
    if not isinstance(header, dict) or header.keys() != _HEADER_NAMES:
        raise Damaged
    if not all(isinstance(value, str) for value in header.values()):
        raise Damaged
    if not is_kid(header["kid"]):
        raise Damaged
    return header


def _decrypted(blob: str, key: Key) -> bytes:
    try:
        opened = decrypt_compact(blob, OctKey.import_key(key.value), registry=_REGISTRY)
    except (JoseError, ValueError) as error:
        raise Damaged from error
    if opened.plaintext is None:
        raise Damaged
    return opened.plaintext


def _is_canonical(segment: bytes) -> bool:
    # Base64 has spare bits at its end, and Python's reader skips foreign characters: without
    # this, several texts would open as the same blob.
    try:
        return urlsafe_b64encode(_decoded(segment)).rstrip(b"=") == segment
    except ValueError:
        return False


def _decoded(segment: bytes) -> bytes:
    return urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))

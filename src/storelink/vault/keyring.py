"""Keys, their ids, and how they are written down.

Written form, the same in a file and in a setting: one key a line (or separated by commas or
spaces), 32 bytes in base64 each, the newest first, `#` begins a comment. A key that we write is
preceded by its id, so that a damaged line is found out instead of becoming another key.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256

from storelink.vault.errors import KeyDamaged, NoKey

KEY_BYTES = 32
_ID_PURPOSE = b"storelink vault key id"
_KID = re.compile(r"[0-9a-f]{16}")
_BASE64 = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Key:
    """A key to seal and open with. Its bytes appear in no text form of it."""

    value: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.value) != KEY_BYTES:
            raise KeyDamaged(f"A vault key has {KEY_BYTES} bytes, this one {len(self.value)}.")

    @property
    def kid(self) -> str:
        """The key's id: derived from the key one way, so that an id never names two keys."""
        return hmac.new(self.value, _ID_PURPOSE, sha256).hexdigest()[:16]

    def written(self) -> str:
        return f"{self.kid}:{urlsafe_b64encode(self.value).decode().rstrip('=')}"


@dataclass(frozen=True, slots=True)
class Keyring:
    """One key to seal with and any number to open with. Never empty."""

    keys: tuple[Key, ...]

    def __post_init__(self) -> None:
        if not self.keys:
            raise NoKey("There is no vault key, and without one nothing is stored.")

    @property
    def newest(self) -> Key:
        """The key that seals."""
        return self.keys[0]

    def find(self, kid: str) -> Key | None:
        return next((key for key in self.keys if key.kid == kid), None)

    def with_newest(self, key: Key) -> Keyring:
        return Keyring((key, *(old for old in self.keys if old != key)))

    def written(self) -> str:
        """The text of a key file."""
        return (
            "# Vault keys of Storelink. The first seals, all of them open.\n"
            "# Keep a copy in a safe place, apart from the backups of the data:\n"
            "# without this file nobody can open the stored credentials.\n"
            + "".join(f"{key.written()}\n" for key in self.keys)
        )


def is_kid(text: str) -> bool:
    return _KID.fullmatch(text) is not None


def new_key() -> Key:
    return Key(secrets.token_bytes(KEY_BYTES))


def read_keyring(text: str, place: str) -> Keyring:
    """The keys in `text`. `place` says where it comes from: `the file …`, `STORELINK_VAULT_KEY`.

    KeyDamaged names the line; NoKey where there is none.
    """
    keys = [
        _read_key(word, f"{place}, line {number}")
        for number, line in enumerate(text.splitlines(), start=1)
        for word in line.partition("#")[0].replace(",", " ").split()
    ]
    if not keys:
        raise NoKey(
            f"There is no vault key in {place}, and without one nothing is stored. "
            "Put the key back from your copy. Where there never was one, remove the empty "
            "setting or file, and a key is made at the next start."
        )
    return Keyring(tuple(dict.fromkeys(keys)))


def _read_key(word: str, place: str) -> Key:
    kid, _, encoded = word.rpartition(":")
    plain = encoded.rstrip("=").replace("+", "-").replace("/", "_")
    if not _BASE64.fullmatch(plain):
        raise KeyDamaged(
            f"The vault key in {place} is not {KEY_BYTES} bytes in base64. "
            "Put it back from your copy; `openssl rand -base64 32` prints a new one."
        )
    key = Key(urlsafe_b64decode(plain + "="))
    if kid and kid != key.kid:
        raise KeyDamaged(
            f"The vault key in {place} does not match the id before it: it was changed or "
            "mistyped. Put it back from your copy."
        )
    return key

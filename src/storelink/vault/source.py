"""Where the keys come from: a file, or a setting."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from storelink.vault.errors import KeyIsFixed, NoKey
from storelink.vault.keyfile import add_to_key_file, make_key_file, read_key_file, stamp_of
from storelink.vault.keyring import Key, Keyring, new_key, read_keyring

KEY_FILE_NAME = "vault.key"


class KeySource(Protocol):
    """Gives the keyring, now and again when it has changed."""

    @property
    def place(self) -> str:
        """Where the keys are, for a sentence."""

    def load(self) -> Keyring:
        """The keyring as it is now; a VaultError says why there is none."""

    def stamp(self) -> object:
        """Equal to an earlier one where the keys have not changed since. Cheap."""

    def add(self) -> Key:
        """Make a new key the one that seals; KeyIsFixed where only a person can."""


@dataclass(frozen=True, slots=True)
class FileSource:
    """Keys in a file that only its owner may read."""

    path: Path

    @property
    def place(self) -> str:
        return f"the file {self.path}"

    def load(self) -> Keyring:
        return read_keyring(read_key_file(self.path), self.place)

    def stamp(self) -> object:
        return stamp_of(self.path)

    def add(self) -> Key:
        """Safe with others doing the same: no key is ever lost, each ends in the file."""
        key = new_key()
        add_to_key_file(self.path, lambda text: _with_newest(text, key, self.place))
        return key


@dataclass(frozen=True, slots=True)
class SettingSource:
    """Keys in the text of a setting."""

    text: str = field(repr=False)
    place: str = "STORELINK_VAULT_KEY"

    def load(self) -> Keyring:
        return read_keyring(self.text, self.place)

    def stamp(self) -> object:
        return None

    def add(self) -> Key:
        raise KeyIsFixed(
            f"The vault key comes from {self.place}, which only you can change. Put a new key "
            "(`openssl rand -base64 32`) before the present one, separated by a comma, restart, "
            "and run `storelink vault rotate` again: it then seals everything with the new key."
        )


def key_source(
    *, key_file: Path | None = None, key: str = "", folder: Path, may_make_key: bool
) -> KeySource:
    """The first that is set: a file named by the operator, a key in a setting, else our own file.

    `folder` is where our own file `vault.key` stands. It is made where it is missing and
    `may_make_key` is true: pass false where anything is sealed already, because a new key would
    hide that the old one is lost. Raises a VaultError where there is no usable key: the caller
    does not start.
    """
    if key_file is not None and key:
        raise NoKey(
            "STORELINK_VAULT_KEY_FILE and STORELINK_VAULT_KEY are both set. Keep one of them, so "
            "that it is clear which key seals."
        )
    source: KeySource
    if key_file is not None:
        source = FileSource(key_file)
    elif key:
        source = SettingSource(key)
    else:
        source = _own_file(folder, may_make_key=may_make_key)
    source.load()
    return source


def _own_file(folder: Path, *, may_make_key: bool) -> FileSource:
    source = FileSource(folder / KEY_FILE_NAME)
    if may_make_key and not source.path.exists():
        make_key_file(source.path, Keyring((new_key(),)).written())
    return source


def _with_newest(text: str, key: Key, place: str) -> str:
    return read_keyring(text, place).with_newest(key).written()

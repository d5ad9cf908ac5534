"""A key file on disk: for its owner's eyes only, made once, changed whole or not at all."""

from __future__ import annotations

import fcntl
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storelink.vault.errors import KeyDamaged, KeyIsFixed, KeyUnsafe, NoKey

_LARGEST_BYTES = 64 * 1024


def read_key_file(path: Path) -> str:
    """The text of a key file.

    NoKey where it is missing or shut to us, KeyUnsafe where others may read it, KeyDamaged where
    it is no text of reasonable length.
    """
    try:
        # Without blocking: a pipe in its place must not keep the product waiting.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise NoKey(
            f"The vault key file {path} cannot be read ({error.strerror}). Without it nothing "
            "that is stored can be opened. Put it back from your copy, or name another file in "
            "STORELINK_VAULT_KEY_FILE."
        ) from error
    try:
        _refuse_if_unsafe(os.fstat(descriptor), path)
        content = os.read(descriptor, _LARGEST_BYTES + 1)
    finally:
        os.close(descriptor)
    if len(content) > _LARGEST_BYTES:
        raise KeyDamaged(f"The vault key file {path} is too long to be one.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise KeyDamaged(
            f"The vault key file {path} is not text: it is damaged. Put it back from your copy."
        ) from error


def make_key_file(path: Path, text: str) -> None:
    """Write a new key file. Where another process was quicker, its file stays, whole.

    NoKey where it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _fresh_file(path, text) as fresh:
            # A link, unlike a rename, never replaces: of two at once, one wins.
            os.link(fresh, path)
        _sync_folder(path.parent)
    except FileExistsError:
        return
    except OSError as error:
        raise NoKey(
            f"The vault key file {path} cannot be made ({error.strerror}), and without a key "
            "nothing is stored. Give the product a folder that it may write to, or name a key "
            "file in STORELINK_VAULT_KEY_FILE."
        ) from error


def add_to_key_file(path: Path, change: Callable[[str], str]) -> None:
    """Change a key file under a lock, so that no change overwrites another.

    KeyIsFixed where it cannot be written; the file is then as it was.
    """
    try:
        with _locked(path.parent), _fresh_file(path, change(read_key_file(path))) as fresh:
            fresh.replace(path)
            _sync_folder(path.parent)
    except OSError as error:
        raise KeyIsFixed(
            f"The vault key file {path} cannot be changed here ({error.strerror}). Put a new key "
            "(`openssl rand -base64 32`) on a line before the present one yourself, then run "
            "`storelink vault rotate` again: it seals everything with the new key."
        ) from error


def stamp_of(path: Path) -> object:
    """Differs where the file was replaced or changed; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _refuse_if_unsafe(found: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise KeyUnsafe(f"The vault key file {path} is not a file.")
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        mode = stat.S_IMODE(found.st_mode)
        raise KeyUnsafe(
            f"The vault key file {path} is open to others (mode {mode:04o}). Close it with "
            f"`chmod 600 {path}`. If others use this machine, change the key afterwards: "
            "`storelink vault rotate`."
        )
    if found.st_uid not in (0, os.geteuid()):
        raise KeyUnsafe(f"The vault key file {path} belongs to somebody else. Make it your own.")


@contextmanager
def _fresh_file(path: Path, text: str) -> Iterator[Path]:
    """A file beside `path` with that text, on disk, readable by us alone; gone afterwards."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    # The folder itself: the file is replaced, so a lock on it would guard the old one.
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

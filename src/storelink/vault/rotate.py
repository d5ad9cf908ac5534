"""Change the key, while everything goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from storelink.vault.about import About
from storelink.vault.errors import Damaged, Moved, UnknownKey
from storelink.vault.vault import Vault, kid_of

_MOST_PASSES = 10


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A sealed secret where it is stored."""

    about: About
    blob: str


class SealedRows(Protocol):
    """All sealed secrets of the product, wherever they are stored."""

    def __iter__(self) -> Iterator[SealedRow]:
        """Each of them as it is now; read anew on each pass."""

    def replace(self, row: SealedRow, blob: str) -> bool:
        """Store `blob` if the row still holds `row.blob`; false, and no change, if it does not."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A secret that could not be opened, and so kept its key."""

    about: About
    sentence: str


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did."""

    kid: str
    """The key that everything is sealed with now."""
    is_new_key: bool
    """False where an earlier rotation was finished instead."""
    resealed: int
    """Secrets that changed to it."""
    left: int = 0
    """Secrets that others kept changing meanwhile: rotate again to seal these."""
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pass:
    resealed: int
    overtaken: int
    failures: tuple[Failure, ...]


def rotate(vault: Vault, rows: SealedRows) -> Rotation:
    """Add a key and seal every secret with it.

    Where an earlier rotation was interrupted, or a person has put a new key first in a setting,
    that one is finished and no key added. Readers and writers go on meanwhile: both keys open,
    and a secret sealed with the old key in the last moment is found by a further pass. The old
    key stays in the keyring, because backups still need it. Raises KeyIsFixed where only a
    person can add a key, other VaultErrors where the keys cannot be read; a secret that does not
    open is reported and left as it is.
    """
    earlier = _reseal(vault, rows)
    is_new_key = not (earlier.resealed or earlier.overtaken)
    if is_new_key:
        vault.source.add()
    resealed = earlier.resealed
    for _ in range(_MOST_PASSES):
        last = _reseal(vault, rows)
        resealed += last.resealed
        if not (last.resealed or last.overtaken):
            break
    return Rotation(vault.newest_kid, is_new_key, resealed, last.overtaken, last.failures)


def _reseal(vault: Vault, rows: SealedRows) -> _Pass:
    resealed = overtaken = 0
    failures: list[Failure] = []
    for row in rows:
        try:
            if kid_of(row.blob) == vault.newest_kid:
                continue
            blob = vault.seal(vault.open(row.blob, row.about), row.about)
        except (UnknownKey, Damaged, Moved) as error:
            failures.append(Failure(row.about, error.sentence))
            continue
        if rows.replace(row, blob):
            resealed += 1
        else:
            overtaken += 1
    return _Pass(resealed, overtaken, tuple(failures))

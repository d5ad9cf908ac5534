"""Seals what authenticator apps and recovery codes are checked with, beside the credentials."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.mfa.models import Authenticator

from storelink.integrations.vault import vault
from storelink.vault.about import About
from storelink.vault.rotate import SealedRow

ABOUT = About(table="authenticator", row="any", kind="second_step")
"""The library that keeps these rows seals before it has a row: all share one place."""
_FIELDS = ("secret", "seed")
"""Where the library keeps what it had sealed, by kind of authenticator."""


def seal_text(text: str) -> str:
    """For a row of the sign-in library."""
    return vault().seal(text.encode(), ABOUT)


def open_text(blob: str) -> str:
    """What `seal_text` was given. VaultError where the key is another."""
    return vault().open(blob, ABOUT).decode()


def sealed_rows() -> Iterator[SealedRow]:
    """Every sealed value of these rows."""
    for row in Authenticator.objects.order_by("pk"):
        for field in _FIELDS:
            if row.data.get(field):
                yield SealedRow(ABOUT, row.data[field])


def replace(row: SealedRow, blob: str) -> bool:
    """Whether the value was still there to be sealed anew."""
    for field in _FIELDS:
        found = Authenticator.objects.filter(**{f"data__{field}": row.blob}).first()
        if found is not None:
            changed = {**found.data, field: blob}
            rows = Authenticator.objects.filter(pk=found.pk, data=found.data)
            return bool(rows.update(data=changed))
    return False

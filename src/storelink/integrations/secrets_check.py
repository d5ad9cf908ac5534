"""Whether every stored secret opens with the present keys."""

from __future__ import annotations

from dataclasses import dataclass

from storelink.domain.errors import VaultError
from storelink.integrations.secrets_rotate import SealedInDatabase
from storelink.integrations.vault import vault
from storelink.vault.vault import kid_of


@dataclass(frozen=True, slots=True)
class SecretsCheck:
    """What was found. Nothing that was opened is kept."""

    place: str
    """Where the keys are."""
    kid: str
    """The id of the key that seals now."""
    opened: int
    with_older_keys: int
    failures: tuple[str, ...]
    """A sentence for each secret that does not open."""


def check_secrets() -> SecretsCheck:
    """Opens each secret once, and forgets it."""
    opened = older = 0
    failures: list[str] = []
    for row in SealedInDatabase():
        try:
            vault().open(row.blob, row.about)
        except VaultError as error:
            failures.append(f"{row.about.rendered()}: {error.sentence}")
            continue
        opened += 1
        older += kid_of(row.blob) != vault().newest_kid
    return SecretsCheck(vault().source.place, vault().newest_kid, opened, older, tuple(failures))

"""Why the vault stays shut.

    VaultError                  (domain)
    ├── NoKey                   there is no key, or none may be made: the product does not start
    ├── KeyUnsafe               others than the owner may read the key file
    ├── KeyDamaged              the key file or the setting is not what we wrote or asked for
    ├── KeyIsFixed              the key comes from a setting, so that only a person can add one
    ├── TooLong                 more than a secret can be
    ├── UnknownKey              sealed with a key that is not in the keyring
    ├── Damaged                 the blob was changed or cut short
    └── Moved                   a whole blob, but sealed for another row

Each sentence says what to do. None holds a key or a secret.
"""

from __future__ import annotations

from storelink.domain.errors import VaultError


class NoKey(VaultError):
    """No key was found, and making a new one would leave what is already sealed shut for ever."""


class KeyUnsafe(VaultError):
    """The key file is open to more people than its owner, or belongs to somebody else."""


class KeyDamaged(VaultError):
    """The keys cannot be read: cut short, mistyped, or changed."""


class KeyIsFixed(VaultError):
    """The keys come from a setting, which the product cannot change."""


class TooLong(VaultError):
    """What should be sealed is longer than any secret that we know."""


class UnknownKey(VaultError):
    """The blob names a key that the keyring does not hold."""

    def __init__(self, kid: str, place: str) -> None:
        super().__init__(
            f"This secret was sealed with the vault key {kid}, which is not in {place}. "
            "Put that key back beside the present one (it stands in the backup of the key file), "
            "or connect the account again."
        )
        self.kid = kid


class Damaged(VaultError):
    """The blob does not open with the key that it names."""

    def __init__(self) -> None:
        super().__init__(
            "This stored secret is damaged: it was changed or cut short after it was sealed. "
            "Restore it from a backup, or connect the account again."
        )


class Moved(VaultError):
    """The blob is whole, but belongs somewhere else."""

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(
            f"This stored secret belongs to {found}, not to {wanted}: it was copied between rows. "
            "It stays shut. Restore the right one from a backup, or connect the account again."
        )

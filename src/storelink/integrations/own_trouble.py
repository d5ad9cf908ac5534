"""Trouble on our own side: what an exception says of it, and what an account's row tells of it.

It is no fault of a store's and of no person's at the store: it is waited for in short steps, and
nothing that a run has done is lost.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils import timezone

from storelink.domain.errors import OwnReason, OwnTrouble
from storelink.integrations.models import Integration
from storelink.vault.errors import UnknownKey
from storelink.warehouse.errors import StorageAway, StorageFailed

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_OF_A_FOLDER = frozenset(
    {errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTCONN, errno.ESTALE,
     errno.ETIMEDOUT, errno.EMFILE, errno.ENFILE}
)  # fmt: skip
_LOCKED = ("database is locked", "database table is locked", "database schema is locked")
_FULL_WORDS = ("disk is full", "no space left", "could not extend file")
_NOT_PASSING = ("no such table", "no such column", "has no column", "syntax error")
"""What SQLite calls operational, and is a mistake of ours."""
_READ_ONLY = "25006"
"""PostgreSQL: a server that is being replaced takes no writes."""


def own_trouble_of(error: BaseException) -> OwnTrouble | None:
    """What an exception tells of our own side; None where it is of another kind."""
    for cause in _causes(error):
        reason = _reason_of(cause)
        if reason is not None:
            told = error if isinstance(error, OwnTrouble) else None
            return told or OwnTrouble(reason, detail=f"{type(cause).__name__}: {cause}"[:500])
    return None


def note_own_trouble(integration: Integration, trouble: OwnTrouble) -> None:
    """The cause, on the account's row, since when it has lasted."""
    rows = Integration.objects.filter(pk=integration.pk)
    rows.exclude(own_reason=trouble.reason).update(own_since=timezone.now())
    rows.update(own_reason=trouble.reason, own_sentence=trouble.sentence)


def own_trouble_is_over(integration: Integration) -> None:
    """A step went well: nothing is waited for any more."""
    Integration.objects.filter(pk=integration.pk).exclude(own_reason="").update(
        own_reason="", own_sentence="", own_since=None
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, and what it came of."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__


def _reason_of(error: BaseException) -> OwnReason | None:
    if isinstance(error, OwnTrouble):
        return error.reason
    if isinstance(error, UnknownKey):
        return OwnReason.VAULT_KEY_MISSING
    if isinstance(error, StorageFailed):
        return {"storage_full": OwnReason.DISK_FULL, "storage_failed": OwnReason.STORAGE_AWAY}.get(
            error.reason
        )
    if isinstance(error, DatabaseError | InterfaceError | sqlite3.OperationalError):
        return _of_database(error)
    if isinstance(error, OSError):
        return _of_system(error)
    return None


def _of_database(error: Exception) -> OwnReason | None:
    words = str(error).lower()
    if any(word in words for word in _LOCKED):
        return OwnReason.DATABASE_LOCKED
    if any(word in words for word in _FULL_WORDS):
        return OwnReason.DISK_FULL
    if any(word in words for word in _NOT_PASSING):
        return None
    is_away = isinstance(error, OperationalError | InterfaceError | sqlite3.OperationalError)
    is_read_only = getattr(error.__cause__, "sqlstate", "") == _READ_ONLY
    return OwnReason.DATABASE_AWAY if is_away or is_read_only else None


def _of_system(error: OSError) -> OwnReason | None:
    if error.errno in _FULL or "No space left" in str(error):
        return OwnReason.DISK_FULL
    is_of_storage = error.errno in _OF_A_FOLDER or isinstance(error, StorageAway)
    return OwnReason.STORAGE_AWAY if is_of_storage else None

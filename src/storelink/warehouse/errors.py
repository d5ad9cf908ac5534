"""What the warehouse refuses, and what can fail it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from storelink.domain.errors import BadInput, Unexpected


class NotAdditive(BadInput):
    """A figure was asked for in a way in which it cannot be added up. Says why, and what helps."""


class BatchRefused(Unexpected):
    """A batch of rows that does not have the declared columns. Nothing of its load is published."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, reason="batch_refused")


class StorageAway(OSError):
    """The bucket cannot be reached, or does not do what it is asked."""


class StorageFailed(Unexpected):
    """The data folder or bucket cannot be written to or read. Nothing was published."""


class Damage(StrEnum):
    """What is wrong with a data file that the list says is there. Stored."""

    NONE = ""
    MISSING = "missing"
    CHANGED = "changed"
    """Its size or its checksum is another than when it was written."""
    UNREADABLE = "unreadable"


class DamagedFile(StorageFailed):
    """A load meets a cell whose file is damaged. Nothing was published: the cell has to be rebuilt
    from the files as the store sent them first, so that nothing else of it is lost."""

    def __init__(self, path: str) -> None:
        super().__init__(
            "A data file is damaged or missing. It is rebuilt from the files that the store sent,"
            " which are kept.",
            detail=path,
            reason="file_damaged",
        )


class QueryFailed(Unexpected):
    """The engine could not work out an answer, and no data file is to blame."""


class ContendedCell(Unexpected):
    """Others kept replacing the same cells while this load was built. Nothing was published."""

    def __init__(self, attempts: int) -> None:
        super().__init__(
            f"Other loads of the same app and month got in first, {attempts} times in a row."
            " Nothing was published; the load can be tried again.",
            reason="contended_cell",
        )


@contextmanager
def storage_trouble() -> Iterator[None]:
    """Turns an OSError of the data folder or bucket into StorageFailed, which says what to do.
    A file that is gone is left as it is: whoever reads asks for a fresh list."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StorageFailed(
            _sentence(error), detail=f"{type(error).__name__}: {error}", reason=_reason(error)
        ) from error


def unreadable(error: OSError) -> StorageFailed:
    """The folder or bucket does not answer to a reader."""
    return StorageFailed(
        "The figures cannot be read now: the data folder or bucket does not answer. Nothing is"
        " lost; try again in a moment, and have a look at the folder and its rights if it stays.",
        detail=f"{type(error).__name__}: {error}",
        reason="storage_failed",
    )


def _is_full(error: OSError) -> bool:
    return error.errno in {errno.ENOSPC, errno.EDQUOT} or "No space left" in str(error)


def _reason(error: OSError) -> str:
    return "storage_full" if _is_full(error) else "storage_failed"


def _sentence(error: OSError) -> str:
    if _is_full(error):
        return (
            "The disk with the data folder is full. Nothing was published and nothing is lost;"
            " make room, and the load is tried again."
        )
    return (
        f"The data folder cannot be used ({error.strerror or error}). Nothing was published and"
        " nothing is lost; see to the folder and its rights, and the load is tried again."
    )

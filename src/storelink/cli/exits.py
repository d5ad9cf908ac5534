"""How a command ends: one number for each thing that a script would do next."""

from __future__ import annotations

import errno
from enum import IntEnum

from storelink.domain.errors import (
    BadInput,
    Busy,
    Misconfigured,
    NeedsPermission,
    NeedsVerification,
    NotAllowed,
    NotReady,
    OwnTrouble,
    StoreError,
    VaultError,
)


class Exit(IntEnum):
    """The exit codes of every command; docs/reference/cli.md lists them."""

    DONE = 0
    FAILED = 1
    """It was tried and did not work, or a file could not be understood."""
    USAGE = 2
    """The command line or a given value is wrong: nothing was done."""
    NEEDS_A_PERSON = 3
    """Only a person can go on: sign in, give a role, sign an agreement, put a key back."""
    BUSY = 4
    """Something is in the way now: try again later."""
    NOT_ALLOWED = 5
    """The person that the command acts for may not do this."""
    INTERRUPTED = 130


class CommandFailed(Exception):
    """A command cannot go on. The sentence says what happened, what it means, what to do."""

    def __init__(self, sentence: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


_CODES: tuple[tuple[type[Exception], Exit], ...] = (
    (BadInput, Exit.USAGE),
    (Misconfigured, Exit.USAGE),
    (NotAllowed, Exit.NOT_ALLOWED),
    (NeedsVerification, Exit.NEEDS_A_PERSON),
    (NeedsPermission, Exit.NEEDS_A_PERSON),
    (VaultError, Exit.NEEDS_A_PERSON),
    (OwnTrouble, Exit.BUSY),
    (NotReady, Exit.BUSY),
    (Busy, Exit.BUSY),
    (StoreError, Exit.FAILED),
)
"""The first that fits."""


def expected(error: Exception) -> CommandFailed | None:
    """What to say, and how to end, for an error that is no defect of ours; None for one that is."""
    if isinstance(error, CommandFailed):
        return error
    if isinstance(error, OSError):
        return _of_the_system(error)
    for kind, code in _CODES:
        if isinstance(error, kind):
            return CommandFailed(str(error), code)
    return None


def _of_the_system(error: OSError) -> CommandFailed | None:
    if error.errno is None:
        return None
    if error.errno == errno.ENOSPC:
        return CommandFailed(
            "The disk is full. Nothing was left half done; make room and try again."
        )
    place = f"{error.filename}: " if error.filename else ""
    return CommandFailed(f"{place}{error.strerror}.")

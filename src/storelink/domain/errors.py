"""What can go wrong with a store, sorted by what happens next.

    StoreError
    ├── halted (their side, or something a person must do)
    │   ├── NeedsVerification   the credential no longer works: it rests until a person verifies it
    │   ├── NeedsPermission     a role, agreement or switch is missing: other reports go on
    │   ├── NotReady            not published yet: ask again at the report's usual hour
    │   │   └── NoLongerKept    published once, deleted since: asked for once, never again by itself
    │   │   └── Missing         it should be there and is not: told with the report until it comes
    │   └── Busy                429, 5xx, time-outs: wait theirs, else doubling with jitter
    └── failed (ours)
        └── Unexpected          an answer or file that we don't understand: evidence kept
            ├── NotUnderstood   a file: names line and column
            └── Incomplete      a list that came in part: what came is used, the rest is told

    OwnTrouble                  our own side (database, storage, disk, key): waited for

    BadInput                    a person gave us something unusable: nothing was sent, nothing lost
    Misconfigured               a setting of this machine is unusable: nothing was started
    NotAllowed                  the person may not do this here
    VaultError                  a secret cannot be sealed or opened (kinds in `vault/errors.py`)

Every error carries a sentence for people (`sentence`: what happened, what it means, what to do)
and a detail for us (`detail`), which never holds a secret.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar, Final

_MOST_SHOWN: Final = 200


class ErrorKind(StrEnum):
    """What follows from an error, one for each branch of the tree. An issue is of such a kind."""

    NEEDS_VERIFICATION = "needs_verification"
    NEEDS_PERMISSION = "needs_permission"
    NOT_READY = "not_ready"
    BUSY = "busy"
    UNEXPECTED = "unexpected"
    INCOMPLETE = "incomplete"
    """Of a list that came in part: it makes no account red."""


class StoreError(Exception):
    """Raised by providers; `sync` turns it into an outcome, an Issue or a later try."""

    halted: ClassVar[bool] = True
    kind: ClassVar[ErrorKind] = ErrorKind.UNEXPECTED

    def __init__(self, sentence: str, *, detail: str = "", reason: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail
        self.reason = reason
        """A short stable word for tables and tests, such as `key_revoked` or `role_too_small`."""


class NeedsVerification(StoreError):
    """The store refuses this credential. Retries stop at once, so that no account is locked."""

    kind = ErrorKind.NEEDS_VERIFICATION


class NeedsPermission(StoreError):
    """The credential works, but a role or permission is missing, or an agreement is unsigned."""

    kind = ErrorKind.NEEDS_PERMISSION

    def __init__(
        self, sentence: str, *, missing: str = "", where: str = "", detail: str = "",
        reason: str = "permission_missing",
    ) -> None:  # fmt: skip
        super().__init__(sentence, detail=detail, reason=reason)
        self.missing = missing
        """The exact role or permission that would help, in the store's own words."""
        self.where = where
        """Where in the store's console it is given."""


class NotReady(StoreError):
    """The store has not published this yet. Not a failure, and never a zero."""

    kind = ErrorKind.NOT_READY


class NoLongerKept(NotReady):
    """The store had this and keeps it no longer. Asking again does not bring it back: it is asked
    for at most once, unless a person wants it loaded again. `sentence` says how long it is kept."""


class Missing(NotReady):
    """Something should be there by now, and is not, or what came proves nothing. It is asked for
    again like anything that is not ready, and a person is told meanwhile: it may last."""

    def __init__(
        self, sentence: str, *, detail: str = "", reason: str = "missing", is_issue: bool = False
    ) -> None:
        super().__init__(sentence, detail=detail, reason=reason)
        self.is_issue = is_issue
        """True where it will not come by itself."""


class Busy(StoreError):
    """The store cannot answer now. `wait` is what it asked for, if it said."""

    kind = ErrorKind.BUSY

    def __init__(
        self,
        sentence: str,
        *,
        wait: timedelta | None = None,
        detail: str = "",
        reason: str = "busy",
        part: str = "",
    ) -> None:
        super().__init__(sentence, detail=detail, reason=reason)
        self.wait = wait
        self.part = part
        """Which part of the store it is, where the others answer; empty: all of it."""

    @property
    def is_of_one_call(self) -> bool:
        """Whether other calls may go well meanwhile: the store failed at this one. Else it asks
        for patience with all of them, or cannot be reached."""
        return self.reason in {"store_failed", "timed_out", "page_instead", "rewritten"}


PAGE_INSTEAD: Final = "page_instead"
"""Reason of a Busy where what came was no answer of the store: a web page, nothing, or half of
one. Where it is met in one report, the others go on."""


class Unexpected(StoreError):
    """An answer or a file that we do not understand."""

    halted = False
    kind = ErrorKind.UNEXPECTED


class NotUnderstood(Unexpected):
    """A report file that cannot be read: names the file, the line and the column where known."""

    def __init__(
        self, what: str, *, file: str = "", line: int | None = None, column: str = ""
    ) -> None:
        place = ", ".join(
            part
            for part in (
                _short(file),
                f"line {line}" if line is not None else "",
                f"column “{_short(column)}”" if column else "",
            )
            if part
        )
        super().__init__(f"{place}: {what}" if place else what, reason="not_understood")
        self.what = what
        self.file = file
        self.line = line
        self.column = column


def _short(name: str) -> str:
    """Names come from outside, and a sentence must stay one."""
    return name if len(name) <= _MOST_SHOWN else f"{name[:_MOST_SHOWN]}…"


class IncompleteReason(StrEnum):
    """Why a list came in part."""

    REPEATED = "list_repeats"
    """The next page is one that came before."""
    ENDLESS = "list_does_not_end"
    LINK_REFUSED = "list_leads_away"
    """The next page lies somewhere that is not the store's."""
    PAGE_NOT_UNDERSTOOD = "page_not_understood"
    ODD_RECORDS = "records_not_understood"
    """The list came to its end; some of its records are left out."""


_CUT_SHORT = (
    "This list could not be read to its end: {why}. What came is kept and used; what is missing is "
    "not taken for none. Storelink asks again by itself."
)
_WHY = {
    IncompleteReason.REPEATED: "the store’s link to the next page leads back to one that came",
    IncompleteReason.ENDLESS: "it has more pages than any list should have",
    IncompleteReason.LINK_REFUSED: "the link to the next page leads away from the store",
    IncompleteReason.PAGE_NOT_UNDERSTOOD: "one of its pages is not understood",
}


class Incomplete(Unexpected):
    """A list that came in part. Raised once all that came was handed on.

    `came` is what a method would have returned, where it does not hand on one by one.
    """

    kind = ErrorKind.INCOMPLETE

    def __init__(
        self,
        reason: IncompleteReason,
        sentence: str = "",
        *,
        odd: int = 0,
        came: tuple[Any, ...] = (),
        detail: str = "",
    ) -> None:
        super().__init__(sentence or incomplete_sentence(reason, odd), detail=detail, reason=reason)
        self.why = reason
        self.odd = odd
        """Records that were left out."""
        self.came = came


def incomplete_sentence(reason: IncompleteReason, odd: int) -> str:
    """What a person is told of a list that came in part."""
    left_out = ""
    if odd:
        left_out = (
            f"{odd} {'record' if odd == 1 else 'records'} of the store could not be understood and "
            f"{'was' if odd == 1 else 'were'} left out. "
        )
    if reason is IncompleteReason.ODD_RECORDS:
        return f"{left_out}All others are in. Storelink asks again by itself."
    return left_out + _CUT_SHORT.format(why=_WHY[reason])


class OwnReason(StrEnum):
    """What of our own side is in trouble."""

    DATABASE_AWAY = "database_away"
    DATABASE_LOCKED = "database_locked"
    STORAGE_AWAY = "storage_away"
    """The data folder or bucket."""
    DISK_FULL = "disk_full"
    VAULT_KEY_MISSING = "vault_key_missing"
    NO_WORKER = "no_worker"


_GOES_ON = "Nothing is lost; Storelink goes on by itself, within a minute or so of its return."
_OWN_SENTENCES = {
    OwnReason.DATABASE_AWAY: f"Storelink’s own database is not answering. {_GOES_ON}",
    OwnReason.DATABASE_LOCKED: (
        "Storelink’s own database is locked by another process. "
        "Nothing is lost; Storelink goes on by itself as soon as it is free."
    ),
    OwnReason.STORAGE_AWAY: (
        "Storelink’s own data folder or bucket cannot be reached or used. "
        f"{_GOES_ON} If it lasts, see to the address in STORELINK_DATA_URL and its rights."
    ),
    OwnReason.DISK_FULL: (
        "This server's disk is full, so nothing more can be kept. Nothing is lost: free some room "
        "and it goes on by itself."
    ),
    OwnReason.VAULT_KEY_MISSING: (
        "A machine that runs Storelink lacks the vault key with which this account's credentials "
        "were sealed. Put the key file of the other machines there too; it goes on by itself."
    ),
    OwnReason.NO_WORKER: (
        "No worker is running, so nothing is fetched. Start one: `storelink up` or "
        "`storelink worker`."
    ),
}


class OwnTrouble(Exception):
    """Something of our own is away, locked, full or missing. No fault of a store's: waited for in
    short steps, and told as what it is."""

    def __init__(self, reason: OwnReason, sentence: str = "", *, detail: str = "") -> None:
        super().__init__(sentence or _OWN_SENTENCES[reason])
        self.reason = reason
        self.sentence = sentence or _OWN_SENTENCES[reason]
        self.detail = detail


class BadInput(Exception):
    """Something typed, pasted or uploaded cannot be used. `field` names where, if known."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Misconfigured(Exception):
    """A setting is unusable. Says which, why, and what would do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowed(Exception):
    """The person may not do this in this workspace."""

    def __init__(self, sentence: str = "You may not do this in this workspace.") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class VaultError(Exception):
    """A secret cannot be sealed or opened: no key, a wrong key, or a blob damaged or moved.

    Never holds a key or a secret. Nothing is ever stored in clear because of it.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

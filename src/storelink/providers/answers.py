"""From a store's answer to one of our errors, by a table that each provider extends.

The first rule that holds decides. A provider puts its own rules before `EVERY_STORE`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from storelink.domain.errors import (
    PAGE_INSTEAD,
    Busy,
    NeedsPermission,
    NeedsVerification,
    NotReady,
    StoreError,
    Unexpected,
)
from storelink.providers.redaction import redact


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was no success, as a provider understood it."""

    status: int
    codes: tuple[str, ...] = ()
    """The store's own words for what went wrong; several may come, in any order."""
    details: tuple[str, ...] = ()
    """The store's sentences."""
    wait: timedelta | None = None
    where: str = ""
    """Method and address without its query."""
    raw: str = ""
    """The beginning of what came, where it is not in the store's own form. It is shown to us, and
    no rule goes by its words."""

    @property
    def is_page(self) -> bool:
        """True where a web page came: it is of something that stands before the store."""
        return self.raw.lstrip().startswith("<") and not self.raw.lstrip().startswith("<?xml")

    def says(self, words: str) -> bool:
        """True where one of the sentences holds the words, whatever their case."""
        return any(words.lower() in detail.lower() for detail in self.details)

    def sentence_with(self, words: str) -> str:
        """The store's sentence that holds the words; empty where none does."""
        return next((one for one in self.details if words.lower() in one.lower()), "")

    @property
    def is_not_found(self) -> bool:
        """True where the store itself, and not what stands before it, says that there is none."""
        return self.status == 404 and bool(self.codes)

    def has_code(self, prefix: str) -> bool:
        """True where one of the codes begins so."""
        return any(code.startswith(prefix) for code in self.codes)


@dataclass(frozen=True, slots=True)
class Rule:
    """If an answer is like this, it is that error."""

    error: type[StoreError]
    reason: str
    sentence: str
    statuses: tuple[int, ...] = ()
    """Empty: any."""
    code: str = ""
    """Beginning of one of its codes."""
    words: str = ""
    """Part of one of its sentences."""
    missing: str = ""
    where: str = ""

    def holds(self, answer: Answer) -> bool:
        """True where the answer is like this."""
        return (
            (not self.statuses or answer.status in self.statuses)
            and (not self.code or answer.has_code(self.code))
            and (not self.words or answer.says(self.words))
        )

    def build(self, answer: Answer) -> StoreError:
        """The error, with the store's own words as its detail, without secrets."""
        said = "; ".join(filter(None, (*answer.codes, *answer.details, answer.raw)))
        detail = redact(f"{answer.where}: {answer.status}; {said}")
        if issubclass(self.error, NeedsPermission):
            return self.error(
                self.sentence,
                missing=self.missing,
                where=self.where,
                detail=detail,
                reason=self.reason,
            )
        if issubclass(self.error, Busy):
            return self.error(self.sentence, wait=answer.wait, detail=detail, reason=self.reason)
        return self.error(self.sentence, detail=detail, reason=self.reason)


EVERY_STORE: Final = (
    Rule(
        Busy,
        "rate_limited",
        "The store asks us to slow down.",
        statuses=(429,),
    ),
    Rule(
        Busy,
        "store_failed",
        "The store isn’t answering right now. Nothing is wrong with your account. "
        "Storelink tries again by itself.",
        statuses=(408, 425, 500, 502, 503, 504),
    ),
    Rule(
        NeedsVerification,
        "credential_refused",
        "The store no longer accepts this credential. Verify it, or give a new one.",
        statuses=(401,),
    ),
    Rule(
        NeedsPermission,
        "permission_missing",
        "The store refuses this to the credential’s role.",
        statuses=(403,),
    ),
    Rule(NotReady, "not_found", "The store does not have this (yet).", statuses=(404, 410)),
)

PAGE: Final = Rule(
    Busy,
    PAGE_INSTEAD,
    "A web page came where the store’s answer was expected. That passes; Storelink tries again by "
    "itself.",
)
_PAGE_STATUSES: Final = frozenset({403})
"""Of which a page says nothing about the credential's rights."""
_UNKNOWN: Final = Rule(
    Unexpected,
    "answer_unknown",
    "The store sent an answer that Storelink doesn’t know. It was kept, other reports go on.",
)


def error_for(answer: Answer, rules: Sequence[Rule] = ()) -> StoreError:
    """The error that an answer means; Unexpected where no rule knows it."""
    if answer.is_page and answer.status in _PAGE_STATUSES:
        return PAGE.build(answer)
    for rule in (*rules, *EVERY_STORE):
        if rule.holds(answer):
            return rule.build(answer)
    return _UNKNOWN.build(answer)

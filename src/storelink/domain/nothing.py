"""When an answer without rows is a zero. The one place that says so.

Missing is never zero. A day, a month or a file without rows counts as “there was nothing” only
where the store says it in its own, fully understood words: a structured answer with a code that
belongs to this very report. Whatever else comes proves nothing: a web page, an address that is
not found, an empty or cut-off body, a sign-in page, an answer of another shape. That is not ready,
busy or not understood, and it is asked for again.

So an empty answer carries its evidence by construction (`providers.contract.Fetched`), the ledger
keeps it, and two more rules hold wherever a zero would be recorded:

* Where the store has named another version of a report than the one asked for, “nothing” counts
  only after that version has given a file (`counts`).
* Nothing never takes the place of rows that are here (`replaces_rows`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Proof(StrEnum):
    """On what it rests that a partition is loaded, also where it has no rows."""

    UNKNOWN = ""
    """Loaded before this rule existed."""
    FILE = "file"
    """The store sent a file; whether it has rows is for the file to say."""
    NO_SALES = "no_sales"
    """The store said that there was nothing in this period."""
    NONE_EXIST = "none_exist"
    """The store has no report of this kind for the account, whose number it knows."""


_OF_NOTHING: Final = frozenset({Proof.NO_SALES, Proof.NONE_EXIST})


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an answer without a file means that there was nothing."""

    proof: Proof
    said: str
    """The store's own words."""
    rests_on: str = ""
    """What else must be true for the words to mean it, and was seen; required for NONE_EXIST."""
    layout: str = ""
    """The version of the report that the store named in place of the one asked for; the words
    count once a file of this version has come."""

    def __post_init__(self) -> None:
        if self.proof not in _OF_NOTHING:
            raise ValueError(f"“{self.proof}” is no evidence that there was nothing")
        if not self.said.strip():
            raise ValueError("evidence quotes the store")
        if self.proof is Proof.NONE_EXIST and not self.rests_on:
            raise ValueError("that none exist rests on another answer")


def counts(evidence: Evidence, layouts_given: Collection[str]) -> bool:
    """Whether the evidence is enough, given the versions of the report that have come as files."""
    return not evidence.layout or evidence.layout in layouts_given


def replaces_rows(rows_before: int, rows_now: int) -> bool:
    """Whether a new answer may take the place of what is here: nothing never replaces something."""
    return rows_now > 0 or rows_before == 0


def is_proven(row_count: int, proof: str) -> bool:
    """Whether what is loaded may stay as it is: a zero without proof is asked for again."""
    return row_count > 0 or proof != Proof.UNKNOWN

"""What is loaded of a partition, as far as a plan depends on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger."""

    fingerprint: str
    parser_version: int
    processed_on: date
    last_on: date | None
    row_count: int = 1
    proof: str = ""
    """A `nothing.Proof`."""
    account: str = ""
    """The store's number of the account for which it was asked; empty where it has none."""
    first_on: date | None = None
    checked_on: date | None = None
    """The store's day on which it was last asked for; None: not since it came in."""
    checked_at: datetime | None = None
    """The moment of that."""

"""What is loaded of a partition, as far as a plan depends on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger."""

    fingerprint: str
    parser_version: int
    processed_on: date
    last_on: date | None

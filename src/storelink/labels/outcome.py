"""What people read for the outcome of a report. Nothing compares or stores these words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storelink.domain.outcome import ReportOutcome, report_outcome


@dataclass(frozen=True, slots=True)
class OutcomeLabel:
    """An outcome in words, the name of its icon, and its tone on pages."""

    words: str
    icon: str
    tone: str


OUTCOME_LABELS: Mapping[ReportOutcome, OutcomeLabel] = {
    ReportOutcome.QUEUED: OutcomeLabel("Queued", "clock", "no"),
    ReportOutcome.LOADING: OutcomeLabel("Loading", "sync", "info-text"),
    ReportOutcome.COMPLETE: OutcomeLabel("Complete", "ok", "yes"),
    ReportOutcome.NOT_READY: OutcomeLabel("Not published yet", "hour", "no"),
    ReportOutcome.MISSING: OutcomeLabel("Something is missing", "alert", "bad-text"),
    ReportOutcome.INCOMPLETE: OutcomeLabel("Came in part", "alert", "bad-text"),
    ReportOutcome.BUSY: OutcomeLabel("Waiting for the store", "hour", "no"),
    ReportOutcome.NEEDS_PERMISSION: OutcomeLabel("Permission missing", "lock", "bad-text"),
    ReportOutcome.NEEDS_VERIFICATION: OutcomeLabel("Credentials refused", "key-x", "bad-text"),
    ReportOutcome.UNEXPECTED: OutcomeLabel("Not understood", "alert", "bad-text"),
}


def outcome_label(stored: str) -> str:
    """The outcome in words, as they stand within a line."""
    return OUTCOME_LABELS[report_outcome(stored)].words.lower()

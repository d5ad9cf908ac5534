"""What came of a report, and of a run. Stored, sent and compared; the words for people stand in
`storelink.labels`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class ReportOutcome(StrEnum):
    """How a report, or an app's list of reviews, stands."""

    QUEUED = "queued"
    LOADING = "loading"
    COMPLETE = "complete"
    NOT_READY = "not_ready"
    """Not published yet, and no failure."""
    MISSING = "missing"
    """It should be there by now."""
    INCOMPLETE = "incomplete"
    """A list that came in part."""
    BUSY = "busy"
    NEEDS_PERMISSION = "needs_permission"
    NEEDS_VERIFICATION = "needs_verification"
    UNEXPECTED = "unexpected"
    """An answer or a file that is not understood."""


class RunOutcome(StrEnum):
    """How a run of an account ended."""

    DONE = "done"
    HALTED = "halted"
    """A person, or a later hour, has to continue it."""
    FAILED = "failed"
    CANCELLED = "cancelled"


_BEFORE: Final[Mapping[str, ReportOutcome]] = {
    "": ReportOutcome.QUEUED,
    "Busy": ReportOutcome.BUSY,
    "NotReady": ReportOutcome.NOT_READY,
    "NoLongerKept": ReportOutcome.NOT_READY,
    "Missing": ReportOutcome.MISSING,
    "NeedsPermission": ReportOutcome.NEEDS_PERMISSION,
    "NeedsVerification": ReportOutcome.NEEDS_VERIFICATION,
    "Unexpected": ReportOutcome.UNEXPECTED,
    "NotUnderstood": ReportOutcome.UNEXPECTED,
    "Incomplete": ReportOutcome.INCOMPLETE,
}
"""Names that earlier versions stored: in a job that was under way during the upgrade, too."""


def report_outcome(stored: str) -> ReportOutcome:
    """The outcome that a row or a job holds. ValueError where there is no such outcome."""
    return _BEFORE.get(stored) or ReportOutcome(stored)

"""What follows from an error: the table of architecture section 8."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import F
from django.utils import timezone

from storelink.domain.errors import (
    Busy,
    Missing,
    NeedsPermission,
    NeedsVerification,
    NotReady,
    OwnReason,
    OwnTrouble,
    StoreError,
    Unexpected,
)
from storelink.domain.outcome import ReportOutcome, RunOutcome, report_outcome
from storelink.domain.status import TRIES_BEFORE_ERROR
from storelink.integrations.issue import open_issue
from storelink.integrations.models import Integration, ReportState, Run

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
_ONE_RUN = timedelta(minutes=30)
"""What is refused again within it is refused once: to the next app, or the next file."""
_RIGHTS = frozenset({"permission_missing", "role_too_small"})
"""Reasons of a refusal that a right would solve, and that can pass by itself."""


LASTING = (
    ReportOutcome.UNEXPECTED,
    ReportOutcome.NEEDS_PERMISSION,
    ReportOutcome.NEEDS_VERIFICATION,
    ReportOutcome.MISSING,
)
"""What stays told of a report though other files of it come in."""
_WEIGHT = (
    ReportOutcome.COMPLETE,
    ReportOutcome.NOT_READY,
    ReportOutcome.MISSING,
    ReportOutcome.BUSY,
    ReportOutcome.UNEXPECTED,
    ReportOutcome.NEEDS_PERMISSION,
)
"""Of two outcomes of one report in one run, the one that stands later here is told."""


class Next(StrEnum):
    """What a run does after an outcome."""

    GO_ON = "go_on"
    SKIP_REPORT = "skip_report"
    WAIT = "wait"
    END = "end"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one report in one step."""

    code: ReportOutcome
    sentence: str
    next: Next
    wait_seconds: float = 0.0


GOOD = Outcome(ReportOutcome.COMPLETE, "", Next.GO_ON)


def outcome_of(error: StoreError) -> Outcome:
    """Pure: what follows from an error."""
    if isinstance(error, NeedsVerification):
        return Outcome(ReportOutcome.NEEDS_VERIFICATION, error.sentence, Next.END)
    if isinstance(error, NeedsPermission):
        return Outcome(ReportOutcome.NEEDS_PERMISSION, error.sentence, Next.SKIP_REPORT)
    if isinstance(error, Missing):
        return Outcome(ReportOutcome.MISSING, error.sentence, Next.GO_ON)
    if isinstance(error, NotReady):
        return Outcome(ReportOutcome.NOT_READY, error.sentence, Next.GO_ON)
    if isinstance(error, Busy):
        wait = error.wait.total_seconds() if error.wait else 0.0
        return Outcome(ReportOutcome.BUSY, error.sentence, Next.WAIT, wait)
    return Outcome(ReportOutcome.UNEXPECTED, error.sentence, Next.GO_ON)


def wait_before(attempt: int, asked_seconds: float, jitter: float) -> float:
    """Seconds before the next try: what the store asked for, else doubling, with jitter (0..1),
    never above an hour unless the store asks for more."""
    doubled: float = min(FIRST_WAIT.total_seconds() * 2**attempt, LONGEST_WAIT.total_seconds())
    return max(asked_seconds, doubled * (0.75 + jitter / 2))


def worst(*troubles: Mapping[str, str]) -> dict[str, ReportOutcome]:
    """Report → the gravest outcome that it had. A job of an earlier version may hold its names."""
    found: dict[str, ReportOutcome] = {}
    for some in troubles:
        for report, stored in some.items():
            outcome = report_outcome(stored)
            found[report] = max(found.get(report, outcome), outcome, key=_weight)
    return found


def _weight(outcome: ReportOutcome) -> int:
    return _WEIGHT.index(outcome) if outcome in _WEIGHT else len(_WEIGHT)


def disk_full() -> OwnTrouble:
    """A full disk is waited for in short steps: whoever makes room sees it go on."""
    return OwnTrouble(OwnReason.DISK_FULL)


def note(integration: Integration, report: str, error: StoreError) -> Outcome:
    """Write an error into the rows that a person sees: report state, issue, credential."""
    outcome = outcome_of(error)
    states = ReportState.objects.filter(integration=integration, report=report)
    state = states.first()
    if isinstance(error, NeedsPermission) and _is_first_refusal(state, error):
        # It came in before, and a refusal can pass: asked for again within the hour.
        states.update(refused_at=timezone.now())
        return Outcome(ReportOutcome.NOT_READY, outcome.sentence, Next.SKIP_REPORT)
    shown = (
        states.exclude(outcome__in=LASTING) if outcome.code == ReportOutcome.NOT_READY else states
    )
    shown.update(outcome=outcome.code, sentence=outcome.sentence)
    if isinstance(error, Missing) and error.is_issue:
        open_issue(integration, f"report:{report}", error)
    if isinstance(error, NeedsPermission) or (
        isinstance(error, Unexpected) and _fails_again(state)
    ):
        was_allowed = state is not None and state.refused_at is not None
        open_issue(integration, f"report:{report}", error, was_allowed=was_allowed)
    return outcome


def _is_first_refusal(state: ReportState | None, error: NeedsPermission) -> bool:
    """Of a right that was there. What never was allowed is told at once."""
    return (
        error.reason in _RIGHTS
        and state is not None
        and state.loaded_at is not None
        and state.outcome != ReportOutcome.NEEDS_PERMISSION
        and (state.refused_at is None or state.refused_at > timezone.now() - _ONE_RUN)
    )


def _fails_again(state: ReportState | None) -> bool:
    """Whether earlier runs failed too, so that a person should know. `close` counts the runs."""
    return state is not None and state.failures_in_a_row + 1 >= TRIES_BEFORE_ERROR


def failed(integration: Integration, error: Unexpected) -> None:
    """The whole run failed: every report counts one more failure, and after a few a person is
    told."""
    states = ReportState.objects.filter(integration=integration)
    worst = states.order_by("-failures_in_a_row").first()
    fails_again = _fails_again(worst) or _has_only_failed(integration)
    states.update(
        outcome=ReportOutcome.UNEXPECTED,
        sentence=error.sentence,
        failures_in_a_row=F("failures_in_a_row") + 1,
    )
    if fails_again:
        open_issue(integration, "account", error)


def _has_only_failed(integration: Integration) -> bool:
    """Whether the runs before this one failed, all of late. A run that fails before it knows the
    reports leaves no state to count."""
    ended = Run.objects.filter(integration=integration, ended_at__isnull=False).order_by("-pk")
    before = list(ended.values_list("outcome", flat=True)[: TRIES_BEFORE_ERROR - 1])
    return before == [RunOutcome.FAILED] * (TRIES_BEFORE_ERROR - 1)


def worked(integration: Integration, reports: Collection[str], moment: datetime) -> None:
    """The store answered for these reports. What stood against them is solved when the run ends
    without trouble in them."""
    states = ReportState.objects.filter(integration=integration, report__in=reports)
    states.update(checked_at=moment)

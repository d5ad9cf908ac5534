"""How integrations stand, as the rows tell: what `sync` and `status` print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from storelink.domain.outcome import report_outcome
from storelink.integrations.models import Integration, Issue, ReportState, Run
from storelink.integrations.told_issues import ToldIssue, told_issues


@dataclass(frozen=True, slots=True)
class Standing:
    """One integration."""

    integration: Integration
    reports: tuple[ReportState, ...]
    issues: tuple[Issue, ...]
    """Open ones."""
    last_run_id: int
    """0: none yet."""
    is_running: bool
    last_outcome: str
    """Of the last run that ended."""

    def as_json(self) -> dict[str, Any]:
        return {
            "integration": self.integration.pk,
            "provider": self.integration.provider,
            "account_id": self.integration.account_id,
            "name": self.integration.name,
            "is_running": self.is_running,
            "last_outcome": self.last_outcome,
            "first_synced_at": iso(self.integration.first_synced_at),
            "due_at": iso(self.integration.due_at),
            "reports": [_report(state) for state in self.reports],
            "issues": [_issue(issue) for issue in told_issues(self.issues)],
        }


def standings(integrations: Sequence[Integration]) -> list[tuple[Integration, Standing]]:
    """Each integration with how it stands now, read anew."""
    return [(one, _standing(one)) for one in integrations]


def iso(moment: datetime | date | None) -> str | None:
    """ISO 8601, or None."""
    return moment.isoformat() if moment else None


def _standing(one: Integration) -> Standing:
    one.refresh_from_db()
    runs = list(Run.objects.filter(integration=one).order_by("-pk")[:2])
    ended = next((run for run in runs if run.ended_at is not None), None)
    return Standing(
        integration=one,
        reports=tuple(ReportState.objects.filter(integration=one).order_by("report")),
        issues=tuple(
            Issue.objects.filter(integration=one, solved_at=None)
            .select_related("integration")
            .order_by("pk")
        ),
        last_run_id=runs[0].pk if runs else 0,
        is_running=bool(runs) and runs[0].ended_at is None,
        last_outcome=ended.outcome if ended else "",
    )


def _report(state: ReportState) -> dict[str, Any]:
    return {
        "report": state.report,
        "outcome": report_outcome(state.outcome),
        "sentence": state.sentence,
        "planned": state.planned,
        "done": state.done,
        "checked_at": iso(state.checked_at),
        "loaded_at": iso(state.loaded_at),
        "complete_to": iso(state.complete_to),
        "history_note": state.history_note,
    }


def _issue(issue: ToldIssue) -> dict[str, Any]:
    return {
        "key": issue.keys[0],
        "keys": list(issue.keys),
        "kind": issue.kind,
        "reason": issue.reason,
        "sentence": issue.sentence,
        "missing": issue.missing,
        "where": issue.where,
        "stops": list(issue.reports),
        "opened_at": iso(issue.opened_at),
    }

"""`storelink status`: every account, as the integrations page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from django.utils import timezone

from storelink.cli.output import note, print_json, print_table, say
from storelink.cli.person import (
    AsOption,
    WorkspaceOption,
    acting_person,
    integrations_of,
    workspace_of,
)
from storelink.cli.standing import Standing, iso, standings
from storelink.domain.status import Shown
from storelink.integrations.models import Integration
from storelink.integrations.own_server import no_worker
from storelink.integrations.reload import reloads, words_of
from storelink.integrations.status import statuses
from storelink.integrations.told_issues import told_issues
from storelink.labels.outcome import outcome_label
from storelink.labels.status import remedy_label, status_label
from storelink.workspaces.models import Role
from storelink.workspaces.permission import require


def run(
    integration: Annotated[
        str, typer.Argument(help="Number, account ID, or name. Default: all in the workspace.")
    ] = "",
    *,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show each integration's status, cause, and remedy, and each report's last complete day."""
    user = acting_person(person)
    home = workspace_of(user, workspace)
    require(user, home, Role.VIEWER)
    chosen = integrations_of(home, integration)
    shown = statuses(chosen)
    missing = no_worker()
    if missing is not None:
        note(missing.sentence)
    found = standings(chosen)
    if as_json:
        print_json([_as_json(standing, shown[one.pk]) for one, standing in found])
        return
    if not chosen:
        note("No account is connected yet: storelink connect PROVIDER")
        return
    _print(found, shown)


def _as_json(standing: Standing, shown: Shown) -> dict[str, Any]:
    return {
        "status": shown.code,
        "status_label": status_label(shown.code),
        "severity": shown.severity,
        "cause": shown.cause,
        "remedy": shown.remedy,
        "remedy_label": remedy_label(shown.remedy),
        "last_success_at": iso(shown.last_success_at),
        "data_to": iso(shown.data_to),
        **standing.as_json(),
    }


def _print(found: Sequence[tuple[Integration, Standing]], shown: Mapping[int, Shown]) -> None:
    now = timezone.now()
    for one, standing in found:
        status = shown[one.pk]
        say(f"{one.pk}  {one.name}: {status_label(status.code)}")
        if status.cause:
            say(f"   {status.cause}")
        for issue in told_issues(standing.issues):
            for line in (issue.sentence, issue.stops):
                if line and line != status.cause:
                    say(f"   {line}")
        for row in reloads(one):
            say(f"   Loaded again: {words_of(row)}. {row.outcome or 'Under way.'}")
        for note_ in dict.fromkeys(s.history_note for s in standing.reports if s.history_note):
            say(f"   {note_}")
        if standing.reports:
            print_table(
                ["   report", "state", "done", "last update", "complete to"],
                [
                    [f"   {s.report}", outcome_label(s.outcome), f"{s.done}/{s.planned}",
                     _ago(now, s.loaded_at), str(s.complete_to or "–")]
                    for s in standing.reports
                ],
            )  # fmt: skip
        say()


def _ago(now: Any, moment: Any) -> str:
    if moment is None:
        return "never"
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // 1440} days ago"

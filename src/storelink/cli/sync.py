"""`storelink sync`: bring accounts up to date now, and watch how it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import note, print_json, print_table, say
from storelink.cli.person import (
    AsOption,
    WorkspaceOption,
    acting_person,
    integrations_of,
    workspace_of,
)
from storelink.cli.standing import Standing, standings
from storelink.cli.watching import watch
from storelink.domain.errors import ErrorKind
from storelink.domain.outcome import RunOutcome
from storelink.integrations.models import Integration
from storelink.integrations.sync_now import sync_now
from storelink.integrations.told_issues import told_issues
from storelink.labels.outcome import outcome_label


def run(
    integration: Annotated[
        str, typer.Argument(help="Number, account ID, or name. Default: all in the workspace.")
    ] = "",
    *,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until everything is up to date.")
    ] = False,
    only_watch: Annotated[
        bool, typer.Option("--watch", help="Start nothing; show the progress of running syncs.")
    ] = False,
    timeout: Annotated[
        int, typer.Option(help="Stop waiting after this many seconds; 0: never.", min=0)
    ] = 0,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Sync integrations now. A worker must be running (`storelink up` or `storelink worker`).

    With --wait, the exit code is 0 when all reports are up to date, 3 if a person must act, 1 if a
    report failed, 4 if --timeout ran out first.
    """
    user = acting_person(person)
    chosen = integrations_of(workspace_of(user, workspace), integration)
    if not chosen:
        raise CommandFailed(
            "No account is connected yet: storelink connect PROVIDER", Exit.NEEDS_A_PERSON
        )
    since = {one.pk: standing.last_run_id for one, standing in standings(chosen)}
    if not only_watch:
        for one in chosen:
            sync_now(user, one)
    if wait or only_watch:
        is_over = watch(chosen, {} if only_watch else since, timeout_seconds=timeout or None)
        _report(chosen, as_json=as_json)
        if not is_over:
            raise CommandFailed("It goes on, but the time to wait is over.", Exit.BUSY)
        raise typer.Exit(_code(chosen))
    _say_started(chosen, as_json=as_json)


def _say_started(chosen: Sequence[Integration], *, as_json: bool) -> None:
    if as_json:
        print_json([{"integration": one.pk, "name": one.name} for one in chosen])
        return
    for one in chosen:
        say(f"{one.name} is due now.")


def _report(chosen: Sequence[Integration], *, as_json: bool) -> None:
    found = standings(chosen)
    if as_json:
        print_json([standing.as_json() for _, standing in found])
        return
    print_table(
        ["account", "report", "state", "done", "complete to"],
        [
            [one.name, state.report, outcome_label(state.outcome), f"{state.done}/{state.planned}",
             str(state.complete_to or "")]
            for one, standing in found
            for state in standing.reports
        ],
    )  # fmt: skip
    for one, standing in found:
        for issue in told_issues(standing.issues):
            note(f"{one.name}: {' '.join(filter(None, (issue.sentence, issue.stops)))}")


def _code(chosen: Sequence[Integration]) -> Exit:
    codes = [_code_of(standing) for _, standing in standings(chosen)]
    worst = (Exit.NEEDS_A_PERSON, Exit.FAILED, Exit.BUSY)
    return next((code for code in worst if code in codes), Exit.DONE)


def _code_of(standing: Standing) -> Exit:
    if any(issue.kind != ErrorKind.NOT_READY for issue in standing.issues):
        return Exit.NEEDS_A_PERSON
    if standing.last_outcome == RunOutcome.FAILED:
        return Exit.FAILED
    return Exit.BUSY if standing.last_outcome == RunOutcome.HALTED else Exit.DONE

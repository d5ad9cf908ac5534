"""`storelink reload`: load a range of days again, whatever is loaded of it."""

from __future__ import annotations

from typing import Annotated

import typer

from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import print_json, say
from storelink.cli.person import (
    AsOption,
    WorkspaceOption,
    acting_person,
    integration_of,
    workspace_of,
)
from storelink.cli.standing import iso, standings
from storelink.cli.watching import watch
from storelink.domain.period import Days, day_typed
from storelink.integrations import reload as verb
from storelink.integrations.models import Reload


def run(
    integration: Annotated[str, typer.Argument(help="Number, account or name.")],
    *,
    first: Annotated[str, typer.Option("--from", help="First day, as YYYY-MM-DD.")],
    last: Annotated[
        str, typer.Option("--to", help="Last day, as YYYY-MM-DD; without it, the first.")
    ] = "",
    report: Annotated[
        str, typer.Option(help="One report's key (storelink reports); without it, all.")
    ] = "",
    app: Annotated[str, typer.Option(help="One app's id at the store; without it, all.")] = "",
    wait: Annotated[bool, typer.Option("--wait", help="Stay until it is done.")] = False,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Load a range of days again, 400 at most; a worker does it.

    The store is asked for every file of these days, as far as it still has them. What comes takes
    the place of what is loaded; the files as they were sent are kept in both versions. To repeat
    it is safe: a range that is being loaded again already is not begun anew.

    With --wait, ends with 0 when it is done, 4 where the store has to be waited for.
    """
    user = acting_person(person)
    one = integration_of(workspace_of(user, workspace), integration)
    begins = day_typed(first, "--from")
    days = Days(begins, day_typed(last, "--to") if last else begins)
    before = {found.pk: standing.last_run_id for found, standing in standings([one])}
    row = verb.reload(user, one, days, report=report, app=app)
    if wait:
        watch([one], before)
        row.refresh_from_db()
    _tell(row, as_json=as_json)
    if wait and row.ended_at is None:
        raise CommandFailed("It goes on when the store answers again.", Exit.BUSY)


def _tell(row: Reload, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "integration": row.integration_id,
                "report": row.report,
                "app": row.app_id,
                "first": row.first_on.isoformat(),
                "last": row.last_on.isoformat(),
                "asked_at": iso(row.asked_at),
                "ended_at": iso(row.ended_at),
                "outcome": row.outcome,
            }
        )
        return
    say(f"{row.integration.name}: {verb.words_of(row)}")
    say(row.outcome or "Being loaded again. `storelink status` shows how far it is.")

"""`storelink request-reports`: have the store make reports, with a credential that is used once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from storelink.cli.answers import answers_to, given
from storelink.cli.exits import Exit
from storelink.cli.output import note, print_json, say
from storelink.cli.person import (
    AsOption,
    WorkspaceOption,
    acting_person,
    integration_of,
    workspace_of,
)
from storelink.integrations.models import Integration
from storelink.products import prepare_once as verb
from storelink.providers.contract import Ask
from storelink.providers.preparation import Came, Preparation
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require

_WORDS: Mapping[Came, str] = {
    Came.MADE: "asked for",
    Came.ALREADY: "was asked for before",
    Came.REFUSED: "refused",
}


def run(
    integration: Annotated[str, typer.Argument(help="Number, account ID, or name.")],
    *,
    fields: Annotated[
        list[str] | None,
        typer.Option("--field", help="name=value, name=@file, or name=- (standard input)."),
    ] = None,
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="Print the calls for a shell and send nothing.")
    ] = False,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Request reports for every included app, if that takes more permissions than reading them.
    The credential is used once, in memory, and never stored.

    Exit code 3 if the store refused an app. Repeating it is safe.
    """
    user = acting_person(person)
    one = integration_of(workspace_of(user, workspace), integration)
    require(user, one.workspace, Role.MANAGER)
    preparation = verb.preparation_of(one)
    if by_hand:
        say(verb.by_hand(user, one))
        return
    note(preparation.about)
    found = _asked(user, one, preparation, fields or [], as_json=as_json)
    if as_json:
        print_json(
            [{"app": d.app.store_id, "came": d.came.value, "why": d.sentence} for d in found]
        )
    if any(done.came is Came.REFUSED for done in found):
        raise typer.Exit(Exit.NEEDS_A_PERSON)


def _asked(
    user: User,
    one: Integration,
    preparation: Preparation,
    fields: Sequence[str],
    *,
    as_json: bool,
) -> list[verb.Done]:
    """Each app is told as it is done."""
    ask = Ask("once", preparation.title, preparation.fields)
    found = []
    for done in verb.prepare_once(user, one, answers_to(ask, given(fields))):
        found.append(done)
        if not as_json:
            say(f"{done.app.name}: {done.sentence or _WORDS[done.came]}")
    return found

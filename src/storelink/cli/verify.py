"""`storelink verify`: confirm a sign-in that ends, beginning at the code."""

from __future__ import annotations

from typing import Annotated

import typer

from storelink.cli.answers import given
from storelink.cli.conversation import report, talk
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import note
from storelink.cli.person import (
    AsOption,
    WorkspaceOption,
    acting_person,
    integrations_of,
    workspace_of,
)
from storelink.integrations.connect import verify
from storelink.providers.contract import Ask


def run(
    integration: Annotated[str, typer.Argument(help="Number, account ID, or name.")],
    *,
    fields: Annotated[
        list[str] | None,
        typer.Option("--field", help="name=value, name=@file, or name=- (standard input)."),
    ] = None,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Verify an integration whose sign-in expires or has expired. History and shares are kept.

    Starts at the step where the store needs a person, usually the code. Exit code 3 if it refuses.
    """
    user = acting_person(person)
    chosen = integrations_of(workspace_of(user, workspace), integration)
    credential = chosen[0].credentials.order_by("verified_until", "-set_at").first()
    if credential is None:
        raise CommandFailed(
            f"{chosen[0].name} has nothing to sign in with: "
            f"storelink connect --update {chosen[0].pk}",
            Exit.NEEDS_A_PERSON,
        )
    attempt, step = verify(user, credential)
    if isinstance(step, Ask):
        note(step.title)
        if step.hint:
            note(step.hint)
    report(talk(user, attempt, step, given(fields or [], is_strict=False)), as_json=as_json)

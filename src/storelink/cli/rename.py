"""`storelink rename`: call an account something else."""

from __future__ import annotations

from typing import Annotated

import typer

from storelink.cli.account_answer import tell
from storelink.cli.output import say
from storelink.cli.person import (
    AsOption,
    WorkspaceOption,
    acting_person,
    integration_of,
    workspace_of,
)
from storelink.integrations.rename import rename


def run(
    integration: Annotated[str, typer.Argument(help="Number, account or name.")],
    name: Annotated[str, typer.Argument(help="What it is called from now on.")],
    *,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Rename an account, everywhere in Storelink. The store is told nothing."""
    user = acting_person(person)
    one = integration_of(workspace_of(user, workspace), integration)
    rename(user, one, name)
    if as_json:
        tell(one, "", as_json=True)
    else:
        say(f"Integration {one.pk} is called {one.name}.")

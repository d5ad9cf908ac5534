"""`storelink resume`: a paused integration syncs again."""

from __future__ import annotations

from typing import Annotated

import typer

from storelink.cli.account_answer import IntegrationArgument, tell
from storelink.cli.person import (
    AsOption,
    WorkspaceOption,
    acting_person,
    integration_of,
    workspace_of,
)
from storelink.integrations.pause import resume


def run(
    integration: IntegrationArgument,
    *,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Sync a paused integration again, starting now."""
    user = acting_person(person)
    one = integration_of(workspace_of(user, workspace), integration)
    resume(user, one)
    tell(one, "syncs again.", as_json=as_json)

"""`storelink pause`: nothing is fetched until it is resumed."""

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
from storelink.integrations.pause import pause


def run(
    integration: IntegrationArgument,
    *,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Stop syncing an integration until you resume it. Collected data stays as it is."""
    user = acting_person(person)
    one = integration_of(workspace_of(user, workspace), integration)
    pause(user, one)
    tell(one, "is paused. Resume it with `storelink resume`.", as_json=as_json)

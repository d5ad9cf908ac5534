"""`storelink delete`: end an integration, with its credentials and shares."""

from __future__ import annotations

from typing import Annotated

import typer

from storelink.cli.account_answer import IntegrationArgument
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import is_interactive, note, one_line, print_json, say
from storelink.cli.person import (
    AsOption,
    WorkspaceOption,
    acting_person,
    integration_of,
    workspace_of,
)
from storelink.integrations.models import Integration
from storelink.products.delete import delete
from storelink.products.models import Share
from storelink.workspaces.models import Role
from storelink.workspaces.permission import require


def run(
    integration: IntegrationArgument,
    *,
    erase_data: Annotated[
        bool,
        typer.Option(
            "--erase-data",
            help="Also erase the reports that were collected. Without it they stay, and "
            "connecting the account again continues with them.",
        ),
    ] = False,
    is_sure: Annotated[
        bool, typer.Option("--yes", help="Do not ask for the name as a confirmation.")
    ] = False,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Delete an integration: its credentials and shares at once, its data if you ask for that.

    Type its name to confirm, or pass --yes. The account at the store stays as it is.
    """
    user = acting_person(person)
    one = integration_of(workspace_of(user, workspace), integration)
    require(user, one.workspace, Role.MANAGER)
    number, shares = one.pk, _shared_with(one)
    if not is_sure:
        _confirm(one, shares, erases=erase_data)
    delete(user, one, erase_data=erase_data)
    if as_json:
        print_json(
            {
                "integration": number,
                "provider": one.provider,
                "account_id": one.account_id,
                "name": one.name,
                "shares_ended": shares,
                "is_data_erased": erase_data,
            }
        )
        return
    kept = "Its data was erased." if erase_data else "Its data was kept."
    say(f"{one.name} was deleted. {kept}")


def _shared_with(one: Integration) -> list[str]:
    """Names of the workspaces that lose it."""
    shares = Share.objects.filter(integration=one).order_by("workspace__name", "pk")
    return list(shares.values_list("workspace__name", flat=True))


def _confirm(one: Integration, shares: list[str], *, erases: bool) -> None:
    """CommandFailed unless a person types the integration’s name."""
    if not is_interactive():
        raise CommandFailed(
            f"Nothing was deleted: there is no terminal to confirm it on. Add --yes to delete "
            f"{one.name}.",
            Exit.NEEDS_A_PERSON,
        )
    note(f"This erases the credentials of {one.name} and stops syncing it.")
    if shares:
        note(f"These workspaces lose it: {', '.join(shares)}.")
    if erases:
        note("All reports that were collected are erased. This cannot be undone.")
    typed = typer.prompt("Type its name to delete it", default="", show_default=False, err=True)
    if one_line(str(typed)) != one_line(one.name):
        raise CommandFailed("That is not its name. Nothing was deleted.", Exit.USAGE)

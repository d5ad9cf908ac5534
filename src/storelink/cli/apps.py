"""`storelink apps`: the apps of an account, and which of them are brought in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from storelink.cli.app_names import apps_named
from storelink.cli.output import print_json, print_table, say
from storelink.cli.person import (
    AsOption,
    WorkspaceOption,
    acting_person,
    integration_of,
    integrations_of,
    workspace_of,
)
from storelink.integrations.models import Integration
from storelink.products.choose_apps import choose_apps
from storelink.products.labels import APP_STATES
from storelink.products.models import App
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Which = Annotated[str, typer.Argument(help="The integration's number, account ID, or name.")]
Some = Annotated[list[str], typer.Argument(help="IDs or names of apps.")]
New = Annotated[
    bool | None,
    typer.Option(
        "--new/--no-new",
        help="Whether to include apps that appear later. Default: unchanged.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_apps(
    integration: Annotated[
        str, typer.Argument(help="The integration. Default: all in the workspace.")
    ] = "",
    *,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Json = False,
) -> None:
    """List an integration's apps, including excluded ones and those no longer in the account."""
    user = acting_person(person)
    home = workspace_of(user, workspace)
    require(user, home, Role.VIEWER)
    found = App.objects.filter(integration__in=integrations_of(home, integration))
    facts = [_facts(one) for one in found.select_related("integration")]
    if as_json:
        print_json(facts)
        return
    print_table(
        ["account", "app", "name", "brought in", "state"],
        [
            [
                one["account"],
                one["app"],
                one["name"],
                "no" if one["is_left_out"] else "yes",
                APP_STATES[one["state"]],
            ]
            for one in facts
        ],
    )


@app.command("only")
def only(
    integration: Which,
    apps: Some,
    *,
    new: New = None,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
) -> None:
    """Bring in these apps of an account, and leave out all others."""
    user, one = _account(person, workspace, integration)
    _say(one, choose_apps(user, one, _ids(one, apps), takes_new=new))


@app.command("leave-out")
def leave_out(
    integration: Which,
    apps: Some,
    *,
    new: New = None,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
) -> None:
    """Ask for nothing of these apps any more. What has come in stays, and is not shown."""
    user, one = _account(person, workspace, integration)
    _say(one, choose_apps(user, one, (), among=_ids(one, apps), takes_new=new))


@app.command("bring-in")
def bring_in(
    integration: Which,
    apps: Some,
    *,
    new: New = None,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
) -> None:
    """Bring in these apps, or take them in again with what they had."""
    user, one = _account(person, workspace, integration)
    chosen = _ids(one, apps)
    _say(one, choose_apps(user, one, chosen, among=chosen, takes_new=new))


def _account(person: str, workspace: str, which: str) -> tuple[User, Integration]:
    user = acting_person(person)
    one = integration_of(workspace_of(user, workspace), which)
    return user, one


def _ids(one: Integration, names: Sequence[str]) -> frozenset[int]:
    return frozenset(app.pk for app in apps_named(one, names))


def _say(one: Integration, counts: tuple[int, int]) -> None:
    say(f"{one.name}: {counts[0]} apps brought in, {counts[1]} left out.")


def _facts(one: App) -> dict[str, Any]:
    return {
        "account": one.integration.name,
        "app": one.store_id,
        "name": one.name,
        "is_left_out": one.is_left_out,
        "state": one.state,
    }

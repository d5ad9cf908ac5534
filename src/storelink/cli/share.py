"""`storelink share`: accounts seen by other workspaces."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

import typer

from storelink.cli.app_names import apps_named
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import print_json, print_table, say
from storelink.cli.person import (
    AsOption,
    WorkspaceOption,
    acting_person,
    integration_of,
    workspace_of,
)
from storelink.products import share as verbs
from storelink.products.limits import in_force
from storelink.products.models import Share
from storelink.workspaces.models import Role
from storelink.workspaces.permission import require

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Which = Annotated[str, typer.Argument(help="The integration's number, account ID, or name.")]
Target = Annotated[str, typer.Argument(help="The name of the workspace to share with.")]


@app.command("list")
def list_shares(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
) -> None:
    """List the integrations that the workspace shares, and those shared with it."""
    user = acting_person(person)
    home = workspace_of(user, workspace)
    require(user, home, Role.VIEWER)
    shares = in_force().select_related("integration", "workspace").prefetch_related("apps")
    rows = [("out", one) for one in shares.filter(integration__workspace=home)]
    rows += [("in", one) for one in shares.filter(workspace=home)]
    facts = [{"direction": way, **_facts(one)} for way, one in rows]
    if as_json:
        print_json(facts)
        return
    print_table(
        ["", "account", "workspace", "apps", "money", "days", "until"],
        [[str(value) for value in one.values()] for one in facts],
    )


@app.command("add")
def add(
    integration: Which,
    target: Target,
    *,
    apps: Annotated[
        list[str] | None,
        typer.Option("--app", help="Only this app. Can be repeated. Default: all."),
    ] = None,
    hides_money: Annotated[bool, typer.Option("--without-money", help="Hide amounts.")] = False,
    first: Annotated[str, typer.Option("--from", help="First day to show, YYYY-MM-DD.")] = "",
    last: Annotated[str, typer.Option("--to", help="Last day to show, YYYY-MM-DD.")] = "",
    until: Annotated[str, typer.Option("--until", help="Last day of sharing, YYYY-MM-DD.")] = "",
    person: AsOption = "",
    workspace: WorkspaceOption = "",
) -> None:
    """Share an integration with a workspace. Sharing it again replaces its limits."""
    user = acting_person(person)
    one = integration_of(workspace_of(user, workspace), integration)
    ends_on = _day(until)
    terms = verbs.Terms(
        apps=apps_named(one, apps) if apps else None,
        hides_money=hides_money,
        first_on=_day(first),
        last_on=_day(last),
        expires_at=_end_of(ends_on) if ends_on else None,
    )
    made = verbs.share(user, one, workspace_of(user, target), terms)
    say(f"{one.name} is shared with {made.workspace.name}.")


@app.command("remove")
def remove(
    integration: Which, target: Target, *, person: AsOption = "", workspace: WorkspaceOption = ""
) -> None:
    """Take an account back from a workspace."""
    user = acting_person(person)
    one = integration_of(workspace_of(user, workspace), integration)
    found = Share.objects.filter(integration=one, workspace__name__iexact=target).first()
    if found is None:
        raise CommandFailed(f"{one.name} is not shared with “{target}”.", Exit.USAGE)
    verbs.unshare(user, one, found.workspace)
    say(f"{one.name} is no longer shared with {found.workspace.name}.")


def _facts(one: Share) -> dict[str, str]:
    days = [str(day) if day else "" for day in (one.first_on, one.last_on)]
    return {
        "account": one.integration.name,
        "workspace": one.workspace.name,
        "apps": "all" if one.has_all_apps else ", ".join(known.name for known in one.apps.all()),
        "money": "hidden" if one.hides_money else "shown",
        "days": "–".join(days) if any(days) else "all",
        "until": one.expires_at.isoformat() if one.expires_at else "",
    }


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandFailed(f"“{text}” is no day. Write YYYY-MM-DD.", Exit.USAGE) from error

"""`storelink people`: who may sign in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import is_interactive, print_json, print_table, say
from storelink.cli.product import require_rows
from storelink.workspaces.models import Membership, User
from storelink.workspaces.people import add_person

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command("add")
def add(
    email: Annotated[str, typer.Argument(help="The e-mail address to sign in with.")],
    *,
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    password_file: Annotated[
        Path | None,
        typer.Option(help="A file whose first line is the password; - reads standard input."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Add a person with a personal workspace. Prompts for the password unless a file has it."""
    require_rows()
    user = add_person(email, _password(password_file), name=name)
    if as_json:
        print_json({"email": user.email, "name": user.name})
    else:
        say(f"{user.email} can sign in now.")


@app.command("list")
def list_people(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the people and their roles in each workspace."""
    require_rows()
    people = [_facts(user) for user in User.objects.order_by("email")]
    if as_json:
        print_json(people)
        return
    print_table(
        ["e-mail", "name", "workspaces"],
        [
            [
                p["email"],
                p["name"],
                ", ".join(f"{w['name']} ({w['role']})" for w in p["workspaces"]),
            ]
            for p in people
        ],
    )


def _facts(user: User) -> dict[str, Any]:
    memberships = Membership.objects.filter(user=user).select_related("workspace")
    return {
        "email": user.email,
        "name": user.name,
        "is_active": user.is_active,
        "workspaces": [{"name": m.workspace.name, "role": m.role} for m in memberships],
    }


def _password(file: Path | None) -> str:
    if file is not None and str(file) == "-":
        return sys.stdin.readline().rstrip("\r\n")
    if file is not None:
        return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    if not is_interactive():
        raise CommandFailed(
            "There is no terminal to ask for the password on. Give it by --password-file, where - "
            "reads it from standard input.",
            Exit.USAGE,
        )
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))

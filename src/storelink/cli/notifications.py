"""`storelink notifications`: what a person is told, and how they want to be told."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import note, print_json, print_table, say
from storelink.cli.person import AsOption, acting_person
from storelink.workspaces.models import Notification
from storelink.workspaces.told import KINDS, mark_read, open_to
from storelink.workspaces.told_choice import choose, ways_of

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_MOST = 100


@app.command("list")
def list_notifications(
    *,
    shows_all: Annotated[
        bool, typer.Option("--all", help="Include read and solved notifications.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    person: AsOption = "",
) -> None:
    """List the person's notifications, newest first."""
    found = open_to(acting_person(person))
    if not shows_all:
        found = [one for one in found if one.read_at is None and one.resolved_at is None]
    if as_json:
        print_json([_facts(one) for one in found[:_MOST]])
        return
    if not found:
        note("Nothing to tell.")
        return
    rows = [[str(one.pk), f"{one.told_at:%Y-%m-%d %H:%M}", one.title] for one in found[:_MOST]]
    print_table(["", "told (UTC)", "what"], rows)


@app.command("read")
def read(
    number: Annotated[int, typer.Argument(help="Its number. Default: all.")] = 0,
    *,
    person: AsOption = "",
) -> None:
    """Mark one notification as read, or all."""
    count = mark_read(acting_person(person), number or None)
    say(f"{count} marked read.")


@app.command("choose")
def choose_way(
    kind: Annotated[
        str, typer.Argument(help="A kind of notification. Default: list all kinds.")
    ] = "",
    *,
    in_app: Annotated[
        bool | None, typer.Option("--in-app/--no-in-app", help="Show it in the product.")
    ] = None,
    by_mail: Annotated[
        bool | None, typer.Option("--mail/--no-mail", help="Send it by e-mail.")
    ] = None,
    person: AsOption = "",
) -> None:
    """Show how each kind of notification is delivered, or change it for one kind."""
    user = acting_person(person)
    if kind:
        if kind not in {known.key for known in KINDS}:
            names = ", ".join(known.key for known in KINDS)
            raise CommandFailed(f"There is no kind “{kind}”. Choose of: {names}.", Exit.USAGE)
        way = ways_of(user)[kind]
        way = replace(way, in_app=way.in_app if in_app is None else in_app)
        choose(user, {kind: replace(way, by_mail=way.by_mail if by_mail is None else by_mail)})
    ways = ways_of(user)
    rows = [
        [known.key, _word(ways[known.key].in_app), _word(ways[known.key].by_mail), known.name]
        for known in KINDS
    ]
    print_table(["kind", "in the product", "by mail", ""], rows)


def _word(is_on: bool) -> str:  # noqa: FBT001
    return "yes" if is_on else "no"


def _facts(one: Notification) -> dict[str, object]:
    return {
        "number": one.pk,
        "kind": one.kind,
        "workspace": one.workspace.name,
        "title": one.title,
        "text": one.text,
        "path": one.path,
        "told_at": one.told_at.isoformat(),
        "read_at": one.read_at.isoformat() if one.read_at else None,
        "resolved_at": one.resolved_at.isoformat() if one.resolved_at else None,
    }

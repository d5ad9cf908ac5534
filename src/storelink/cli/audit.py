"""`storelink audit`: who did what, and whether the log is whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import note, print_json, print_table, say
from storelink.cli.person import AsOption, WorkspaceOption, acting_person, workspace_of
from storelink.cli.product import require_rows
from storelink.workspaces.audit import VERBS, entries
from storelink.workspaces.chain import INSTALLATION, Head, broken, heads
from storelink.workspaces.models import AuditEntry

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_MOST_HEADS_BYTES = 50_000_000


@app.command("list")
def list_entries(
    words: Annotated[
        str, typer.Argument(help="Show only entries that contain all of these words.")
    ] = "",
    *,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number to show.")] = 50,
    whole: Annotated[
        bool, typer.Option("--installation", help="Show what belongs to no single workspace.")
    ] = False,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """List the activity of a workspace, newest first. For its managers."""
    if whole:
        require_rows()
        found = AuditEntry.objects.filter(chain=INSTALLATION)
    else:
        user = acting_person(person)
        found = entries(user, workspace_of(user, workspace), words)
    rows = list(found[:limit])
    if as_json:
        print_json([_facts(row) for row in rows])
        return
    print_table(
        ["when", "who", "what", "about", "from"],
        [
            [f"{row.at:%Y-%m-%d %H:%M:%S}", row.actor, VERBS.get(row.verb, row.verb), row.about,
             row.came_from] for row in rows
        ],
    )  # fmt: skip


@app.command("verify")
def verify(
    *,
    since: Annotated[
        Path | None,
        typer.Option(help="A file with the output of an earlier `verify --json`, to compare with."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check whether an entry was removed or changed. Exit code 1 if so.

    Store the output of --json elsewhere: with it, --since detects a log that was forged as a whole.
    """
    require_rows()
    faults = list(broken(_kept(since) if since else ()))
    if as_json:
        print_json(
            {
                "is_whole": not faults,
                "faults": [{"chain": one.chain, "sentence": one.sentence} for one in faults],
                "heads": [
                    {"chain": one.chain, "number": one.number, "digest": one.digest}
                    for one in heads()
                ],
            }
        )
    for one in faults:
        note(f"{_place(one.chain)}: {one.sentence}")
    if faults:
        raise typer.Exit(Exit.FAILED)
    if not as_json:
        say(f"{AuditEntry.objects.count():,} entries: none was removed or changed.")


def _place(chain: int) -> str:
    return "The installation" if chain == INSTALLATION else f"Workspace {chain}"


def _kept(file: Path) -> Sequence[Head]:
    """The heads in what an earlier `verify --json` printed."""
    try:
        if file.stat().st_size > _MOST_HEADS_BYTES:
            raise ValueError
        said = json.loads(file.read_text())
        return [
            Head(int(one["chain"]), int(one["number"]), str(one["digest"])) for one in said["heads"]
        ]
    except (ValueError, KeyError, TypeError):
        raise CommandFailed(
            f"{file} is not what `storelink audit verify --json` prints.", Exit.USAGE
        ) from None


def _facts(row: AuditEntry) -> dict[str, str]:
    return {
        "at": row.at.isoformat(),
        "who": row.actor,
        "what": row.verb,
        "about": row.about,
        "from": row.came_from,
    }

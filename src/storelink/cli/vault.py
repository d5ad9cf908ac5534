"""`storelink vault`: the key that seals credentials."""

from __future__ import annotations

from typing import Annotated

import typer

from storelink.cli.exits import Exit
from storelink.cli.output import note, print_facts, print_json, say
from storelink.cli.product import require_rows
from storelink.integrations.secrets_check import check_secrets
from storelink.integrations.secrets_rotate import rotate_key
from storelink.workspaces.audit import note as write_down

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("rotate")
def rotate(*, as_json: JsonOption = False) -> None:
    """Make a new key and seal every credential with it, while everything goes on.

    Safe to interrupt and to repeat. The old key stays in the key file, because backups need it.
    Ends with 3 where a credential did not open and so kept its key.
    """
    require_rows()
    done = rotate_key()
    write_down(None, None, "key.rotated", f"to {done.kid}, {done.resealed} secrets sealed anew")
    if as_json:
        print_json(
            {
                "key": done.kid,
                "is_new_key": done.is_new_key,
                "resealed": done.resealed,
                "left": done.left,
                "failures": [
                    {"about": failure.about.rendered(), "sentence": failure.sentence}
                    for failure in done.failures
                ],
            }
        )
    else:
        say(f"{done.resealed} secrets are sealed with the key {done.kid} now.")
        if done.is_new_key:
            say("Copy the key file to its safe place again: it holds a new key.")
    for failure in done.failures:
        note(f"{failure.about.rendered()}: {failure.sentence}")
    if done.left:
        note(f"{done.left} secrets changed meanwhile. Run it again for these.")
        raise typer.Exit(Exit.BUSY)
    if done.failures:
        raise typer.Exit(Exit.NEEDS_A_PERSON)


@app.command("status")
def status(*, as_json: JsonOption = False) -> None:
    """Show where the key is, and whether every stored credential opens with it."""
    require_rows()
    found = check_secrets()
    if as_json:
        print_json(
            {
                "place": found.place,
                "key": found.kid,
                "secrets": found.opened + len(found.failures),
                "opened": found.opened,
                "sealed_with_other_keys": found.with_older_keys,
                "failures": list(found.failures),
            }
        )
    else:
        print_facts(
            {
                "Keys": found.place,
                "Newest key": found.kid,
                "Secrets": f"{found.opened} of {found.opened + len(found.failures)} open",
                "With older keys": str(found.with_older_keys),
            }
        )
    for sentence in found.failures:
        note(sentence)
    if found.failures:
        raise typer.Exit(Exit.NEEDS_A_PERSON)

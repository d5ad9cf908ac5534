"""`storelink token`: a short-lived token for calling a console by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from storelink.cli.answers import answers_to, given
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import note, say
from storelink.providers.contract import Ask
from storelink.providers.registry import provider


def run(
    provider_key: Annotated[
        str,
        typer.Argument(metavar="PROVIDER", help="The store's key."),
    ],
    *,
    fields: Annotated[
        list[str] | None,
        typer.Option("--field", help="name=value, name=@file, or name=- (standard input)."),
    ] = None,
) -> None:
    """Create a token for calling a store's API yourself. Stores nothing and makes no network call.

    Works without a home folder or a database, also on another machine. Only the token is written
    to standard output.
    """
    part = provider(provider_key).preparation
    if part is None:
        raise CommandFailed(f"{provider_key} has no calls that are made by hand.", Exit.USAGE)
    token = part.token(answers_to(Ask("token", part.title, part.fields), given(fields or [])))
    note(f"It lasts {part.token_lasts_minutes} minutes.")
    say(token)

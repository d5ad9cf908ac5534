"""`storelink up`: everything on this machine, by one command."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from storelink.cli.light import become


def run(
    *,
    host: Annotated[str, typer.Option(help="Overrides STORELINK_HOST.", show_default=False)] = "",
    port: Annotated[
        int,
        typer.Option(help="Overrides STORELINK_PORT.", min=0, max=65535, show_default=False),
    ] = 0,
    workers: Annotated[
        int, typer.Option(help="Overrides STORELINK_WORKERS.", min=0, show_default=False)
    ] = 0,
) -> None:
    """Start the web server and the workers, and keep them running until Ctrl-C or SIGTERM.

    Creates the home folder and the database at the first start, migrates them after an upgrade,
    and prints the address and, until the first user exists, the one-time set-up link.
    """
    _put("STORELINK_HOST", host)
    _put("STORELINK_PORT", port)
    _put("STORELINK_WORKERS", workers)
    become("up")


def _put(name: str, value: str | int) -> None:
    if value:
        os.environ[name] = str(value)

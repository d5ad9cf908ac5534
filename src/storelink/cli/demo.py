"""`storelink demo`: the whole product with an invented publisher, on this machine alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storelink.cli.light import become


def run(
    *,
    home: Annotated[
        Path | None, typer.Option(help="Folder for the demo's data. Default: a temporary one.")
    ] = None,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    seed: Annotated[int, typer.Option(help="A different number gives different figures.")] = 1,
) -> None:
    """Try everything with a fictional publisher: no account, no network, nothing to clean up.

    Starts a simulator of the stores, connects Storelink to it, and prints an address and a
    sign-in. A year of data arrives, newest days first.
    """
    become("demo", home=str(home.absolute()) if home else "", port=port, seed=seed)

"""`storelink demo`: the whole product with an invented publisher, on this machine alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storelink.cli.light import become


def run(
    *,
    home: Annotated[
        Path | None, typer.Option(help="Keep the demo's data there; without it, nothing is kept.")
    ] = None,
    port: Annotated[int, typer.Option(help="Where to listen.", min=1, max=65535)] = 8000,
    seed: Annotated[int, typer.Option(help="Another number, another publisher's figures.")] = 1,
) -> None:
    """Try everything with an invented publisher: no account, no network, nothing to clean up.

    Starts the simulator and the product, connects the one to the other by an API key, and prints
    an address and a sign-in. The newest days come in first, a year within about a minute.
    """
    become("demo", home=str(home.absolute()) if home else "", port=port, seed=seed)

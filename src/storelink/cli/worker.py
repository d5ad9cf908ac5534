"""`storelink worker`: one process that brings accounts up to date."""

from __future__ import annotations

from typing import Annotated

import typer

from storelink.cli.lifeline import end_with_supervisor
from storelink.sync import worker


def run(
    *,
    supervised: Annotated[bool, typer.Option("--supervised", hidden=True)] = False,
) -> None:
    """Run one worker alone, until SIGTERM or Ctrl-C. Any number may run, on any machine."""
    if supervised:
        end_with_supervisor()
    worker.main()

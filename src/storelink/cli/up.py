"""`storelink up`: everything on this machine, by one command."""

from __future__ import annotations

import os
import threading
from contextlib import ExitStack
from typing import Annotated

import typer

from storelink.cli.home import sole_use
from storelink.cli.output import note, say
from storelink.cli.ports import is_answering, refuse_if_taken
from storelink.cli.readiness import Readiness, prepared
from storelink.cli.supervisor import Supervisor, own

_START_SECONDS = 60.0


def run(
    *,
    host: Annotated[str, typer.Option(help="Instead of STORELINK_HOST.")] = "",
    port: Annotated[int, typer.Option(help="Instead of STORELINK_PORT.", max=65535)] = 0,
    workers: Annotated[int, typer.Option(help="Instead of STORELINK_WORKERS.")] = 0,
) -> None:
    """Start the web server and the workers, and keep them running until Ctrl-C or SIGTERM.

    Makes the home and the database at the first start, brings them forward after an upgrade,
    and prints the address and, while nobody is there yet, the one-time link to the first account.
    """
    _put("STORELINK_HOST", host)
    _put("STORELINK_PORT", port)
    _put("STORELINK_WORKERS", workers)
    with ExitStack() as stack:
        ready = prepared()
        stack.enter_context(sole_use(ready.home))
        refuse_if_taken(ready.host, ready.port)
        supervisor = stack.enter_context(Supervisor(note))
        start_all(supervisor, ready)
        announce_when_answering(ready)
        supervisor.run()
        say("Storelink is ending.")


def start_all(supervisor: Supervisor, ready: Readiness) -> None:
    """The web server and the workers."""
    supervisor.add(own("web", "web"))
    for number in range(1, ready.workers + 1):
        supervisor.add(own(f"worker {number}", "worker"))


def announce_when_answering(ready: Readiness) -> None:
    """Print the address as soon as somebody answers there, meanwhile going on."""
    threading.Thread(target=_announce, args=(ready,), daemon=True).start()


def _announce(ready: Readiness) -> None:
    if not is_answering(ready.host, ready.port, within_seconds=_START_SECONDS):
        note("The web server does not answer yet. Look above for what keeps it.")
        return
    say(f"Storelink is at {ready.address}")
    if ready.set_up_address:
        say(f"Make the first account here (one time, within a week): {ready.set_up_address}")
    say("Ctrl-C ends it.")


def _put(name: str, value: str | int) -> None:
    if value:
        os.environ[name] = str(value)

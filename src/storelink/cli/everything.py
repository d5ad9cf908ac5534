"""The supervisor of `storelink up`: web server and workers, kept running until told to end."""

from __future__ import annotations

import threading
from contextlib import ExitStack

from storelink.cli.home import sole_use
from storelink.cli.output import note, say
from storelink.cli.ports import is_answering, refuse_if_taken
from storelink.cli.readiness import Readiness, prepared
from storelink.cli.supervisor import Supervisor, own

_START_SECONDS = 120.0


def main() -> None:
    """Until SIGTERM or SIGINT. CommandFailed where the home or the port is in use."""
    with ExitStack() as stack:
        note("Starting Storelink. The address follows within seconds.")
        ready = prepared()
        stack.enter_context(sole_use(ready.home))
        refuse_if_taken(ready.host, ready.port)
        supervisor = stack.enter_context(Supervisor(note))
        start_all(supervisor, ready)
        threading.Thread(target=_announce, args=(ready,), daemon=True).start()
        supervisor.run()
        say("Stopping Storelink.")


def start_all(supervisor: Supervisor, ready: Readiness) -> None:
    """The web server and the workers."""
    supervisor.add(own("web", "web"))
    for number in range(1, ready.workers + 1):
        supervisor.add(own(f"worker {number}", "worker"))


def is_serving(ready: Readiness) -> bool:
    """Whether the web server answers, waiting for it; says what to look for where it does not."""
    if is_answering(ready.host, ready.port, within_seconds=_START_SECONDS):
        return True
    note("The web server does not answer yet. Look above for what keeps it.")
    return False


def _announce(ready: Readiness) -> None:
    if not is_serving(ready):
        return
    say(f"Storelink is at {ready.address}")
    if ready.set_up_address:
        say(f"Create the first account here (link valid once, for a week): {ready.set_up_address}")
    say("Press Ctrl-C to stop.")

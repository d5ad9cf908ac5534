"""The supervisor of `storelink demo`: simulator and product, the one connected to the other."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path
from shutil import which

from storelink.cli.everything import is_serving, start_all
from storelink.cli.exits import CommandFailed
from storelink.cli.home import sole_use
from storelink.cli.output import note, say
from storelink.cli.ports import free_port, is_answering, refuse_if_taken
from storelink.cli.readiness import Readiness, ask_child, prepared
from storelink.cli.supervisor import Role, Supervisor, own

_START_SECONDS = 60.0
_KEPT_SETTINGS = ("STORELINK_LOG_LEVEL",)


def main(*, home: str, port: int, seed: int) -> None:
    """Until SIGTERM or SIGINT. Without a `home`, a temporary one that is removed at the end."""
    with ExitStack() as stack:
        folder = (
            Path(home)
            if home
            else Path(
                stack.enter_context(
                    tempfile.TemporaryDirectory(
                        prefix="storelink-demo-", ignore_cleanup_errors=True
                    )
                )
            )
        )
        simulator_port = free_port()
        _set_environment(folder.absolute(), port, simulator_port)
        refuse_if_taken("127.0.0.1", port)
        note("Starting the demo. The address and a sign-in follow within seconds.")
        supervisor = stack.enter_context(Supervisor(note))
        supervisor.add(_simulator(simulator_port, seed))
        ready = prepared()
        stack.enter_context(sole_use(ready.home))
        _start(supervisor, ready, simulator_port)
        supervisor.run()
        say("Stopping the demo.")


def _set_environment(folder: Path, port: int, simulator_port: int) -> None:
    """Nothing of a real installation is used: its settings are taken out first."""
    for name in [name for name in os.environ if name.startswith("STORELINK_")]:
        if name not in _KEPT_SETTINGS:
            del os.environ[name]
    os.environ |= {
        "STORELINK_HOME": str(folder),
        "STORELINK_HOST": "127.0.0.1",
        "STORELINK_PORT": str(port),
        "STORELINK_DEMO": "true",
        "STORELINK_WORKERS": "2",  # one a store
        "STORELINK_SIMULATOR_URL": f"http://127.0.0.1:{simulator_port}",
    }


def _start(supervisor: Supervisor, ready: Readiness, simulator_port: int) -> None:
    """Web server and workers start while the sign-in is made: each takes a second or two."""
    start_all(supervisor, ready)
    if not is_answering("127.0.0.1", simulator_port, within_seconds=_START_SECONDS):
        raise CommandFailed("The simulator does not start. Check the messages above for the cause.")
    account = ask_child("demo-account")
    threading.Thread(target=_welcome, args=(supervisor, ready, account), daemon=True).start()


def _simulator(port: int, seed: int) -> Role:
    beside = Path(sys.executable).with_name("storelink-simulator")
    command = str(beside) if beside.exists() else which("storelink-simulator")
    if command is None:
        raise CommandFailed("The command storelink-simulator is missing. Install Storelink again.")
    # A store's hourly limit would make a first sync last for hours: a demonstration has none.
    options = ("--port", str(port), "--seed", str(seed), "--calls-per-hour", "1000000")
    return Role("simulator", (command, *options), has_output=False)


def _welcome(supervisor: Supervisor, ready: Readiness, account: dict[str, str]) -> None:
    if not is_serving(ready):
        return
    say()
    say(f"  Open      {ready.address}")
    say(f"  E-mail    {account['email']}")
    say(f"  Password  {account['password']}")
    say()
    say("All apps and figures are fictional. Press Ctrl-C to stop.")
    supervisor.start_once(own("first sync", "first-sync"))

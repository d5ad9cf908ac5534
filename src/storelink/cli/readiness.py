"""What a supervisor knows of the product, told by a child process that ends again.

So the supervisor never holds Django in memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storelink.cli.exits import CommandFailed, Exit


@dataclass(frozen=True, slots=True)
class Readiness:
    """The home is ready, and this is how it is to be run."""

    home: Path
    host: str
    port: int
    workers: int
    address: str
    set_up_address: str
    """Empty once somebody is there."""


def prepared() -> Readiness:
    """Make the home ready in a child process. CommandFailed where that fails, as it failed."""
    told = ask_child("prepare")
    return Readiness(
        home=Path(told["home"]),
        host=str(told["host"]),
        port=int(told["port"]),
        workers=int(told["workers"]),
        address=str(told["address"]),
        set_up_address=str(told["set_up_address"]),
    )


def ask_child(*arguments: str, stdin: str = "") -> dict[str, Any]:
    """The JSON object that one of our hidden commands prints."""
    child = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "storelink.cli", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    if child.returncode:
        raise CommandFailed(child.stderr.strip() or "It could not be made ready.",
                            _code(child.returncode))  # fmt: skip
    sys.stderr.write(child.stderr)
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def _code(number: int) -> Exit:
    return Exit(number) if number in set(Exit) else Exit.FAILED

"""One supervisor a home: a lock that ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storelink.cli.exits import CommandFailed, Exit

LOCK_NAME = "up.lock"


@contextmanager
def sole_use(home: Path) -> Iterator[None]:
    """Hold the home. CommandFailed (busy) where another process holds it; names that process."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(home / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(descriptor, home)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, home: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
        raise CommandFailed(
            f"Storelink runs already in {home}{f' (process {holder})' if holder else ''}. "
            "End that one first, or give this one a home of its own by STORELINK_HOME.",
            Exit.BUSY,
        ) from None

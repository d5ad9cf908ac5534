"""A supervised process ends when its supervisor is gone, however that went."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType

_PATIENCE_SECONDS = 15.0


def end_with_supervisor() -> None:
    """Ask ourselves to end (SIGTERM) once standard input, the supervisor's pipe, is at its end."""
    threading.Thread(target=_wait, name="lifeline", daemon=True).start()


def end_on_sigterm() -> None:
    """SIGTERM ends the process as Ctrl-C does, through every `finally`."""
    signal.signal(signal.SIGTERM, _leave)


def _wait() -> None:
    while os.read(sys.stdin.fileno(), 512):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    if not threading.Event().wait(_PATIENCE_SECONDS):
        os._exit(1)


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)

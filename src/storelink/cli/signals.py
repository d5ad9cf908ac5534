"""Waits for signals without polling and without losing one."""

from __future__ import annotations

import os
import select
import signal
from types import FrameType
from typing import Any

_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Signals:
    """From its making to its closing: SIGTERM, SIGINT and SIGHUP ask for the end, and a child's
    death wakes. Main thread only."""

    def __init__(self) -> None:
        self.is_told_to_end = False
        self._reader, writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._writer = writer
        self._wakeup_before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        self._before: dict[signal.Signals, Any] = {
            number: signal.signal(number, self._end) for number in _ENDING
        }
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _ignore)

    def wait(self, seconds: float | None) -> None:
        """Until a signal comes, or that time is over; None: however long it takes."""
        select.select([self._reader], [], [], seconds)
        try:
            while os.read(self._reader, 512):
                pass
        except BlockingIOError:
            return

    def close(self) -> None:
        """Give the signals back to whoever had them."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        os.close(self._reader)
        os.close(self._writer)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.is_told_to_end = True


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Its coming is enough: it wakes the waiting."""

"""Starts the product's processes, restarts those that die, and ends all of them together.

Standard library only: it stays small for as long as the product runs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType

from storelink.cli.signals import Signals

MEMORY = {"MALLOC_ARENA_MAX": "2", "ARROW_DEFAULT_MEMORY_POOL": "system"}
"""One allocator with few arenas: Arrow's own keeps memory of its own beside it, and gives pages
back so soon that a load has them made anew all the time. What the operator set stands."""
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 30.0
_HEALTHY_AFTER_SECONDS = 30.0
"""A process that lived this long starts again without waiting."""
_GRACE_SECONDS = 15.0
"""From SIGTERM to SIGKILL."""


@dataclass(frozen=True, slots=True)
class Role:
    """A process that should always be there."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    """Added to ours."""
    has_output: bool = True
    """What it prints is for people, not for a program that starts it."""


def own(name: str, process: str) -> Role:
    """One of the product's own processes (`light.PROCESSES`)."""
    return Role(name, (sys.executable, "-m", "storelink.cli.light", process))


@dataclass
class _Child:
    role: Role
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths_in_a_row: int = 0
    due_at: float = 0.0


class Supervisor:
    """Holds the processes. Use it as a context: leaving it ends all of them."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._children: list[_Child] = []
        self._passing: list[subprocess.Popen[bytes]] = []
        # The children read from this pipe: when we are gone, however we went, it ends.
        self._lifeline, self._held = os.pipe()

    def __enter__(self) -> Supervisor:
        self._signals = Signals()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end_all()
        self._signals.close()
        os.close(self._lifeline)
        os.close(self._held)

    @property
    def pids(self) -> dict[str, int]:
        """Name → process id of those that run."""
        return {c.role.name: c.process.pid for c in self._children if c.process is not None}

    def add(self, role: Role) -> None:
        """Start a process and keep it running."""
        child = _Child(role)
        self._children.append(child)
        self._start(child)

    def start_once(self, role: Role) -> None:
        """Start a process that may end by itself; with us it ends in any case."""
        self._passing.append(self._spawned(role))

    def run(self) -> None:
        """Watch until SIGTERM or SIGINT."""
        while not self._signals.is_told_to_end:
            for child in self._children:
                self._look_after(child)
            self._signals.wait(self._seconds_to_wait())

    def _start(self, child: _Child) -> None:
        child.started_at = time.monotonic()
        child.process = self._spawned(child.role)

    def _spawned(self, role: Role) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own commands
            role.argv,
            env={**MEMORY, **os.environ, **role.env},
            stdin=self._lifeline,
            stdout=None if role.has_output else subprocess.DEVNULL,
            # Ctrl-C reaches us alone: we end the others in order.
            start_new_session=True,
        )

    def _look_after(self, child: _Child) -> None:
        if child.process is not None and child.process.poll() is not None:
            self._mourn(child, child.process.returncode)
        if child.process is None and time.monotonic() >= child.due_at:
            self._start(child)

    def _mourn(self, child: _Child, code: int) -> None:
        lived_seconds = time.monotonic() - child.started_at
        is_healthy = lived_seconds >= _HEALTHY_AFTER_SECONDS
        child.deaths_in_a_row = 1 if is_healthy else child.deaths_in_a_row + 1
        wait = min(_FIRST_WAIT_SECONDS * 2 ** (child.deaths_in_a_row - 1), _LONGEST_WAIT_SECONDS)
        child.process = None
        child.due_at = time.monotonic() + wait
        self._say(f"{child.role.name} {_how_it_ended(code)}. It starts again in {wait:g} s.")

    def _seconds_to_wait(self) -> float | None:
        dues = [child.due_at for child in self._children if child.process is None]
        return max(0.0, min(dues) - time.monotonic()) if dues else None

    def _end_all(self) -> None:
        kept = [c.process for c in self._children if c.process is not None]
        running = [*kept, *self._passing]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + _GRACE_SECONDS
        for process in running:
            self._wait_for_end(process, deadline)
        self._children.clear()

    def _wait_for_end(self, process: subprocess.Popen[bytes], deadline: float) -> None:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._say(f"Process {process.pid} did not end in {_GRACE_SECONDS:g} s. It is killed.")
            process.kill()
            process.wait()


def _how_it_ended(code: int) -> str:
    if code >= 0:
        return f"ended with {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"

"""The simulator as a process, for tests over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

TODAY = date(2026, 11, 24)
"""The day on which the simulator's time begins."""


@dataclass(frozen=True)
class Simulator:
    """The stores, played by a process of their own; see the simulator's README."""

    address: str

    def get(self, path: str, **params: str) -> Any:
        """What the admin address answers."""
        return self._admin("GET", path, params=params)

    def post(self, path: str, **body: Any) -> Any:
        """Ask the admin address to change something."""
        return self._admin("POST", path, json=body)

    def play(self, name: str, **how: Any) -> None:
        """Switch a scenario on."""
        self.post("scenarios", name=name, **how)

    def begin_anew(self, **changes: Any) -> None:
        """Forget everything that a test did: time, requests, scenarios."""
        self._admin("DELETE", "scenarios")
        self.post("reset", **{"today": TODAY.isoformat(), **_SMALL, **changes})

    def _admin(self, method: str, path: str, **options: Any) -> Any:
        url = f"{self.address}/_simulator/{path}"
        answer = httpx.request(method, url, timeout=120, trust_env=False, **options)
        answer.raise_for_status()
        return answer.json() if answer.content else None


_SMALL: Mapping[str, Any] = {
    "seed": 1, "app_count": 2, "size": 0.1, "requests": "all", "snapshots": "all",
    "calls_per_hour": 1_000_000,
}  # fmt: skip


@contextmanager
def simulator_process(*options: str) -> Iterator[Simulator]:
    """A simulator on a free port, until the block ends. Skips, saying so, where it is missing."""
    beside = Path(sys.executable).with_name("storelink-simulator")
    if not beside.exists():
        pytest.skip("the command storelink-simulator is not installed")
    command = [str(beside), "--port", "0", "--today", TODAY.isoformat(), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            yield Simulator(json.loads(line)["address"])
        finally:
            process.terminate()

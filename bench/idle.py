"""`python -m bench.idle`: memory of the whole product at rest, some seconds after its start.

Proportional set size of `storelink up` and every process under it, so that pages which they share
count once.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.child import ROOT, say

REST_SECONDS = 20


def main() -> None:
    with tempfile.TemporaryDirectory() as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {
            **os.environ,
            "STORELINK_HOME": home,
            "PYTHONPATH": str(ROOT / "src"),
            "STORELINK_PORT": str(port),
        }
        product = subprocess.Popen(
            [sys.executable, "-m", "storelink.cli", "up"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            time.sleep(REST_SECONDS)
            parts = {name: mib for pid in _family(product.pid) for name, mib in [_named(pid)]}
            say({"name": "idle_memory", "mib": sum(parts.values()), "goal_mib": 300, **parts})
        finally:
            product.send_signal(signal.SIGTERM)
            product.wait(timeout=60)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise TimeoutError("the product did not start")


def _family(pid: int) -> list[int]:
    """The process, and all that it started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text().split()]
    return [pid, *(found for child in children for found in _family(child))]


def _named(pid: int) -> tuple[str, float]:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    pss = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    module = words.index("-m") + 1 if "-m" in words else 0
    command = words[module + 1] if module else Path(words[0]).name
    return f"{command}_{pid}_mib", pss / 1024


if __name__ == "__main__":
    main()

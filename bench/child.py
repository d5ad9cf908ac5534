"""Runs one measurement in a process of its own, so that each has its own peak of memory."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from storelink.cli.supervisor import MEMORY

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = ROOT / "var" / "bench"
"""Generated files stay here for the next time; it may be deleted at any time."""


def run(module: str, *arguments: str, home: Path | None = None) -> dict[str, Any]:
    """What `python -m bench.<module> <arguments>` says on its last line. Raises where it fails."""
    environment = {**os.environ, **MEMORY, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    if home is not None:
        environment |= {
            "STORELINK_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "storelink.config.settings",
        }
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{module}", *arguments],
        env=environment,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Seconds by the clock and of the processor, and the process's peak of memory. As in a worker,
    what is imported is not looked at by the collector any more."""
    gc.freeze()
    started_at, processor = time.perf_counter(), time.process_time()
    work()
    return {
        "seconds": time.perf_counter() - started_at,
        "cpu_seconds": time.process_time() - processor,
        "peak_mib": peak_mib(),
    }


def peak_mib() -> float:
    """The most memory that this process ever had, from the system: what a parent had before it
    started us does not count, as it does in getrusage."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("The system does not tell VmHWM.")


def say(found: Mapping[str, Any]) -> None:
    """One JSON line."""
    print(json.dumps({k: _short(v) for k, v in found.items()}), flush=True)


def _short(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value

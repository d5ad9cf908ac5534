"""The whole product as processes, for tests: started, looked at from outside, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from storelink.cli.ports import free_port

T = TypeVar("T")
_PATIENCE_SECONDS = 200.0


def storelink(
    *words: str, home: Path, stdin: str = "", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """One command, to its end, in that home."""
    return subprocess.run(
        [sys.executable, "-m", "storelink.cli", *words],
        env=environment(home, env), input=stdin, capture_output=True, text=True, check=False,
        timeout=_PATIENCE_SECONDS,
    )  # fmt: skip


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours without any setting of the product but the home and those in `more`."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("STORELINK_")}
    return {**plain, "STORELINK_HOME": str(home), **(more or {})}


def until(tell: Callable[[], T | None]) -> T:
    """What `tell` gives once it gives something; AssertionError after some minutes."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if (found := tell()) is not None:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def status_of(address: str) -> int | None:
    """The status that an address answers with; None where nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=120) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


@dataclass
class Running:
    """A `storelink up` or `demo` that runs."""

    process: subprocess.Popen[str]
    home: Path
    port: int
    log: Path
    _known: set[int] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def output(self) -> str:
        """All that it and its processes have printed."""
        return self.log.read_text(errors="replace")

    def children(self) -> dict[str, int]:
        """Command → process id of its processes, such as `web`, `worker`."""
        found = {}
        for pid in _children_of(self.process.pid):
            words = command_line(pid)
            if "storelink.cli.light" in words:
                found[words[words.index("storelink.cli.light") + 1]] = pid
            elif any(word.endswith("storelink-simulator") for word in words):
                found["simulator"] = pid
        self._known |= set(found.values())
        return found

    def left_over(self) -> list[int]:
        """Processes of it that were seen and still live."""
        return [pid for pid in (*self._known, self.process.pid) if is_alive(pid)]

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end, and give its exit code."""
        self.children()
        self.process.send_signal(number)
        return self.process.wait(timeout=_PATIENCE_SECONDS)


@contextmanager
def running(
    *words: str, home: Path, port: int = 0, env: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """`storelink up` (or another command) until the block ends; its web server answers."""
    port = port or free_port()
    log = home.with_name(f"{home.name}.log")
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "storelink.cli", *(words or ("up",)), "--port", str(port)],
            env=environment(home, env), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            text=True,
        )  # fmt: skip
    product = Running(process, home, port, log)
    try:
        until(lambda: _answers(product))
        yield product
    finally:
        if process.poll() is None:
            product.end()


def _answers(product: Running) -> bool | None:
    if product.process.poll() is not None:
        raise AssertionError(f"it ended with {product.process.returncode}: {product.output()}")
    return True if status_of(f"{product.address}/health/live") == 200 else None


def command_line(pid: int) -> list[str]:
    """The words that a process was started with; none where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")[:-1]
    except (FileNotFoundError, ProcessLookupError):
        return []


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def memory_of(pid: int) -> tuple[int, int]:
    """(RSS, PSS) of a process in kB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    facts = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return facts["Rss"], facts["Pss"]


def _children_of(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []

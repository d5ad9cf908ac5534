"""Processes that should always be there, tried with small ones."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.home import sole_use
from storelink.cli.ports import free_port, refuse_if_taken

_PROGRAM = """
import sys
from storelink.cli.lifeline import end_with_supervisor
from storelink.cli.supervisor import Role, Supervisor

child = '''
import sys, time
from pathlib import Path
from typing import Any
from storelink.cli.lifeline import end_with_supervisor
end_with_supervisor()
import os
with open(sys.argv[1], "a") as file:
    file.write(f"{os.getpid()}\\\\n")
time.sleep(600)
'''
with Supervisor(lambda text: print(text, flush=True)) as supervisor:
    supervisor.add(Role("sleeper", (sys.executable, "-c", child, sys.argv[1])))
    supervisor.run()
print("ended in order", flush=True)
"""


@pytest.fixture
def supervised(tmp_path):
    pids = tmp_path / "pids"
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(pids)], stdout=subprocess.PIPE, text=True
    )
    yield process, pids
    if process.poll() is None:
        process.kill()
    process.communicate()


def _pids(file: Path, count: int) -> Any:
    return _until(lambda: found if len(found := _read(file)) >= count else None)


def _read(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


def _until(tell):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if (found := tell()) is not None:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def _is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_dead_process_starts_again(supervised) -> None:
    process, file = supervised
    os.kill(_pids(file, 1)[0], signal.SIGKILL)
    second = _pids(file, 2)[1]
    assert _is_alive(second)
    assert "was ended by SIGKILL. It starts again" in process.stdout.readline()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_all_when_told(supervised, number) -> None:
    process, file = supervised
    child = _pids(file, 1)[0]
    process.send_signal(number)
    assert "ended in order" in process.communicate(timeout=120)[0]
    assert process.returncode == 0
    assert not _is_alive(child)


def test_the_others_end_when_the_supervisor_is_killed(supervised) -> None:
    process, file = supervised
    child = _pids(file, 1)[0]
    process.kill()
    process.wait()
    assert _until(lambda: True if not _is_alive(child) else None)


def test_one_home_has_one_user(tmp_path) -> None:
    with sole_use(tmp_path / "home"):
        with (
            pytest.raises(CommandFailed, match=f"process {os.getpid()}") as refused,
            sole_use(tmp_path / "home"),
        ):
            pass
        assert refused.value.code == Exit.BUSY
    with sole_use(tmp_path / "home"):
        """Free again."""


def test_a_port_in_use_is_refused_with_a_way_out() -> None:
    port = free_port()
    refuse_if_taken("127.0.0.1", port)
    program = (
        f"import socket, time; held = socket.create_server(('127.0.0.1', {port})); "
        "print(1, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(CommandFailed, match=f"for example {port + 1}"):
            refuse_if_taken("127.0.0.1", port)
        other.kill()

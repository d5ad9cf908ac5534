"""What a killed worker was doing is done by another, once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.product import environment, until

_STEPS = 6
_JOBS = 10
_WORKER = """
import os, sys, threading, time
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "storelink.config.settings"
django.setup()
from pathlib import Path
from storelink.sync import jobs, takeover

@jobs.step("write")
def write(job, number):
    time.sleep(0.05)
    Path(sys.argv[1], f"{job}-{number}").write_text("done")
    with Path(sys.argv[1], "log").open("a") as log:
        log.write(f"{job}-{number}\\n")
    return number

@jobs.workflow("write_all")
def write_all(job, steps):
    for number in range(steps):
        write(job, number)
        jobs.sleep(0.01)
    return steps

executor = takeover.new_executor()
takeover.beat(executor)
jobs.launch(executor)
print(executor, flush=True)
for number in range(int(sys.argv[2])):
    jobs.enqueue(write_all, f"job-{number}", f"credential-{number % 3}", number, int(sys.argv[3]))
watch = takeover.Watch(executor)
while True:
    watch.take_over()
    if all(jobs.is_over(f"job-{n}") for n in range(int(sys.argv[4]))):
        Path(sys.argv[1], "over").touch()
    time.sleep(0.2)
"""


class Workers:
    """Workers of one home, for a job that writes files."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.out = folder / "out"
        self.out.mkdir()
        self._script = folder / "worker.py"
        self._script.write_text(_WORKER)
        self._alive: list[subprocess.Popen[str]] = []
        subprocess.run(
            [sys.executable, "-m", "storelink.cli", "people", "add", "alice@example.com",
             "--password-file", "-"],
            env=environment(self.home), input="correct horse battery\n", text=True, check=True,
            capture_output=True,
        )  # fmt: skip

    def start(self, jobs: int = 0) -> subprocess.Popen[str]:
        one = subprocess.Popen(
            [sys.executable, str(self._script), str(self.out), str(jobs), str(_STEPS), str(_JOBS)],
            env=environment(self.home), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert one.stdout is not None
        assert one.stdout.readline()
        self._alive.append(one)
        return one

    def kill(self, one: subprocess.Popen[str]) -> None:
        os.kill(one.pid, signal.SIGKILL)
        one.wait()
        assert one.stdout is not None
        one.stdout.close()
        self._alive.remove(one)

    def end(self) -> None:
        for one in list(self._alive):
            self.kill(one)

    def done(self) -> set[str]:
        """Steps that were done, as the files that they wrote."""
        return {path.name for path in self.out.iterdir()} - {"log", "over"}

    def times_done(self) -> int:
        """How often a step was done, repetitions counted."""
        return len((self.out / "log").read_text().splitlines())


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers]:
    found = Workers(tmp_path)
    yield found
    found.end()


def every_step() -> set[str]:
    return {f"{job}-{step}" for job in range(_JOBS) for step in range(_STEPS)}


def test_a_dead_workers_jobs_are_taken_over_by_a_living_one(workers: Workers) -> None:
    first = workers.start(jobs=_JOBS)
    until(lambda: True if len(workers.done()) > 5 else None)
    workers.start()
    workers.kill(first)
    until(lambda: True if (workers.out / "over").exists() else None)
    assert workers.done() == every_step()


def test_a_storm_of_kills_ends_with_nothing_lost_and_few_steps_repeated(workers: Workers) -> None:
    """Each kill repeats at most the step that was under way in each job."""
    kills = 5
    current = workers.start(jobs=_JOBS)
    for number in range(kills):
        goal = 8 * (number + 1)
        until(lambda goal=goal: True if len(workers.done()) >= goal else None)  # type: ignore[misc]
        workers.kill(current)
        current = workers.start()
    until(lambda: True if (workers.out / "over").exists() else None)
    assert workers.done() == every_step()
    assert workers.times_done() <= len(every_step()) + kills * 4


def test_jobs_store_no_pickle_and_nothing_but_ids(workers: Workers) -> None:
    workers.start(jobs=_JOBS)
    until(lambda: True if (workers.out / "over").exists() else None)
    content = b"".join(path.read_bytes() for path in workers.home.glob("jobs.sqlite3*"))
    assert b"gASV" not in content
    assert (
        json.dumps({"args": [1, _STEPS], "kwargs": {}}, separators=(",", ":")).encode() in content
    )

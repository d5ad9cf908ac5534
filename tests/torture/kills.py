"""`python -m tests.torture.kills [ON_SQLITE [ON_POSTGRESQL]]`: workers are killed, as a power cut
does it, again and again, while they bring in what one publisher after the other has.

By default 1,000 kills on SQLite and 200 on PostgreSQL, at moments that nobody chose, each while a
run is under way. After every publisher each figure that adds up must be the store's.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgresql import database_of, served
from tests.product import environment, until
from tests.syncing import House, Store, store_played
from tests.test_truth import assert_true

SETTINGS = {"STORELINK_HISTORY_DAYS": "3"}
KILLS_A_PUBLISHER = 25
LONGEST_LIFE_SECONDS = 3.0
"""From a worker's first sign of life to its end. A whole first run takes about ten."""


@dataclass
class Nursery:
    """Workers of one home that begin within a moment. See `nursery.py`."""

    house: House
    alive: list[int] = field(default_factory=list)
    _process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        if self._process is None:
            with self.house.log.open("ab") as log:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "tests.torture.nursery"], text=True, stderr=log,
                    env=environment(self.house.home, self.house.env),
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(file=self._process.stdin, flush=True)
        self.alive.append(int(self._process.stdout.readline()))

    def kill(self) -> None:
        """As a power cut does, at whatever they are doing."""
        while self.alive:
            os.kill(self.alive.pop(), signal.SIGKILL)

    def end(self) -> None:
        self.kill()
        if self._process is not None:
            self._process.communicate(timeout=60)


@dataclass
class Storm:
    """Kills over one home, until there were enough."""

    house: House
    workers: Nursery
    chance: random.Random
    left: int
    count: int = 0
    runs: int = 0

    def publisher(self, seed: int) -> None:
        """One publisher's first run, cut short again and again; then every figure is compared."""
        self.house.store.begin_anew(seed, apps=1 + (seed % 5 == 0))
        integration = self.house.connect()
        if not self.workers.alive:
            self.workers.start()
        for _ in range(min(self.left, KILLS_A_PUBLISHER)):
            if not self._kill(integration):
                break
        self.house.wait_for_run(integration)
        self.runs += 1
        assert_true(self.house, integration)
        self.house.ask("forget", integration)

    def _kill(self, integration: int) -> bool:
        """Whether a worker was killed that had begun to live, with the run not over yet."""
        living = set(self.workers.alive)
        until(lambda: True if living <= set(self.house.ask("workers")) else None)
        time.sleep(self.chance.uniform(0.0, LONGEST_LIFE_SECONDS))
        if self.house.ask("standing", integration)["outcome"]:
            return False
        self.workers.kill()
        self.workers.start()
        self.count += 1
        self.left -= 1
        return True


def weathered(
    store: Store, home: Path, kills: int, settings: Mapping[str, str] | None = None
) -> Storm:
    """So many kills over one home. AssertionError where a figure is not the store's."""
    house = House(home, store, {**SETTINGS, **(settings or {})})
    house.settle_in()
    storm = Storm(house, Nursery(house), random.Random(kills), kills)
    seed = 100
    try:
        while storm.left:
            storm.publisher(seed)
            seed += 1
            print(f"{storm.count} kills, {storm.runs} runs", file=sys.stderr, flush=True)
    finally:
        storm.workers.end()
        house.end()
    return storm


def main(on_sqlite: int = 1000, on_postgresql: int = 200) -> None:
    """Both databases, and what they came to."""
    with tempfile.TemporaryDirectory() as folder, store_played() as store:
        for name, kills in (("SQLite", on_sqlite), ("PostgreSQL", on_postgresql)):
            home = Path(folder, name, "home")
            if name == "SQLite":
                storm = weathered(store, home, kills)
            else:
                with served() as server, database_of(server) as url:
                    storm = weathered(store, home, kills, {"STORELINK_DATABASE_URL": url})
            print(
                f"{name}: {storm.count} kills over {storm.runs} publishers' runs, every figure "
                "the store's",
                flush=True,
            )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))

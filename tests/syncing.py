"""A store that is played, a home, and workers that can be killed: for tests of whole syncs."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from storelink.cli.ports import free_port
from tests.product import environment, storelink

CONSOLE = "app_store_connect"
EMAIL, PASSWORD = "alice@example.com", "correct horse battery"
_PATIENCE_SECONDS = 300.0
_ASK = Path(__file__).with_name("asking.py")


@dataclass
class Store:
    """The simulator, as a process."""

    address: str

    def get(self, what: str) -> Any:
        with urllib.request.urlopen(f"{self.address}/_simulator/{what}", timeout=60) as answer:
            return json.load(answer)

    def post(self, what: str, **body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.address}/_simulator/{what}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def begin_anew(self, seed: int, *, apps: int = 1) -> None:
        """Another publisher, who owns analytics requests already."""
        self.post(
            "reset", seed=seed, app_count=apps, size=0.05, requests="all", snapshots="none",
            calls_per_hour=1_000_000,
        )  # fmt: skip

    def key(self, role: str = "ADMIN") -> tuple[Mapping[str, str], str]:
        """The team key of a role, and the vendor number."""
        told = self.get("keys")
        key = next(key for key in told["keys"] if (key["kind"], key["role"]) == ("team", role))
        return key, told["vendor_number"]

    def today(self) -> date:
        """By the store's clock."""
        return datetime.fromisoformat(self.get("clock")["now"]).date()


@contextmanager
def store_played() -> Iterator[Store]:
    """A simulator until the block ends."""
    beside = Path(sys.executable).with_name("storelink-simulator")
    with subprocess.Popen([str(beside), "--port", "0"], stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout is not None
        try:
            yield Store(json.loads(one.stdout.readline())["address"])
        finally:
            one.terminate()


@dataclass
class House:
    """A home whose workers and web server are ours to kill."""

    home: Path
    store: Store
    settings: Mapping[str, str] = field(default_factory=dict)
    _workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    port: int = field(default_factory=free_port)
    web_kills: int = 0
    _web: subprocess.Popen[bytes] | None = None
    _asker: subprocess.Popen[str] | None = None

    @property
    def env(self) -> dict[str, str]:
        return {"STORELINK_SIMULATOR_URL": self.store.address, **self.settings}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.home.with_name("workers.log")

    def settle_in(self) -> None:
        """Alice, the first person."""
        self.run(
            "people", "add", EMAIL, "--password-file", "-", stdin=f"{PASSWORD}\n",
        )  # fmt: skip

    def run(self, *words: str, stdin: str = "") -> str:
        """A command that must end well; what it printed."""
        ended = storelink(*words, home=self.home, stdin=stdin, env=self.env)
        assert ended.returncode == 0, f"{words}: {ended.stderr}"
        return ended.stdout

    def connect(self, role: str = "ADMIN") -> int:
        """The store's publisher, by a key of that role; the integration's number."""
        key, vendor = self.store.key(role)
        fields = {name: key[name] for name in ("key_id", "issuer_id", "private_key")}
        return int(self.ask("connect", CONSOLE, {**fields, "vendor_number": vendor}))

    def start_worker(self) -> None:
        self._workers.append(self._start("worker"))

    def start_worker_if_none(self) -> None:
        if not self._workers:
            self.start_worker()

    def start_web_if_none(self) -> None:
        if self._web is None:
            self._web = self._start("web")

    def kill_worker(self) -> None:
        """As a power cut does, at whatever it is doing; and the next one starts."""
        for worker in self._workers:
            worker.kill()
            worker.wait()
        self._workers.clear()
        self.start_worker()

    def kill_web(self) -> None:
        """The same. It is counted before it is done, so that readers can tell."""
        assert self._web is not None
        self.web_kills += 1
        self._web.kill()
        self._web.wait()
        self._web = self._start("web")

    @contextmanager
    def killing(
        self, chance: random.Random, times: int, *, kill: Callable[[], None] | None = None
    ) -> Iterator[None]:
        """Meanwhile the worker (or what `kill` kills) is killed so often, at moments that nobody
        chose."""
        ended = threading.Event()

        def storm() -> None:
            for _ in range(times):
                if ended.wait(chance.uniform(0.2, 4.0)):
                    return
                (kill or self.kill_worker)()

        killer = threading.Thread(target=storm)
        killer.start()
        try:
            yield
        finally:
            ended.set()
            killer.join()

    def end(self) -> None:
        started = [*self._workers, *([self._web] if self._web else [])]
        for process in started:
            process.terminate()
        for process in started:
            process.wait(240)
        self._workers.clear()
        self._web = None
        if self._asker is not None:
            self._asker.communicate(timeout=240)
            self._asker = None

    def _start(self, command: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "storelink.cli", command],
                env=environment(self.home, {**self.env, "STORELINK_PORT": str(self.port)}),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def wait_for_run(
        self, integration: int, after_run: int = 0, outcomes: Collection[str] = ("done",)
    ) -> Mapping[str, Any]:
        """Until a run later than that one has ended so; what stands then."""

        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            time.sleep(0.3)
            run, outcome = self._last_run(integration)
            if run > after_run and outcome in outcomes:
                return self.ask("standing", integration)  # type: ignore[no-any-return]
        told = self.ask("standing", integration)
        raise AssertionError(f"{told}\n{self.log.read_text()[-4000:]}")

    def _last_run(self, integration: int) -> tuple[int, str]:
        """Straight from the database where that is a file: asking takes a process."""
        if "STORELINK_DATABASE_URL" in self.settings:
            told = self.ask("standing", integration)
            return told["run"], told["outcome"]
        with closing(sqlite3.connect(f"file:{self.home}/app.sqlite3?mode=ro", uri=True)) as rows:
            found = rows.execute(
                "SELECT id, outcome FROM integrations_run WHERE integration_id = ?"
                " ORDER BY id DESC LIMIT 1",
                [integration],
            ).fetchone()
        return found or (0, "")

    def ask(self, *words: object) -> Any:
        """See `asking.py`: one process answers everything, and is never killed."""
        asked = self._asker or self._start_asker()
        assert asked.stdin is not None
        assert asked.stdout is not None
        print(json.dumps(words), file=asked.stdin, flush=True)
        answer = asked.stdout.readline()
        assert answer, "whoever answers questions has ended"
        told = json.loads(answer)
        assert "error" not in told, told["error"]
        return told["answer"]

    def _start_asker(self) -> subprocess.Popen[str]:
        self._asker = subprocess.Popen(
            [sys.executable, str(_ASK)], env=environment(self.home, self.env), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        return self._asker

"""A home whose store stands behind the forwarding stub of `../shared/cases`: for whole runs through
the product's own commands, with single answers of the store changed by rules."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storelink.cli.ports import free_port
from tests import tree
from tests.product import environment, status_of, storelink, until
from tests.syncing import Store

CASES = tree.ROOT.parent / "shared" / "cases"
NEEDS_CASES = pytest.mark.skipif(
    not CASES.exists(), reason="../shared/cases is not beside this checkout"
)
APPLE, GOOGLE = "app_store_connect", "google_play"
_PASSWORD = "correct horse battery"


@dataclass
class CaseHome:
    """One home, its worker, and the stub's rules."""

    home: Path
    store: Store
    rules: Path
    stub_address: str
    settings: Mapping[str, str]

    @property
    def env(self) -> dict[str, str]:
        return {"STORELINK_SIMULATOR_URL": self.stub_address, **self.settings}

    def run(self, *words: str, stdin: str = "", fails: bool = False) -> str:
        """A command's standard output; AssertionError where it fails unexpectedly."""
        ended = storelink(*words, home=self.home, stdin=stdin, env=self.env)
        assert fails or ended.returncode == 0, f"{words}: {ended.stdout}{ended.stderr}"
        return ended.stdout + (ended.stderr if fails else "")

    def answer_by(self, case: str) -> None:
        """The rules of a case file; without a name, the store answers for itself."""
        text = (CASES / f"{case}.rules.json").read_text() if case else "[]"
        partial = self.rules.with_suffix(".new")
        partial.write_text(text)
        partial.replace(self.rules)

    def connect_apple(self, vendor_number: str = "") -> None:
        key, vendor = self.store.key()
        pem = self.home / "key.p8"
        pem.write_text(key["private_key"])
        self.run(
            "connect", APPLE,
            "--field", f"issuer_id={key['issuer_id']}", "--field", f"key_id={key['key_id']}",
            "--field", f"private_key=@{pem}", "--field", f"vendor_number={vendor_number or vendor}",
        )  # fmt: skip

    def connect_google(self, buckets: str = "") -> None:
        told = self.store.get("google-keys")
        key = next(one for one in told["keys"] if one["kind"] == "reports")
        file = self.home / "service.json"
        file.write_text(json.dumps(key["service_account"]))
        self.run(
            "connect", GOOGLE, "--field", f"service_account=@{file}",
            "--field", f"buckets={buckets or told['bucket_uri']}",
        )  # fmt: skip

    def sync(self) -> None:
        """One whole run, to its end, whatever its outcome."""
        with self._worker():
            self.run("sync", "--wait", fails=True)

    def figures(self, metric: str, *more: str) -> list[dict[str, Any]]:
        """The rows of `storelink query --json`."""
        told = json.loads(self.run("query", "--metric", metric, "--json", *more))
        rows: list[dict[str, Any]] = told["rows"] if isinstance(told, dict) else told
        return rows

    def by_day(self, metric: str, first: str, last: str, *more: str) -> dict[str, Any]:
        rows = self.figures(metric, "--by", "date", "--from", first, "--to", last, *more)
        return {str(row["date"]): row[metric] for row in rows}

    def status(self) -> str:
        return self.run("status", "--json", fails=True)

    def apps_with_reviews(self, wanted: int) -> set[str]:
        """The apps of which reviews are here, once there are so many: they are fetched beside the
        run, whose end does not wait for them."""

        def found() -> set[str] | None:
            rows = json.loads(self.run("reviews", "--json", "--limit", "2000"))
            apps = {str(row["app"]) for row in rows}
            return apps if len(apps) >= wanted else None

        with self._worker():
            return until(found)

    @contextmanager
    def _worker(self) -> Iterator[None]:
        with self.home.with_name("worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "storelink.cli", "worker"],
                env=environment(self.home, self.env), stdin=subprocess.DEVNULL, stdout=log,
                stderr=log,
            )  # fmt: skip
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(60)


@contextmanager
def case_home(
    folder: Path, *options: str, today: str = "2026-11-30", **settings: str
) -> Iterator[CaseHome]:
    """The simulator of the cases, the stub before it, and an empty home with one person."""
    rules = folder / "rules.json"
    rules.write_text("[]")
    with _simulator(today, *options) as address, _stub(address, rules) as stub_address:
        found = CaseHome(folder / "home", Store(address), rules, stub_address, settings)
        found.run("people", "add", "alice@example.com", "--password-file", "-", stdin=_PASSWORD)
        yield found


@contextmanager
def _simulator(today: str, *options: str) -> Iterator[str]:
    command = str(Path(sys.executable).with_name("storelink-simulator"))
    words = [command, "--port", "0", "--seed", "7", "--apps", "3", "--today", today, *options]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["address"]
        finally:
            process.terminate()


@contextmanager
def _stub(simulator: str, rules: Path) -> Iterator[str]:
    port, log = free_port(), rules.with_name("stub.log")
    words = [sys.executable, "tools/stub.py", str(port), simulator, str(rules), str(log)]
    with subprocess.Popen(words, cwd=CASES) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            until(lambda: status_of(f"{address}/_simulator/clock"))
            yield address
        finally:
            process.terminate()

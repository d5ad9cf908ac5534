"""Clients that others wrote, unmodified, against the simulator: what they read is what is there.

They speak TLS with the stores' own names; only where the names lead is changed. `make clients`
installs them into `.clients`; without that each test skips, saying so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from storelink_simulator.server import Server
from storelink_simulator.settings import Settings, moment_to_start
from tests import tree
from tests.clients.front import NAMES, Front

HERE = Path(__file__).parent / "clients"
INSTALLED = Path(os.environ.get("STORELINK_CLIENTS", tree.ROOT / ".clients"))
PATIENCE_SECONDS = 600
NODE = shutil.which("node")


def needs_python(package: str) -> pytest.MarkDecorator:
    is_there = any(INSTALLED.glob(f"lib/python3.*/site-packages/{package}"))
    why = f"{package} is not installed; `make clients` does that"
    return pytest.mark.skipif(not is_there, reason=why)


def needs_node(package: str) -> pytest.MarkDecorator:
    is_there = NODE is not None and (INSTALLED / "node_modules" / package).is_dir()
    why = f"{package} is not installed; `make clients` does that where there is npm"
    return pytest.mark.skipif(not is_there, reason=why)


class Stores:
    """The simulator behind the stores' names."""

    def __init__(self, address: str, front: Front, folder: Path) -> None:
        self.simulator = httpx.Client(base_url=address, timeout=240)
        self.front, self.folder = front, folder

    def told(self, what: str) -> Any:
        return self.simulator.get(f"/_simulator/{what}").json()

    @property
    def key(self) -> dict[str, Any]:
        keys = self.told("keys")["keys"]
        return next(one for one in keys if (one["kind"], one["role"]) == ("team", "ADMIN"))

    @property
    def packages(self) -> set[str]:
        return set(self.told("google-keys")["packages"])

    def environment(self) -> dict[str, str]:
        trusted = str(self.front.certificate)
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "STORE_NAMES": ",".join(NAMES),
            "STORE_PORT": str(self.front.port), "REQUESTS_CA_BUNDLE": trusted,
            "SSL_CERT_FILE": trusted, "NODE_EXTRA_CA_CERTS": trusted,
            "PYTHONPATH": str(HERE / "hooks"), "KEY": json.dumps(self.key),
        }  # fmt: skip

    def run(self, *command: str | Path, given: str = "", **more: str) -> str:
        found = subprocess.run(
            [str(part) for part in command], input=given, capture_output=True, text=True,
            env={**self.environment(), **more}, timeout=PATIENCE_SECONDS, check=False,
            cwd=self.folder,
        )  # fmt: skip
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout

    def python(self, script: str) -> Any:
        path = HERE / "scripts" / script
        return json.loads(self.run(INSTALLED / "bin/python", path, given=json.dumps(self.key)))

    def node(self, script: str) -> Any:
        shutil.copy(HERE / "scripts" / script, self.folder)
        modules = self.folder / "node_modules"
        if not modules.exists():
            modules.symlink_to((INSTALLED / "node_modules").resolve())
        hook = (HERE / "hooks/connect.mjs").as_uri()
        return json.loads(self.run(NODE or "", "--import", hook, self.folder / script))


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    folder = tmp_path_factory.mktemp("clients")
    settings = Settings(starts_at=moment_to_start(date(2026, 11, 24)), cookie_domains=True)
    with Server(settings) as server, Front(folder, server.port) as front:
        found = Stores(server.address, front, folder)
        yield found
        found.simulator.close()


@needs_python("asconnect")
def test_asconnect_reads_apps_versions_reviews_and_people(stores: Stores) -> None:
    told = stores.python("asconnect_reads.py")
    assert {package for _, package in told["apps"]} == stores.packages
    assert told["found"] == told["apps"][1][0]
    assert min(told["versions"], told["users"]) > 3
    assert told["reviews"] > 0


@needs_python("dlt_source_app_store_connect")
def test_the_dlt_source_loads_apps_versions_and_people(stores: Stores) -> None:
    told = stores.python("dlt_loads.py")
    assert told["apps"] == len(stores.packages)
    assert min(told["app_store_versions"], told["users"]) > 3


@needs_node("appstore-connect-sdk")
def test_the_sdk_of_npm_reads_apps_reviews_and_territories(stores: Stores) -> None:
    told = stores.node("sdk_reads.mjs")
    assert set(told["apps"]) == stores.packages
    assert (told["reviews"], told["territories"]) == (7, 233)


@needs_node("node-app-store-connect-api")
def test_the_small_client_of_npm_follows_all_pages(stores: Stores) -> None:
    told = stores.node("node_api_reads.mjs")
    assert set(told["apps"]) == stores.packages
    assert told["reviews"] > 3

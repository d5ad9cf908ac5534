"""One simulator for all tests of this folder; each test begins it anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from storelink_simulator.server import Server
from storelink_simulator.settings import Settings, moment_to_start
from storelink_simulator.tests.playing import Player

_HERE = Path(__file__).resolve()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    settings = Settings(starts_at=moment_to_start(date(2026, 11, 24)))
    with Server(settings) as running:
        yield running


@pytest.fixture
def sim(server: Server) -> Iterator[Player]:
    with httpx.Client(base_url=server.address, timeout=240) as client:
        player = Player(server, client)
        player.reset()
        yield player
        for other in player.others:
            other.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material, which is not part of the project."""
    named = os.environ.get("STORELINK_SHARED")
    folder = Path(named) if named else _HERE.parents[4] / "shared"
    if not folder.is_dir():
        pytest.skip("the shared reference material is not on this machine")
    return folder

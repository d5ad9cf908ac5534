"""One simulator for the tests of Google's half; each test begins it anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from storelink_simulator.google.tests.playing import GooglePlayer
from storelink_simulator.server import Server
from storelink_simulator.settings import Settings, moment_to_start


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with Server(Settings(starts_at=moment_to_start(date(2026, 11, 24)))) as running:
        yield running


@pytest.fixture
def google(server: Server) -> Iterator[GooglePlayer]:
    with httpx.Client(base_url=server.address, timeout=240) as client:
        player = GooglePlayer(client)
        player.reset()
        yield player


@pytest.fixture(scope="session")
def samples() -> Path:
    """Real files of a bucket, which are not part of the project."""
    named = os.environ.get("STORELINK_SHARED")
    shared = Path(named) if named else Path(__file__).resolve().parents[5] / "shared"
    folder = shared / "samples" / "google"
    if not folder.is_dir():
        pytest.skip("the shared reference material is not on this machine")
    return folder

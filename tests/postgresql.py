"""A PostgreSQL server of the tests' own: thrown away at their end, also where they are killed.

Import the fixtures into a conftest or a test file:
`from tests.postgresql import postgresql, postgresql_url`.
"""

import secrets
import shutil
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest


@dataclass(frozen=True)
class Server:
    """Reached over loopback alone, with a password that nobody else knows."""

    port: int
    password: str

    def url(self, database: str) -> str:
        return f"postgresql://storelink:{self.password}@127.0.0.1:{self.port}/{database}"


def binaries() -> Path | None:
    """The folder with initdb and postgres: from the PATH, else the newest that Debian has."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """One server for the session; skips, saying so, where none is installed."""
    if binaries() is None:
        pytest.skip("no PostgreSQL server is installed on this machine")
    with served() as server:
        yield server


@contextmanager
def served() -> Iterator[Server]:
    """A server until the block ends. RuntimeError where none is installed, or it does not start."""
    folder = binaries()
    if folder is None:
        raise RuntimeError("no PostgreSQL server is installed on this machine")
    server = Server(_free_port(), secrets.token_hex(16))
    guard = subprocess.Popen(
        [sys.executable, "-m", "tests.postgresql_guard", str(folder), str(server.port)],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert guard.stdin is not None
    assert guard.stdout is not None
    with guard.stdin, guard.stdout:
        print(server.password, file=guard.stdin, flush=True)
        answer = guard.stdout.readline().strip()
        if answer == "ready":
            yield server
    guard.wait(timeout=240)
    if answer != "ready":
        raise RuntimeError(f"the tests' PostgreSQL server did not start: {answer}")


@pytest.fixture
def postgresql_url(postgresql: Server) -> Iterator[str]:
    """The address of a fresh, empty database."""
    with database_of(postgresql) as url:
        yield url


@contextmanager
def database_of(server: Server) -> Iterator[str]:
    """The same, until the block ends."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield server.url(name)
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

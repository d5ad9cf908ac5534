"""Two hosts, each with a home of its own, and one PostgreSQL: an hour's requests of a credential
are counted for both together, by the budget's name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
import pytest

from tests import tree
from tests.postgresql import Server, postgresql, postgresql_url

__all__ = ["postgresql", "postgresql_url"]
pytestmark = pytest.mark.postgresql
USED_UP = "The hour’s requests to the store are used up."


class Hosts:
    """Processes that share a database, and nothing else."""

    def __init__(self, url: str, folder: Any) -> None:
        self.url = url
        self.folder = folder

    def environment(self, host: str) -> dict[str, str]:
        home = self.folder / host
        home.mkdir(exist_ok=True)
        return os.environ | {
            "STORELINK_DATABASE_URL": self.url,
            "STORELINK_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "storelink.config.settings",
        }

    def run(self, *words: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", *words], cwd=tree.ROOT, env=self.environment("one"),
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip

    @contextmanager
    def spender(self, host: str, credential: int, per_hour: int, tries: int) -> Iterator[Any]:
        """A process that is ready to spend, and begins when it is told to."""
        words = [str(one) for one in ("spend", credential, per_hour, tries)]
        with subprocess.Popen(
            [sys.executable, "-m", "tests.spending", *words], cwd=tree.ROOT,
            env=self.environment(host), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "ready"
            yield process


def begin(process: Any) -> None:
    process.stdin.write("go\n")
    process.stdin.flush()


def told(process: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


@pytest.fixture
def hosts(postgresql_url, tmp_path) -> Hosts:
    found = Hosts(postgresql_url, tmp_path)
    found.run("django", "migrate", "--verbosity", "0")
    return found


@pytest.fixture
def credentials(hosts) -> list[int]:
    made: list[int] = json.loads(hosts.run("tests.spending", "make", "First", "Second"))
    return made


def test_two_hosts_together_never_spend_more_than_the_hour_has(hosts, credentials) -> None:
    first, second = credentials
    with ExitStack() as all_of:
        same = [all_of.enter_context(hosts.spender(host, first, 60, 50)) for host in ("one", "two")]
        other = all_of.enter_context(hosts.spender("two", second, 60, 50))
        for process in (*same, other):
            begin(process)
        answers = [told(process) for process in same]
        assert sum(answer["spent"] for answer in answers) == 60, "all of it, and no more"
        assert {sentence for answer in answers for sentence in answer["said"]} == {USED_UP}
        apart = told(other)
        assert (apart["spent"], apart["refused"]) == (50, 0), "another budget is its own"


def test_a_host_that_comes_later_finds_what_was_spent(hosts, credentials) -> None:
    for host, spent in (("one", 7), ("two", 3)):
        with hosts.spender(host, credentials[0], 10, 7) as process:
            begin(process)
            assert told(process)["spent"] == spent


def test_a_database_that_is_away_for_a_moment_is_waited_for(
    hosts, credentials, postgresql: Server
) -> None:
    name = hosts.url.rpartition("/")[2]
    gone = (
        f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
    )
    back = f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"
    with (
        psycopg.connect(postgresql.url("postgres"), autocommit=True) as server,
        hosts.spender("one", credentials[0], 12, 10) as one,
        hosts.spender("two", credentials[0], 12, 10) as two,
    ):
        for statement in gone:
            server.execute(statement)
        begin(one)
        begin(two)
        server.execute("SELECT pg_sleep(1)")
        server.execute(back)
        answers = [told(one), told(two)]
    assert sum(answer["spent"] for answer in answers) == 12
    assert sum(answer["refused"] for answer in answers) == 8

"""`storelink up` from outside: it starts, it mends itself, it ends, and it leaves nothing."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from storelink.cli.exits import Exit
from tests.product import command_line, environment, memory_of, running, status_of, storelink, until

_IDLE_LIMIT_KB = 300 * 1024

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="looks at processes through /proc"
)


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    with running(home=tmp_path_factory.mktemp("up") / "home") as product:
        yield product


def test_it_prints_its_address_and_the_link_to_the_first_account(product) -> None:
    text = until(lambda: found if "Ctrl-C" in (found := product.output()) else None)
    assert product.address in text
    link = re.search(r"first account .*(http://\S+)", text)
    assert link is not None
    assert status_of(link[1]) == 200


def test_the_home_is_for_its_owner_alone(product) -> None:
    assert product.home.stat().st_mode & 0o077 == 0
    assert [p for p in product.home.rglob("*") if p.is_file() and p.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_killed_process_is_there_again(product, name) -> None:
    before = product.children()[name]
    os.kill(before, signal.SIGKILL)
    assert until(lambda: pid if (pid := product.children().get(name)) != before else None)
    assert until(lambda: status_of(f"{product.address}/health/live") or None) == 200


def test_half_sent_requests_leave_it_answering(product) -> None:
    with ExitStack() as lines:
        for _ in range(700):
            line = socket.create_connection(("127.0.0.1", product.port), timeout=20)
            lines.enter_context(line).sendall(b"POST / HTTP/1.1\r\nHost: x\r\n")
        assert [status_of(f"{product.address}/health/live") for _ in range(5)] == [200] * 5


_PATHS = (
    "/health/live",
    "/health/ready",
    "/static/storelink/ui.js",
    "/nowhere/",
    "/accounts/login/",
    "/",
)


def test_after_head_the_connection_can_be_used_again(product) -> None:
    connection = HTTPConnection("127.0.0.1", product.port, timeout=20)
    for path in _PATHS:
        length = {}
        for verb in ("HEAD", "GET"):
            connection.request(verb, path)
            answer = connection.getresponse()
            length[verb] = answer.getheader("Content-Length")
            assert (answer.read() == b"") is (verb == "HEAD" or length[verb] == "0"), path
        assert length["HEAD"] == length["GET"], path
    connection.close()


def test_a_locked_database_is_told_while_the_rest_answers(product) -> None:
    """Signing in writes: it waits for some seconds, not for a minute."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    page = browser.open(f"{product.address}/accounts/login/", timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = urllib.parse.urlencode(
        {"csrfmiddlewaretoken": token[1], "login": "a@example.org", "password": "x"}
    ).encode()
    with closing(sqlite3.connect(product.home / "app.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(urllib.error.HTTPError, match="503") as told:
            browser.open(f"{product.address}/accounts/login/", form, timeout=50)
        assert "database is not answering" in told.value.read().decode()
        assert status_of(f"{product.address}/health/live") == 200
    assert browser.open(f"{product.address}/accounts/login/", form, timeout=60).status == 200


def test_a_second_one_in_the_same_home_is_refused(product) -> None:
    ended = storelink("up", "--port", "1", home=product.home)
    assert ended.returncode == Exit.BUSY
    assert f"process {product.process.pid}" in ended.stderr
    assert status_of(f"{product.address}/health/live") == 200


def test_a_port_in_use_is_refused(product, tmp_path) -> None:
    ended = storelink("up", "--port", str(product.port), home=tmp_path / "home")
    assert ended.returncode == Exit.BUSY
    assert "STORELINK_PORT" in ended.stderr


def test_no_secret_stands_in_a_command_line(product) -> None:
    key = (product.home / "secret.key").read_text()
    for pid in (product.process.pid, *product.children().values()):
        assert key not in "\0".join(command_line(pid))


def test_idle_it_stays_under_300_mib(product, record_property) -> None:
    until(lambda: True if {"web", "worker"} <= product.children().keys() else None)
    assert status_of(f"{product.address}/accounts/login/") == 200
    pids = (product.process.pid, *product.children().values())
    resident_kb, proportional_kb = map(sum, zip(*map(memory_of, pids), strict=True))
    record_property("rss_kb", resident_kb)
    record_property("pss_kb", proportional_kb)
    # Pages that processes share are there once: what the machine has less of while we run.
    assert proportional_kb < _IDLE_LIMIT_KB


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_order_and_leaves_no_process(tmp_path, number) -> None:
    with running(home=tmp_path / "home") as product:
        until(lambda: True if {"web", "worker"} <= product.children().keys() else None)
        assert product.end(number) == 0
    assert product.left_over() == []
    assert "did not exit within timeout" not in product.output()
    assert status_of(f"{product.address}/health/live") is None


def test_it_starts_again_in_the_home_that_it_left(tmp_path) -> None:
    home = tmp_path / "home"
    with running(home=home):
        """The home is made."""
    with running(home=home) as again:
        assert status_of(f"{again.address}/health/live") == 200


def test_a_setting_that_cannot_be_used_stops_the_start(tmp_path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "storelink.cli", "up"],
        env=environment(tmp_path, {"STORELINK_WORKERS": "none"}),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == Exit.USAGE
    assert "STORELINK_WORKERS is “none”" in ended.stderr
    assert "Traceback" not in ended.stderr

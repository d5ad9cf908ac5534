"""Data in safe hands: backed up under load, restored, keys rotated while everything goes on."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from base64 import b64decode, b64encode
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from storelink.cli.exits import Exit
from storelink.workspaces.models import Session
from tests.product import command_line, running, status_of, storelink, until

CONSOLE = "app_store_connect"
_BY = ("--by", "app,date", "--last", "60", "--json")
QUESTION = ("query", "--metric", "first_time_downloads", *_BY)

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/cmdline").exists(), reason="looks at processes through /proc"
)


@pytest.fixture(scope="module")
def simulator():
    beside = Path(sys.executable).with_name("storelink-simulator")
    with subprocess.Popen(
        [str(beside), "--port", "0", "--apps", "2", "--size", "0.2",
         "--calls-per-hour", "1000000"],
        stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["address"]
        process.terminate()


@pytest.fixture(scope="module")
def keys(simulator):
    with urllib.request.urlopen(f"{simulator}/_simulator/keys") as response:
        return json.load(response)


@pytest.fixture(scope="module")
def product(tmp_path_factory, simulator, keys):
    """One account, connected from the command line while everything runs."""
    home = tmp_path_factory.mktemp("data") / "home"
    added = storelink(
        "people", "add", "alice@example.com", "--password-file", "-", home=home,
        stdin="correct horse battery\n",
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    with running(home=home, env={"STORELINK_SIMULATOR_URL": simulator}) as product:
        connected = _connect(product.home, simulator, keys["keys"][0], keys["vendor_number"])
        assert connected.returncode == 0, connected.stderr
        yield product


@pytest.fixture(scope="module")
def filled(product):
    """Two months of figures are in; more may still come."""
    until(lambda: True if len(_answer(product.home)) > 60 else None)
    return product


def _answer(home):
    """The rows; none while no app is known yet."""
    return json.loads(storelink(*QUESTION, home=home).stdout or "[]")


def _connect(home, simulator, key, vendor_number):
    return storelink(
        "connect", CONSOLE, "--field", f"key_id={key['key_id']}",
        "--field", f"issuer_id={key['issuer_id']}", "--field", f"vendor_number={vendor_number}",
        "--field", "private_key=-", "--json", home=home, stdin=key["private_key"],
        env={"STORELINK_SIMULATOR_URL": simulator},
    )  # fmt: skip


def _restored(backup: Path, home: Path, key: Path | None):
    home.mkdir(mode=0o700)
    if key is not None:
        shutil.copy2(key, home / "vault.key")
    return storelink("restore", str(backup), "--json", home=home)


def _backup(home: Path, file: Path) -> Path:
    taken = storelink("backup", str(file), home=home)
    assert taken.returncode == 0, taken.stderr
    return file


def _restore(backup: Path, home: Path, key_home: Path) -> None:
    back = _restored(backup, home, key_home / "vault.key")
    assert back.returncode == 0, back.stderr


def test_backups_taken_under_load_are_whole(product, tmp_path) -> None:
    """While the first sync writes: each backup restores, and its figures can be read."""
    for number in range(2):
        backup = tmp_path / f"{number}.tar"
        taken = storelink("backup", str(backup), "--json", home=product.home)
        assert taken.returncode == 0, taken.stderr
        home = tmp_path / f"home{number}"
        back = _restored(backup, home, product.home / "vault.key")
        assert back.returncode == 0, back.stderr
        assert json.loads(back.stdout)["credentials_opened"] == 1
        asked = storelink(*QUESTION, home=home)
        assert asked.returncode in {Exit.DONE, Exit.NEEDS_A_PERSON}, asked.stderr


def test_a_restored_home_answers_as_the_first_did(filled, tmp_path) -> None:
    """Compared with a home at rest, which was itself restored."""
    first, second = tmp_path / "first", tmp_path / "second"
    _restore(_backup(filled.home, tmp_path / "1.tar"), first, filled.home)
    _restore(_backup(first, tmp_path / "2.tar"), second, filled.home)
    rows = _answer(first)
    assert len(rows) > 60
    assert _answer(second) == rows
    checked = storelink("vault", "status", "--json", home=second)
    assert json.loads(checked.stdout)["opened"] == 1


def test_without_the_key_the_data_is_back_and_it_says_what_is_missing(filled, tmp_path) -> None:
    backup = _backup(filled.home, tmp_path / "b.tar")
    back = _restored(backup, tmp_path / "home", None)
    assert back.returncode == Exit.NEEDS_A_PERSON
    assert "vault" in back.stderr
    assert "Traceback" not in back.stderr
    assert (tmp_path / "home" / "app.sqlite3").exists()


def test_a_home_with_data_is_never_overwritten(filled, tmp_path) -> None:
    backup = _backup(filled.home, tmp_path / "b.tar")
    assert _restored(backup, tmp_path / "home", filled.home / "vault.key").returncode == 0
    before = (tmp_path / "home" / "app.sqlite3").read_bytes()
    again = storelink("restore", str(backup), home=tmp_path / "home")
    assert again.returncode == Exit.USAGE
    assert (tmp_path / "home" / "app.sqlite3").read_bytes() == before


def test_a_damaged_backup_leaves_the_home_empty(filled, tmp_path) -> None:
    backup = _backup(filled.home, tmp_path / "b.tar")
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(bytes(content))
    refused = _restored(backup, tmp_path / "home", filled.home / "vault.key")
    assert refused.returncode == Exit.FAILED
    assert "damaged" in refused.stderr or "no whole backup" in refused.stderr
    left = {path.name for path in (tmp_path / "home").iterdir()}
    assert left <= {"vault.key", "secret.key", "up.lock", "data"}


def test_a_folder_is_no_place_for_a_backup(filled, tmp_path) -> None:
    refused = storelink("backup", str(tmp_path), home=filled.home)
    assert refused.returncode == Exit.USAGE
    assert "is a folder" in refused.stderr


def test_a_session_is_in_clear_nowhere_and_in_no_backup(filled, tmp_path) -> None:
    """Whoever holds a backup cannot sign in with it, here or where it is restored."""
    key = _signed_in(filled.address)
    backup = _backup(filled.home, tmp_path / "b.tar")
    kept = {path.name: path.read_bytes() for path in filled.home.glob("app.sqlite3*")}
    found = {"backup": backup.read_bytes(), **kept}
    assert [name for name, content in found.items() if key.encode() in content] == []
    assert _session_count(filled.home) >= 1
    _restore(backup, tmp_path / "home", filled.home)
    assert _session_count(tmp_path / "home") == 0


def _signed_in(address: str) -> str:
    """The key of a session that opens pages."""
    with httpx.Client(base_url=address, follow_redirects=True, timeout=60) as browser:
        page = browser.get("/accounts/login/")
        form = {"login": "alice@example.com", "password": "correct horse battery"}
        form["csrfmiddlewaretoken"] = browser.cookies["csrf"]
        answer = browser.post(page.url, data=form, headers={"Referer": str(page.url)})
        assert answer.status_code == 200
        assert browser.get("/settings/account/").url.path == "/settings/account/"
        return browser.cookies["session"]


def _session_count(home: Path) -> int:
    with closing(sqlite3.connect(home / "app.sqlite3")) as database:
        [count] = database.execute(f"SELECT COUNT(*) FROM {Session._meta.db_table}").fetchone()
    return int(count)


def test_the_key_is_rotated_while_pages_are_served(filled) -> None:
    stop, answers = threading.Event(), []

    def ask() -> None:
        while not stop.is_set():
            answers.append(status_of(f"{filled.address}/health/ready"))

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        before = json.loads(storelink("vault", "status", "--json", home=filled.home).stdout)
        done = storelink("vault", "rotate", "--json", home=filled.home)
    finally:
        stop.set()
        asking.join()
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["resealed"] >= 1
    after = json.loads(storelink("vault", "status", "--json", home=filled.home).stdout)
    assert after["key"] != before["key"]
    assert (after["opened"], after["sealed_with_other_keys"]) == (before["secrets"], 0)
    assert set(answers) == {200}


def test_the_worker_goes_on_with_the_new_key(filled) -> None:
    assert storelink("vault", "rotate", home=filled.home).returncode == 0
    os.kill(filled.children()["worker"], signal.SIGKILL)
    before = _done(filled.home)
    # Where the first sync is over already, another one is due now.
    assert storelink("sync", home=filled.home).returncode == 0
    until(lambda: True if _done(filled.home) != before else None)
    (told,) = json.loads(storelink("status", "--json", home=filled.home).stdout)
    assert told["issues"] == []


def _done(home):
    (told,) = json.loads(storelink("status", "--json", home=home).stdout)
    return [(report["done"], report["checked_at"]) for report in told["reports"]]


def test_a_wrong_key_is_said_in_a_sentence_and_nothing_connected(filled, simulator, keys) -> None:
    wrong = {**keys["keys"][0], "key_id": "XXXXXXXXXX"}
    refused = _connect(filled.home, simulator, wrong, keys["vendor_number"])
    assert refused.returncode in {Exit.FAILED, Exit.NEEDS_A_PERSON}
    assert "Traceback" not in refused.stderr
    assert len(json.loads(storelink("status", "--json", home=filled.home).stdout)) == 1


def test_secrets_are_nowhere_but_in_the_vault(filled, keys, tmp_path) -> None:
    """Neither in a command line, a log, a database nor a backup; raw or in base64."""
    backup = _backup(filled.home, tmp_path / "b.tar")
    places = {
        "backup": backup.read_bytes(),
        "log": filled.log.read_bytes(),
        **{
            path.name: path.read_bytes()
            for path in filled.home.iterdir()
            if path.is_file() and not path.name.endswith(".key")
        },
        **{
            f"process {name}": "\0".join(command_line(pid)).encode()
            for name, pid in {"up": filled.process.pid, **filled.children()}.items()
        },
    }
    for secret in _secrets(filled.home, keys["keys"][0]["private_key"]):
        assert [name for name, content in places.items() if secret in content] == []


def _secrets(home: Path, pem: str):
    body = re.sub(r"-----[^-]+-----|\s", "", pem)
    for text in (body, (home / "secret.key").read_text().strip()):
        yield text[10:50].encode()
        yield b64encode(text.encode())[20:60]
    yield b64decode(body)[36:68]
    for line in (home / "vault.key").read_text().splitlines():
        if line and not line.startswith("#"):
            yield line.partition(":")[2].encode()


def test_a_watch_says_when_nothing_runs_and_stops_in_time(filled, tmp_path) -> None:
    backup = _backup(filled.home, tmp_path / "b.tar")
    home = tmp_path / "home"
    assert _restored(backup, home, filled.home / "vault.key").returncode == 0
    ended = storelink("sync", "--wait", "--timeout", "1", home=home)
    assert ended.returncode == Exit.BUSY
    assert "time to wait is over" in ended.stderr

"""A whole run by Apple ID on the terminal: connected while everything runs, a step at a time with a
kill between, and afterwards nothing of what was typed or given stands anywhere in clear."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.product import Running, command_line, environment, running, storelink, until

CONSOLE = "app_store_connect"
ACCOUNT = "a.serra@brightside.example"

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/cmdline").exists(), reason="looks at processes through /proc"
)


@pytest.fixture(scope="module")
def store():
    beside = Path(sys.executable).with_name("storelink-simulator")
    with subprocess.Popen(
        [str(beside), "--port", "0", "--apps", "1", "--size", "0.05"],
        stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["address"]
        process.terminate()


def told(store: str, what: str) -> Any:
    with urllib.request.urlopen(f"{store}/_simulator/{what}") as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def password(store):
    known = told(store, "apple-ids")["apple_ids"]
    return next(one["password"] for one in known if one["apple_id"] == ACCOUNT)


@pytest.fixture(scope="module")
def product(tmp_path_factory, store):
    home = tmp_path_factory.mktemp("apple-id") / "home"
    added = storelink(
        "people", "add", "alice@example.com", "--password-file", "-", home=home,
        stdin="correct horse battery\n",
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    with running(home=home, env={"STORELINK_SIMULATOR_URL": store}) as product:
        yield product


@pytest.fixture(scope="module")
def connected(product: Running, store: str, password: str, tmp_path_factory):
    """Connected by a command that waits for the code; the code, and what the command said."""
    file = tmp_path_factory.mktemp("typed") / "password"
    file.write_text(password)
    with subprocess.Popen(
        [sys.executable, "-m", "storelink.cli", "connect", CONSOLE, "--apple-id", "--json",
         "--field", f"email={ACCOUNT}", "--field", f"password=@{file}",
         "--field", "keep_password=yes", "--field", "code=-"],
        env=environment(product.home, {"STORELINK_SIMULATOR_URL": store}),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as command:  # fmt: skip
        code = until(lambda: newest(store))
        words = "\0".join(command_line(command.pid))
        out, err = command.communicate(f"{code}\n", timeout=120)
    assert command.returncode == 0, err
    assert json.loads(out)["provider"] == CONSOLE
    assert password not in words
    return code, out + err


def newest(store: str) -> str | None:
    messages = told(store, "phones")["messages"]
    return str(messages[-1]["code"]) if messages else None


def test_the_account_is_looked_at_by_the_worker(product, connected) -> None:
    until(lambda: True if _looked(product) else None)
    (account,) = json.loads(storelink("status", "--json", home=product.home).stdout)
    assert account["status"] in {"connected", "syncing", "permission_denied"}


def _looked(product: Running) -> bool:
    (account,) = json.loads(storelink("status", "--json", home=product.home).stdout)
    return bool(account["last_outcome"])


def test_a_killed_worker_and_web_server_forget_nothing(product, connected) -> None:
    for name in ("worker", "web"):
        product.children()
        subprocess.run(["kill", "-KILL", str(product.children()[name])], check=True)
    until(lambda: True if {"worker", "web"} <= set(product.children()) else None)
    (account,) = json.loads(storelink("status", "--json", home=product.home).stdout)
    assert account["status"] != "invalid_credentials"


def test_what_was_typed_or_given_stands_nowhere_in_clear(product, connected, password) -> None:
    code, said = connected
    backup = product.home.with_name("backup.tar")
    assert storelink("backup", str(backup), home=product.home).returncode == 0
    places = {
        "backup": backup.read_bytes(),
        "log": product.log.read_bytes(),
        "command": said.encode(),
        **{
            str(path.relative_to(product.home)): path.read_bytes()
            for path in product.home.rglob("*")
            if path.is_file() and not path.name.endswith(".key")
        },
        **{
            f"process {name}": "\0".join(command_line(pid)).encode()
            for name, pid in {"up": product.process.pid, **product.children()}.items()
        },
    }
    for secret in [*_planted(password), *_cookies(product.home)]:
        assert [name for name, content in places.items() if secret in content] == []
    # Six digits can stand in a file by chance: the code is looked for where words are.
    assert code.encode() not in places["log"] + places["command"]


def _planted(password: str) -> list[bytes]:
    digest = sha256(password.encode()).digest()
    return [
        password.encode(), b64encode(password.encode()), digest, digest.hex().encode(),
        b64encode(digest),
    ]  # fmt: skip


def _cookies(home: Path) -> list[bytes]:
    """The values of the kept session, by the vault of that home."""
    program = (
        "from storelink.integrations.models import Credential\n"
        "from storelink.integrations.secrets import open_secret\n"
        "print(open_secret(Credential.objects.get()).decode())"
    )
    shown = storelink("manage", "shell", "--no-imports", "-c", program, home=home)
    assert shown.returncode == 0, shown.stderr
    kept = json.loads(shown.stdout.strip().splitlines()[-1])
    values = [str(one["value"]) for one in kept["cookies"] if len(str(one["value"])) >= 16]
    assert values
    return [value.encode() for value in values]


def test_it_ends_when_told(product) -> None:
    assert product.end(signal.SIGTERM) == 0

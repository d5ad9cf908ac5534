"""A provider folder dropped in works on page and command line, and nothing else is edited.

The product's sources are copied, an invented provider's folder is added to the copy, and the copy
is used as a person would: connect, sync, ask, look.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from datetime import date

import httpx
import pytest

from tests import lemonade_stand, tree

EMAIL, PASSWORD = "alice@example.com", "correct horse battery staple"
NAME = "Lemonade Stand"
PATIENCE_SECONDS = 120


class Copy:
    """A copy of the product with one more provider, in a home of its own."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(
            tree.PRODUCT,
            folder / "storelink",
            ignore=shutil.ignore_patterns("tests", "__pycache__"),
        )
        inside = folder / "storelink" / "providers" / lemonade_stand.KEY
        inside.mkdir()
        shutil.copy(lemonade_stand.__file__, inside / "__init__.py")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        own = {name: value for name, value in os.environ.items() if "STORELINK" not in name}
        self.environment = {
            **own,
            "PYTHONPATH": str(folder),
            "STORELINK_HOME": str(folder / "home"),
            "STORELINK_PORT": str(self.port),
            "NO_COLOR": "1",
        }
        del self.environment["DJANGO_SETTINGS_MODULE"]

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, *words, **options):
        command = [sys.executable, "-m", "storelink.cli", *words]
        return subprocess.Popen(command, cwd=self.folder, env=self.environment, **options)

    def run(self, *words, given=""):
        """What a command answers on standard output; it must end well."""
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        process = self.start(*words, text=True, **pipes)
        answer, said = process.communicate(given, timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, f"{words} ended with {process.returncode}: {said}"
        return answer


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The copy, running, with an account connected and its data in."""
    copied = Copy(tmp_path_factory.mktemp("product"))
    log = (copied.folder / "log").open("w")
    copied.run("people", "add", EMAIL, "--password-file", "-", given=PASSWORD)
    product = copied.start("up", stdout=log, stderr=log, start_new_session=True)
    try:
        yield copied
    finally:
        product.terminate()
        product.wait(PATIENCE_SECONDS)
        log.close()


@pytest.fixture(scope="module")
def connected(copy):
    """The number of an account that was connected from the command line."""
    words = ("connect", lemonade_stand.KEY, "--field", "recipe=-", "--json")
    return json.loads(copy.run(*words, given=lemonade_stand.RECIPE))["integration"]


@pytest.fixture(scope="module")
def browser(copy):
    """Somebody who is signed in on the pages."""
    with httpx.Client(base_url=copy.address, follow_redirects=True) as client:
        page = when_answering(client)
        form = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token_of(page)}
        page = client.post(page.url, data=form, headers={"Referer": str(page.url)})
        assert page.status_code == 200
        yield client


def when_answering(client):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return client.get("/")
        except httpx.TransportError:
            assert time.monotonic() < deadline, "the product does not start"
            time.sleep(0.2)


def token_of(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text).group(1)


def test_its_reports_are_in_the_catalogue(copy):
    reports = json.loads(copy.run("reports", "--json"))
    named = {(found["provider"], found["report"]) for found in reports}
    assert (lemonade_stand.KEY, "cups") in named


def test_its_metrics_are_in_the_catalogue(copy):
    assert "cups_sold" in copy.run("metrics", "--json")


def test_its_files_are_recognised(copy, tmp_path):
    file = tmp_path / "cups.csv"
    file.write_text("Day,Stand,Flavour,Cups\n2026-11-20,1,lemon,7\n")
    parsed = json.loads(copy.run("parse", str(file), "--json"))
    assert (parsed["provider"], parsed["report"], parsed["row_count"]) == (
        "lemonade_stand",
        "cups",
        1,
    )


def test_it_is_connected_and_brought_in_from_the_command_line(copy, connected):
    copy.run("sync", str(connected), "--wait", "--timeout", str(PATIENCE_SECONDS))
    answer = copy.run("query", "--metric", "cups_sold", "--by", "app,date", "--last", "3", "--json")
    rows = json.loads(answer)
    assert len(rows) == 2 * 3
    for row in rows:
        day = date.fromisoformat(row["date"])
        assert row["cups_sold"] == lemonade_stand.cups_sold(row["app"], day)


def test_it_is_offered_on_the_page(browser, connected):
    assert NAME in browser.get("/start/").text


def test_its_form_is_drawn_from_its_value(browser):
    page = browser.get(f"/settings/integrations/connect/{lemonade_stand.KEY}/")
    page = browser.get(page.url) if page.status_code == 200 else page
    assert "The secret recipe" in page.text or "The recipe" in page.text


def test_its_account_is_on_the_page(browser, connected):
    page = browser.get("/settings/integrations/").text
    assert NAME in page
    assert "Lou’s lemonade" in page

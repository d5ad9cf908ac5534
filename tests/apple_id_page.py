"""A person at the page who connects with an Apple ID, against the simulator over HTTP."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from storelink.integrations import storage
from storelink.integrations import vault as vaults
from storelink.providers.tests.simulator import Simulator, simulator_process
from storelink.workspaces.people import add_person

CONNECT = "/settings/integrations/connect/app_store_connect/"
KIND = "apple_id"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MIRA, JONAS, ANA, PIA, RORY = (
    f"{name}.example"
    for name in (
        "m.okafor@brightside", "j.lindqvist@brightside", "a.serra@brightside",
        "p.dubois@brightside", "r.halloran@tideline",
    )
)  # fmt: skip
"""Two devices and three teams; texts and a call; one phone; security keys; no team."""


@dataclass
class Page:
    """A person at the page."""

    browser: Client
    simulator: Simulator
    path: str = ""

    def begin(self) -> Page:
        answer = self.browser.post(CONNECT, {"kind": KIND})
        self.path = answer.headers["Location"]
        return self

    def send(self, **fields: str) -> str:
        """What the page says after the form was sent."""
        answer = self.browser.post(self.path, fields)
        if answer.status_code == 302:
            self.path = answer.headers["Location"]
            answer = self.browser.get(self.path)
        return _words(answer.content.decode())

    def sign_in(self, account: str, password: str | None = None, **more: str) -> str:
        known = self.account(account)["password"]
        return self.send(email=account, password=password or known, **more)

    def account(self, account: str) -> Mapping[str, Any]:
        told = self.simulator.get("apple-ids")["apple_ids"]
        return next(one for one in told if one["apple_id"] == account)

    def newest_code(self) -> str:
        return str(self.simulator.get("phones")["messages"][-1]["code"])

    def choose_team(self, text: str = "") -> str:
        shown = self.browser.get(self.path).content.decode()
        values = re.findall(r'name="team"\s+value="([^"]+)"', shown)
        return self.send(team=values[0]) if values else text

    def messages(self) -> int:
        return len(self.simulator.get("phones")["messages"])

    def asked(self, part: str) -> int:
        """How often Apple was asked for this."""
        calls = self.simulator.get("requests")["requests"]
        return sum(part in call["path"] for call in calls)


def _words(html: str) -> str:
    main = html.split("<main", 1)[-1]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture(scope="module")
def simulator():
    with simulator_process("--apps", "2", "--size", "0.1", "--calls-per-hour", "1000000") as one:
        yield one


@pytest.fixture
def page(db, simulator, settings, tmp_path):
    settings.HOME = tmp_path
    settings.DATA_URL = str(tmp_path / "data")
    settings.SIMULATOR_URL = simulator.address
    _forget()
    simulator.begin_anew()
    alice = add_person("alice@example.com", "a long enough password")
    yield Page(signed_in(alice), simulator).begin()
    _forget()


def signed_in(person):
    """A browser in which somebody has just signed in with a password."""
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return browser


def _forget():
    for one in (vaults.vault, storage.files, storage.warehouse):
        one.cache_clear()

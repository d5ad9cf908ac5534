"""How a client that gave a code once is remembered."""

from __future__ import annotations

import re

import httpx
import pytest

from storelink_simulator.server import Server
from storelink_simulator.settings import Settings
from storelink_simulator.tests.playing import Player
from storelink_simulator.tests.signing_in import (
    ACCOUNTANT,
    OWNER,
    Browser,
    fault,
)


def test_a_trusted_client_needs_no_code_for_thirty_days(sim: Player) -> None:
    browser = Browser(sim)
    browser.sign_in()
    sim.admin("POST", "clock", {"days": 29})
    assert browser.give_password().json() == {"authType": "hsa2"}
    assert browser.give_password().status_code == 200
    sim.admin("POST", "clock", {"days": 2})
    assert browser.give_password().status_code == 409


def test_trust_speaks_for_one_account(sim: Player) -> None:
    browser = Browser(sim)
    browser.sign_in()
    browser.apple_id = ACCOUNTANT
    assert browser.give_password().status_code == 409


def trusting(sim: Player) -> httpx.Response:
    browser = Browser(sim)
    browser.give_password()
    browser.push()
    browser.give_device_code()
    return browser.call("GET", "/2sv/trust")


def test_trust_gives_a_cookie_of_thirty_days_and_two_tokens(sim: Player) -> None:
    answer = trusting(sim)
    set_cookies = answer.headers.get_list("set-cookie")
    trust = next(one for one in set_cookies if one.startswith("DES"))
    assert re.match(r"DES[0-9a-f]+=[^;\"]+==;", trust)
    assert "Max-Age=2592000" in trust
    assert "Domain" not in trust
    identity = next(one for one in set_cookies if one.startswith("myacinfo="))
    assert "Max-Age" not in identity
    assert answer.headers["X-Apple-TwoSV-Trust-Token"]
    assert answer.headers["X-Apple-Session-Token"]


@pytest.mark.parametrize("quote", ['"', ""])
def test_the_trust_cookie_may_be_quoted(sim: Player, quote: str) -> None:
    answer = trusting(sim)
    name, value = next((k, v) for k, v in answer.cookies.items() if k.startswith("DES"))
    later = Browser(sim)
    later.client.headers["Cookie"] = f"site=USA; {name}={quote}{value}{quote}; dslang=US-EN"
    assert later.give_password().status_code == 200


def test_nothing_is_trusted_before_the_code(sim: Player) -> None:
    browser = Browser(sim)
    browser.give_password()
    assert browser.call("GET", "/2sv/trust").status_code == 401
    browser.push()
    browser.give_device_code()
    assert browser.call("GET", "/2sv/donttrust").status_code == 204
    assert browser.give_password().status_code == 409


def test_a_changed_password_ends_everything(sim: Player) -> None:
    browser = Browser(sim)
    browser.sign_in()
    old = browser.password()
    sim.admin("POST", "apple-ids", {"apple_id": OWNER, "password": "new one 1"})
    assert fault(browser.give_password(old)) == (401, "-20101")
    assert browser.give_password().status_code == 409


def test_cookies_can_name_apples_domains() -> None:
    settings = Settings(cookie_domains=True)
    with Server(settings) as server, httpx.Client(base_url=server.address) as client:
        sim = Player(server, client)
        answer = trusting(sim)
        signed_in = {"Cookie": f"myacinfo={answer.headers['X-Apple-Session-Token']}"}
        began = client.get("/olympus/v1/session", headers=signed_in)
        token = next(
            one.partition(";")[0]
            for one in began.headers.get_list("set-cookie")
            if one.startswith("itctx=")
        )
        following = client.get("/iris/v1/apps?limit=2", headers={"Cookie": token}).json()["links"]
        for other in sim.others:
            other.close()
    trust = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("DES"))
    assert "Domain=idmsa.apple.com" in trust
    assert "Path=/;" in f"{trust};"
    assert "Secure" in trust
    assert following["next"].startswith("https://127.0.0.1:")

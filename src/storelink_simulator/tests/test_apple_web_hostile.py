"""Whatever is sent to the sign-in and the web application, no answer is an accident."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storelink_simulator.tests.asking_analytics import BASE, question
from storelink_simulator.tests.playing import Player
from storelink_simulator.tests.signing_in import AUTH, KEY, OWNER, SUPPORT, Browser, entered

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
QUIET = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
BODIES: tuple[bytes, ...] = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b'{"accountName": {}}',
    b'{"accountName": "' + b"x" * 5000 + b'"}',
    b'{"accountName": "a", "a": "AA==", "protocols": ["s2k", "s2k_fo"]}',
    b'{"accountName": "a", "a": "!", "protocols": ["s2k"]}',
    b'{"accountName": "a", "a": "Ag==", "protocols": "s2k"}',
    b'{"accountName": "a", "a": "Ag==", "protocols": [{}]}',
    b'{"accountName": "a", "c": 1, "m1": 2, "m2": []}',
    b'{"accountName": "\\ud800", "a": "Ag==", "protocols": ["s2k", "s2k_fo"]}',
    b"[" * 200_000,
)
STEPS = (
    ("PUT", "/verify/phone"),
    ("PUT", "/verify/trusteddevice"),
    ("POST", "/verify/phone/securitycode"),
    ("POST", "/verify/trusteddevice/securitycode"),
    ("POST", "/verify/security/key"),
    ("POST", "/repair/complete"),
)


def is_told(answer: httpx.Response) -> bool:
    return answer.status_code < 500


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:40]))
@pytest.mark.parametrize("path", ["/signin/init", "/signin/complete", "/federate"])
def test_bodies_of_the_password_step(sim: Player, path: str, body: bytes) -> None:
    headers = {"X-Apple-Widget-Key": KEY, "Content-Type": "application/json"}
    assert is_told(sim.client.post(f"{AUTH}{path}", content=body, headers=headers))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[1])
def test_bodies_of_the_second_factor(sim: Player, step: tuple[str, str]) -> None:
    browser = Browser(sim, SUPPORT)
    browser.give_password()
    for content in (
        *BODIES,
        b'{"phoneNumber": 1}',
        b'{"phoneNumber": {"id": {}}}',
        b'{"phoneNumber": {"id": 1}, "securityCode": {"code": 123456}}',
        '{"phoneNumber": {"id": 1}, "securityCode": {"code": "１２３４５６"}}'.encode(),
    ):
        answer = browser.client.request(
            step[0], f"{AUTH}{step[1]}", content=content, headers=browser.headers
        )
        assert is_told(answer), content


@pytest.mark.parametrize(
    "path",
    [
        "/appleauth",
        "/appleauth/",
        "/appleauth/auth/nothing",
        "/appleauth/authors",
        "/appleauth/auth/verify/device/1/securitycode",
        "/olympus/",
        "/olympus/v9/session",
        "/iris/",
        "/iris/v2/apps",
        "/analytics/",
        "/analytics/api/v2/data/time-series",
        "/logout/",
        "/setup/ws/1/",
        "/setup/ws/1/nothing",
    ],
)
def test_paths_that_nobody_offers(sim: Player, path: str) -> None:
    browser = entered(sim)
    for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
        answer = browser.client.request(method, path, headers=browser.headers)
        assert 400 <= answer.status_code < 500, method


@pytest.mark.parametrize(
    "cookie",
    [
        "itctx=|; myacinfo=",
        'DES="; DES00=""; DES00="x',
        "myacinfo=" + "x" * 6000,
        "itctx=%00%ff; ;;;=",
    ],
)
def test_cookies_that_nobody_gave(sim: Player, cookie: str) -> None:
    headers = {"Cookie": cookie}
    for path in ("/olympus/v1/session", "/iris/v1/apps", f"{BASE}/settings/all"):
        assert sim.client.get(path, headers=headers).status_code == 401
    browser = Browser(sim)
    browser.client.headers["Cookie"] = cookie
    assert browser.give_password().status_code == 409


@QUIET
@given(name=st.sampled_from([*question("1", "units"), "measure", "dimension"]), value=ANYTHING)
def test_questions_of_any_shape(sim: Player, name: str, value: Any) -> None:
    browser = _analyst(sim)
    headers = {"X-Requested-By": "x", "Content-Type": "application/json"}
    for call in ("time-series", "app/detail/dimensions", "sources/list", "retention"):
        body = json.dumps(question("1482093311", "units", **{name: value}))
        answer = browser.client.post(f"{BASE}/data/{call}", content=body, headers=headers)
        assert is_told(answer), answer.text


@QUIET
@given(value=ANYTHING)
def test_splits_of_any_shape(sim: Player, value: Any) -> None:
    browser = _analyst(sim)
    headers = {"X-Requested-By": "x", "Content-Type": "application/json"}
    body = json.dumps(question("1482093311", "units", dimensions=value, limit=value))
    for call in ("app/detail/dimensions", "dimension-values"):
        answer = browser.client.post(f"{BASE}/data/{call}", content=body, headers=headers)
        assert is_told(answer), answer.text


@QUIET
@given(value=ANYTHING)
def test_switches_of_any_shape(sim: Player, value: Any) -> None:
    browser = _analyst(sim)
    for path in ("/olympus/v1/session", "/olympus/v1/providerSwitchRequests"):
        for body in ({"provider": value}, {"data": {"relationships": value}}, value):
            content = json.dumps(body)
            assert is_told(browser.client.post(path, content=content))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"apple_id": "nobody"},
        {"apple_id": OWNER, "password": 1},
        {"apple_id": OWNER, "password": ""},
        {"apple_id": OWNER, "locked": "yes"},
        {"apple_id": OWNER, "colour": "blue"},
    ],
    ids=str,
)
def test_wrong_changes_of_an_apple_id_are_told(sim: Player, body: dict[str, Any]) -> None:
    answer = sim.client.post("/_simulator/apple-ids", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert sim.client.get("/_simulator/phones?after=x").status_code == 400


def _analyst(sim: Player) -> Browser:
    """One browser for all examples of a test."""
    known: Browser | None = getattr(sim, "analyst", None)
    if known is None:
        known = entered(sim)
        sim.analyst = known  # type: ignore[attr-defined]
    return known

"""Connecting Google Play Console through the page’s own forms, against the simulator: by a service
account, and by consent on the store’s own page."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from storelink.integrations.models import Credential, Integration
from tests.apple_id_page import Page, page, simulator

__all__ = ["page", "simulator"]

CONNECT = "/settings/integrations/connect/google_play/"


@pytest.fixture
def given(page) -> dict[str, Any]:
    told: dict[str, Any] = page.simulator.get("google-keys")
    return told


def begin(page: Page, kind: str) -> Page:
    page.path = page.browser.post(CONNECT, {"kind": kind}).headers["Location"]
    return page


def key_of(given: dict[str, Any], kind: str = "reports") -> str:
    return json.dumps(next(k["service_account"] for k in given["keys"] if k["kind"] == kind))


def test_by_a_service_account(page, given) -> None:
    begin(page, "service_account")
    page.send(service_account=key_of(given), buckets=given["bucket_uri"], name="Brightside Labs")
    assert page.path.endswith("/first-sync/")
    assert Integration.objects.get().name == "Brightside Labs"


@pytest.mark.parametrize(
    "key",
    ["", "not json", "{}", json.dumps({"type": "authorized_user"}), "[" * 2000],
)
def test_what_is_no_key_has_a_sentence_and_asks_nothing(page, given, key) -> None:
    begin(page, "service_account")
    text = page.send(service_account=key, buckets=given["bucket_uri"])
    assert not Integration.objects.exists()
    assert "key" in text.lower() or "file" in text.lower()
    assert page.asked("/token") == 0


def test_a_key_that_would_be_sent_elsewhere_is_refused(page, given) -> None:
    begin(page, "service_account")
    key = {**json.loads(key_of(given)), "token_uri": "https://evil.example/token"}
    page.send(service_account=json.dumps(key), buckets=given["bucket_uri"])
    assert not Integration.objects.exists()
    assert page.asked("/token") == 0


def test_a_folder_of_somebody_else_is_named(page, given) -> None:
    begin(page, "service_account")
    text = page.send(service_account=key_of(given), buckets=given["strange_bucket_uri"])
    assert "pubsite" in text or "folder" in text


def test_a_deleted_key_is_said(page, given) -> None:
    begin(page, "service_account")
    page.simulator.play("google_key_deleted")
    page.send(service_account=key_of(given), buckets=given["bucket_uri"])
    assert not Integration.objects.exists()


def visit(page: Page, given: dict[str, Any], decision: str = "allow") -> str:
    """The page of the store is opened, decided on, and the browser comes back. What it shows."""
    page.browser.defaults["SERVER_NAME"] = "127.0.0.1"  # where a real browser would be
    begin(page, "oauth")
    page.send(oauth_client=json.dumps(given["oauth_client"]), buckets=given["bucket_uri"])
    shown = page.browser.get(page.path).content.decode()
    address = re.search(r'class="btn primary" href="([^"]+)"', shown)
    assert address is not None, shown[-3000:]
    with httpx.Client(trust_env=False) as google:
        asked = google.get(address[1].replace("&amp;", "&"))
        fields = dict(re.findall(r'type="?hidden"? name="([^"]+)" value="([^"]*)"', asked.text))
        fields |= {"account": given["people"][0]["email"], "decision": decision}
        back = google.post(asked.url.copy_with(query=None), data=_plain(fields))
    came = urlsplit(back.headers["location"])
    answer = page.browser.get(f"{came.path}?{came.query}")
    page.path = answer.headers.get("Location", page.path)
    return answer.content.decode()


def _plain(fields: dict[str, str]) -> dict[str, str]:
    return {name: value.replace("&amp;", "&") for name, value in fields.items()}


def test_by_consent_on_the_stores_own_page(page, given) -> None:
    visit(page, given)
    assert page.path.endswith("/first-sync/")
    assert Credential.objects.get().kind == "oauth"


def test_a_consent_that_was_not_given_can_be_asked_for_again(page, given) -> None:
    text = visit(page, given, "deny")
    assert not Integration.objects.exists()
    assert "Try again" in text or "Go on at" in text


def test_what_comes_back_with_another_state_is_not_taken(page, given) -> None:
    begin(page, "oauth")
    page.send(oauth_client=json.dumps(given["oauth_client"]), buckets=given["bucket_uri"])
    back = page.browser.get(
        "/settings/integrations/connect/return/", {"code": "4/abc", "state": "another"}
    )
    assert back.status_code in {200, 422}
    assert not Integration.objects.exists()
    assert page.asked("/token") == 0

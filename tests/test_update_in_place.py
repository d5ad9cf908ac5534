"""An account is updated in place by the page's own forms, against the simulator: what is kept is
not asked for again, and no secret of it is ever shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from storelink.integrations.models import Credential, Integration
from storelink.integrations.secrets import open_secret
from tests.apple_id_page import Page, page, simulator

__all__ = ["page", "simulator"]

CONNECT = "/settings/integrations/connect/"


def connect(page: Page, store: str, kind: str, **fields: str) -> Integration:
    page.path = page.browser.post(f"{CONNECT}{store}/", {"kind": kind}).headers["Location"]
    said = page.send(**fields)
    assert page.path.endswith("/first-sync/"), said
    return Integration.objects.latest("pk")


def shown(page: Page, account: Integration, kind: str) -> str:
    """The form of an update, as the page draws it."""
    begun = page.browser.post(f"/settings/integrations/{account.pk}/update/", {"kind": kind})
    page.path = begun.headers["Location"]
    return page.browser.get(page.path).content.decode()


def secret(account: Integration) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(open_secret(Credential.objects.get(integration=account)))
    return told


@pytest.fixture
def both(page) -> tuple[Integration, Integration]:
    google = page.simulator.get("google-keys")
    key = next(k["service_account"] for k in google["keys"] if k["kind"] == "reports")
    play = connect(
        page, "google_play", "service_account",
        service_account=json.dumps(key), buckets=google["bucket_uri"], name="Play",
    )  # fmt: skip
    given = page.simulator.get("keys")["keys"][0]
    fields = {n: str(given[n]) for n in ("issuer_id", "key_id", "private_key")}
    vendor = str(given["vendor_number"])
    apple = connect(
        page, "app_store_connect", "api_key", **fields, vendor_number=vendor, name="Apple"
    )
    return play, apple


def test_google_keeps_the_key_where_only_the_folder_is_given(page, both) -> None:
    play, apple = both
    before, other = secret(play), secret(apple)
    html = shown(page, play, "service_account")
    assert f"gs://{before['buckets'][0]}/</textarea>" in html
    assert "Leave it empty to keep the present one" in html
    assert "PRIVATE KEY" not in html
    page.send(service_account="", buckets=f"gs://{before['buckets'][0]}/stats/")
    assert page.path.endswith(f"/{play.pk}/first-sync/")
    assert secret(play)["key"] == before["key"]
    assert secret(apple) == other
    assert Integration.objects.count() == 2


def test_google_keeps_the_folders_where_only_the_key_is_given(page, both) -> None:
    play, _ = both
    before = secret(play)
    key = next(
        k["service_account"]
        for k in page.simulator.get("google-keys")["keys"]
        if k["kind"] == "reports"
    )
    shown(page, play, "service_account")
    page.send(service_account=json.dumps(key))
    assert page.path.endswith(f"/{play.pk}/first-sync/")
    assert secret(play)["buckets"] == before["buckets"]


def test_a_wrong_folder_is_said_and_the_key_stays_kept(page, both) -> None:
    play, _ = both
    before = secret(play)
    shown(page, play, "service_account")
    assert "is no Cloud Storage address" in page.send(service_account="", buckets="nowhere")
    assert secret(play) == before
    page.send(service_account="", buckets=f"gs://{before['buckets'][0]}/")
    assert page.path.endswith(f"/{play.pk}/first-sync/")


def test_apple_keeps_the_private_key_and_shows_the_rest(page, both) -> None:
    play, apple = both
    before, other = secret(apple), secret(play)
    html = shown(page, apple, "api_key")
    for name in ("issuer_id", "key_id", "vendor_number"):
        assert f'value="{before[name]}"' in html
    assert "PRIVATE KEY-----\n" not in html
    assert before["private_key"].split("\n")[1] not in html
    page.send(
        issuer_id=before["issuer_id"], key_id=before["key_id"], private_key="",
        vendor_number=before["vendor_number"],
    )  # fmt: skip
    assert page.path.endswith(f"/{apple.pk}/first-sync/")
    assert secret(apple) == before
    assert secret(play) == other


def test_another_apple_key_needs_its_own_file(page, both) -> None:
    _, apple = both
    before = secret(apple)
    shown(page, apple, "api_key")
    said = page.send(issuer_id=before["issuer_id"], key_id="ABCDEFGHJ2", private_key="")
    assert "Choose the .p8 file" in said
    assert secret(apple) == before

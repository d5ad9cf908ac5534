"""Connecting Google Play Console through the page’s own forms, against the simulator: by a service
account, and by consent on the store’s own page."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.utils import timezone

from storelink.domain.report import Family
from storelink.integrations.models import Credential, Integration, Issue, Run
from storelink.integrations.status import status_of
from storelink.integrations.told_issues import ToldIssue, told_issues
from storelink.products.matrix import matrix_of
from storelink.providers.contract import Light
from storelink.providers.google_play import access
from storelink.sync.doctor import apps_of
from storelink.sync.run import end_step, find_step, look_step
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
    return decide(page, given, decision)


def decide(page: Page, given: dict[str, Any], decision: str = "allow") -> str:
    """The same from where the store’s address is offered."""
    shown = page.browser.get(page.path).content.decode()
    address = re.search(r'class="button primary"\s+href="([^"]+)"', shown)
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


# --- what becomes of it


def account() -> Integration:
    return Integration.objects.select_related("workspace").get()


def looked_at(one: Integration) -> None:
    """A run that looks at the account and finds what it has as a whole, but loads nothing."""
    run = Run.objects.create(integration=one)
    seen = look_step(run.pk)
    while "again_in" in seen:  # a refusal is believed where it lasts
        seen = look_step(run.pk)
    found = find_step(run.pk, "") if "apps" in seen else {}
    troubles = found.get("troubles", {})
    end_step(run.pk, {"ended": seen.get("ended", ""), "troubles": troubles})


def told(one: Integration) -> list[ToldIssue]:
    return list(told_issues(Issue.objects.filter(integration=one, solved_at=None)))


def connect_by_key(page: Page, given: dict[str, Any], **more: str) -> Integration:
    begin(page, "service_account")
    page.send(service_account=key_of(given), buckets=given["bucket_uri"], **more)
    return account()


def connect_while_not_invited(page: Page, given: dict[str, Any]) -> Integration:
    page.simulator.play("google_not_invited")
    begin(page, "service_account")
    text = page.send(service_account=key_of(given), buckets=given["bucket_uri"])
    assert "isn’t in your Play Console yet" in text
    page.send(action="wait")
    return account()


def test_an_invitation_is_waited_for_quietly_with_a_countdown(page, given) -> None:
    one = connect_while_not_invited(page, given)
    as_connected = status_of(one)
    looked_at(one)
    for shown in (as_connected, status_of(one)):
        assert (shown.code, shown.severity, shown.remedy) == ("waiting_for_store", "info", None)
        assert "(47 hours more)" in shown.cause
    assert told(one) == []
    one.refresh_from_db()
    wait = one.due_at - timezone.now()
    assert timedelta(minutes=50) < wait < timedelta(hours=2)
    page.simulator.begin_anew()
    looked_at(one)
    assert status_of(one).code == "syncing"


def test_after_48_hours_the_missing_permission_is_named_once(page, given, monkeypatch) -> None:
    one = connect_while_not_invited(page, given)
    monkeypatch.setattr(access, "PATIENCE", timedelta(0))
    looked_at(one)
    shown = status_of(one)
    assert (shown.code, shown.remedy) == ("permission_denied", "fix_permissions")
    assert "“View app information and download bulk reports (read-only)” is missing" in shown.cause
    assert len(told(one)) == len({issue.missing for issue in told(one)}) == 2


def test_a_missing_financial_permission_is_one_issue_and_one_red_light(page, given) -> None:
    """Found without sending anything to anybody."""
    page.simulator.play("google_financial_permission_missing")
    one = connect_by_key(page, given)
    looked_at(one)
    [issue] = told(one)
    assert "View financial data" in issue.missing
    assert len(issue.reports) >= 3
    shown = status_of(one)
    assert (shown.code, shown.remedy) == ("permission_denied", "fix_permissions")
    assert shown.needs_attention
    assert "View financial data" in shown.cause
    assert "Everything else comes in" in shown.cause
    before = len(page.simulator.get("requests")["requests"])
    page.browser.post(f"/settings/integrations/{one.pk}/doctor/test/")
    calls = page.simulator.get("requests")["requests"][before:]
    assert {call["method"] for call in calls if call["path"] != "/token"} == {"GET"}
    matrix = matrix_of(one.workspace.memberships.get().user, one, apps_of(one)[:1])
    red = {cell.family for cell in matrix.account.cells if cell.light is Light.RED}
    assert red == {Family.FINANCE}
    assert {door.light for door in matrix.doors} == {"green"}
    [line] = matrix.apps
    assert {cell.family for cell in line.cells if cell.is_own} == {Family.REVIEWS, Family.VITALS}


def test_a_consent_taken_back_is_given_again_by_one_press(page, given) -> None:
    visit(page, given)
    one = account()
    page.simulator.play("google_consent_revoked", count=10)  # four tries, two calls each, the press
    looked_at(one)
    shown = status_of(one)
    assert (shown.code, shown.remedy) == ("deprecated_authorization", "reconnect")
    answer = page.browser.post(f"/settings/integrations/{one.pk}/verify/")
    page.path = answer.headers["Location"]
    decide(page, given)
    assert account().pk == one.pk
    assert not status_of(account()).needs_attention


def test_a_deleted_key_is_replaced_in_place(page, given) -> None:
    one = connect_by_key(page, given)
    looked_at(one)
    apps = one.apps.count()
    page.simulator.play("google_key_deleted", count=8)  # a run’s four tries, two calls each
    looked_at(one)
    shown = status_of(one)
    assert (shown.code, shown.remedy) == ("invalid_credentials", "update_credentials")
    answer = page.browser.post(f"/settings/integrations/{one.pk}/update/")
    page.path = answer.headers["Location"]
    page.send(service_account=key_of(given, "admin"), buckets=given["bucket_uri"])
    assert account().pk == one.pk
    assert one.apps.count() == apps > 0
    assert not status_of(account()).needs_attention

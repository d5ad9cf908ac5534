"""Every status of both consoles, reached as people reach it: connected through the page's forms,
brought up to date by the steps of a run, against the simulator over HTTP and its scenarios. Then
the list is opened in a real browser, read and photographed.

Two cannot be reached by a store: no way to sign in to Apple has been retired, and Google asks for
no code.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.utils import timezone

from storelink.domain.status import RULES
from storelink.integrations.models import Integration, Run
from storelink.providers.google_play import access
from storelink.sync.run import end_step, find_step, load_step, look_step
from storelink.sync.session import let_go
from tests.apple_id_page import MIRA, Page, page, signed_in, simulator
from tests.test_play_console import connect_by_key, connect_while_not_invited, given, visit

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"there is no Chromium at {CHROMIUM}"),
]
__all__ = ["given", "page", "simulator"]
APPLE = "/settings/integrations/connect/app_store_connect/"
_FEW = 2
"""Files that a run loads here; the rest of a first sync shows nothing new of a status."""


@pytest.fixture(scope="module")
def chromium():
    # Playwright's loop lives in this thread, and Django sees a loop; nothing here is asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Person:
    """Whoever connects an account, and waits."""

    def __init__(self, page: Page, given: dict[str, Any], patch: pytest.MonkeyPatch) -> None:
        self.page, self.given, self.patch = page, given, patch
        self._began_at = timezone.now()

    @property
    def account(self) -> Integration:
        return Integration.objects.select_related("workspace").get()

    def plays(self, scenario: str, **how: Any) -> None:
        self.page.simulator.play(scenario, **how)

    def connects_a_key(self) -> None:
        """Of Apple."""
        [told, *_] = self.page.simulator.get("credentials")["credentials"]
        self.page.path = self.page.browser.post(APPLE, {"kind": "api_key"}).headers["Location"]
        self.page.send(**told)

    def connects_an_apple_id(self) -> None:
        self.page.begin().sign_in(MIRA, keep_password="yes")
        self.page.send(action="devices")
        self.page.send(code=self.page.newest_code())
        self.page.choose_team()

    def connects_google(self) -> None:
        connect_by_key(self.page, self.given)

    def syncs(self, *, ends: bool = True) -> None:
        """A run that finds all there is of the account, and loads a little of it."""
        run = Run.objects.create(integration=self.account)
        answers = [look_step(run.pk)]
        if "apps" in answers[-1]:
            answers.append(find_step(run.pk, ""))
        if answers[-1].get("partitions"):
            answers.append(load_step(run.pk, answers[-1]["partitions"][:_FEW]))
        ended = next((one["ended"] for one in answers if "ended" in one), "")
        if any("wait" in one for one in answers):
            ended = "halted"  # as after the last of the waits of a run
        let_go(run.pk)
        if ends:
            end_step(run.pk, {"ended": ended, "troubles": answers[-1].get("troubles", {})})

    def presses(self, button: str) -> None:
        self.page.browser.post(f"/settings/integrations/{self.account.pk}/{button}/")

    def waits(self, **long: int) -> None:
        """The product's clock goes on; the browser signs in anew."""
        later = timedelta(**long)
        self.patch.setattr(timezone, "now", lambda: datetime.now(self._began_at.tzinfo) + later)
        self.page.browser = signed_in(self.account.workspace.personal_of)


def _connected(person: Person) -> None:
    person.connects_a_key()
    person.syncs()


def _syncing(person: Person) -> None:
    person.connects_a_key()
    person.syncs(ends=False)


def _verify_soon(person: Person) -> None:
    person.connects_an_apple_id()
    person.syncs()
    person.waits(days=27)


def _verification_over(person: Person) -> None:
    person.connects_an_apple_id()
    person.syncs()
    person.plays("trust_forgotten")
    person.waits(days=31)


def _session_ended_early(person: Person) -> None:
    person.connects_an_apple_id()
    person.plays("web_session_over")
    person.plays("trust_forgotten")
    person.syncs()


def _two_factor_gone(person: Person) -> None:
    person.connects_an_apple_id()
    person.plays("web_session_over")
    person.plays("two_factor_not_configured")
    person.syncs()


def _agreement_missing(person: Person) -> None:
    person.connects_a_key()
    person.plays("agreement_missing")
    person.syncs()


def _key_revoked(person: Person) -> None:
    person.connects_a_key()
    person.plays("key_revoked")
    person.syncs()


def _nothing_for_days(person: Person) -> None:
    person.connects_a_key()
    person.plays("server_error_html")
    person.syncs()
    person.waits(days=4)


def _not_understood(person: Person) -> None:
    person.connects_a_key()
    person.plays("server_error_json", options={"status": 418})
    for _ in range(3):
        person.syncs()


def _paused(person: Person) -> None:
    person.connects_a_key()
    person.presses("pause")


def _google_connected(person: Person) -> None:
    person.connects_google()
    person.syncs()


def _google_syncing(person: Person) -> None:
    person.connects_google()
    person.syncs(ends=False)


def _consent_taken_back(person: Person) -> None:
    visit(person.page, person.given)
    person.plays("google_consent_revoked")
    person.syncs()


def _not_invited(person: Person) -> None:
    connect_while_not_invited(person.page, person.given)
    person.patch.setattr(access, "PATIENCE", timedelta(0))
    person.syncs()


def _invited_just_now(person: Person) -> None:
    connect_while_not_invited(person.page, person.given)
    person.syncs()


def _key_deleted(person: Person) -> None:
    person.connects_google()
    person.plays("google_key_deleted")
    person.syncs()


def _google_quota(person: Person) -> None:
    person.connects_google()
    person.plays("google_quota_used_up")
    person.syncs()
    person.waits(days=4)


def _google_not_understood(person: Person) -> None:
    person.connects_google()
    person.plays("server_error_json", options={"status": 418})
    for _ in range(3):
        person.syncs()


def _google_paused(person: Person) -> None:
    person.connects_google()
    person.presses("pause")


Way = Callable[[Person], None]
WAYS: tuple[tuple[Way, str, str], ...] = (
    (_connected, "Connected", ""),
    (_syncing, "Syncing", ""),
    (_verify_soon, "Verify soon", "Verify"),
    (_verification_over, "Two-factor required", "Verify"),
    (_session_ended_early, "Two-factor required", "Verification ended"),
    (_two_factor_gone, "Two-factor not set up", "two-factor"),
    (_agreement_missing, "Permission denied", "agreement"),
    (_key_revoked, "Invalid credentials", "Update credentials"),
    (_nothing_for_days, "Still pending", "Delete and reconnect"),
    (_not_understood, "Unknown error", "Copy details"),
    (_paused, "Paused", "Resume"),
    (_google_connected, "Connected", ""),
    (_google_syncing, "Syncing", ""),
    (_consent_taken_back, "Deprecated authorization", "Reconnect"),
    (_not_invited, "Permission denied", "Play Console"),
    (_invited_just_now, "Still pending", ""),
    (_key_deleted, "Invalid credentials", "Update credentials"),
    (_google_quota, "Still pending", "Delete and reconnect"),
    (_google_not_understood, "Unknown error", "Copy details"),
    (_google_paused, "Paused", "Resume"),
)
"""How it comes about, the status that the list then shows, and words of what mends it."""


@pytest.mark.parametrize(
    ("comes_about", "name", "words"), WAYS, ids=[way.__name__.strip("_") for way, *_ in WAYS]
)
def test_it_is_reached_shown_and_photographed(
    comes_about, name, words, page, given, live_server, chromium, tmp_path, monkeypatch
):
    person = Person(page, given, monkeypatch)
    comes_about(person)
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1440, "height": 900}
    )
    cookie = configured.SESSION_COOKIE_NAME
    value = person.page.browser.cookies[cookie].value
    context.add_cookies([{"name": cookie, "value": value, "url": live_server.url}])
    tab = context.new_page()
    tab.goto(f"/settings/integrations/?open={person.account.pk}")
    tab.screenshot(path=tmp_path / f"{comes_about.__name__.strip('_')}.png", full_page=True)
    row = tab.locator("[data-state]")
    assert row.locator(".pill").first.inner_text().strip() == name
    assert words.lower() in row.inner_text().lower()
    context.close()


def test_no_status_is_forgotten():
    assert {name for _, name, _ in WAYS} == {rule.name for rule in RULES}

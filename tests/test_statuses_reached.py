"""Every status of both consoles, reached as people reach it: connected through the page's forms,
brought up to date by the steps of a run, against the simulator over HTTP and its scenarios. Then
the list is opened in a real browser, read and photographed.

Two cannot be reached by a store: no way to sign in to Apple has been retired, and Google asks for
no code.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.utils import timezone

from storelink.domain.status import RULES
from storelink.integrations.models import Integration, Run
from storelink.labels.status import status_label
from storelink.providers.google_play import access
from storelink.sync.run import end_step, find_step, load_step, look_step
from storelink.sync.session import let_go
from tests.apple_id_page import MIRA, Page, page, signed_in, simulator
from tests.browser import NEEDS_CHROMIUM, chromium
from tests.test_play_console import connect_by_key, connect_while_not_invited, given, visit

pytestmark = [
    pytest.mark.browser,
    NEEDS_CHROMIUM,
]
__all__ = ["chromium", "given", "page", "simulator"]
APPLE = "/settings/integrations/connect/app_store_connect/"
_FEW = 2
"""Files that a run loads here; the rest of a first sync shows nothing new of a status."""


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

    def connects_a_key(self, **more: str) -> None:
        """Of Apple."""
        [told, *_] = self.page.simulator.get("credentials")["credentials"]
        self.page.path = self.page.browser.post(APPLE, {"kind": "api_key"}).headers["Location"]
        self.page.send(**told, **more)

    def connects_to_choose(self) -> None:
        """With the tick that lets one choose the apps first; the apps are looked up."""
        self.connects_a_key(asks_about_apps="yes", choose_apps="yes")
        self.syncs()

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
        while "again_in" in answers[-1]:
            answers.append(look_step(run.pk))
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


Way = Callable[[Person], object]


def then(connects: Way, *scenarios: str, syncs: int = 1, days: int = 0, **options: int) -> Way:
    """Connected; then the store plays these, runs follow, and so many days go by."""

    def way(person: Person) -> None:
        connects(person)
        for scenario in scenarios:
            person.plays(scenario, options=options)
        for _ in range(syncs):
            person.syncs()
        if days:
            person.waits(days=days)

    return way


KEY, APPLE_ID, GOOGLE = Person.connects_a_key, Person.connects_an_apple_id, Person.connects_google


def by_consent(person: Person) -> None:
    visit(person.page, person.given)


def before_the_invitation(person: Person) -> None:
    connect_while_not_invited(person.page, person.given)


def after_two_days_of_patience(person: Person) -> None:
    before_the_invitation(person)
    person.patch.setattr(access, "PATIENCE", timedelta(0))


def synced_apple_id(person: Person) -> None:
    person.connects_an_apple_id()
    person.syncs()


def paused(connects: Way) -> Way:
    def way(person: Person) -> None:
        connects(person)
        person.presses("pause")

    return way


def in_its_first_sync(connects: Way) -> Way:
    def way(person: Person) -> None:
        connects(person)
        person.syncs(ends=False)

    return way


STRANGE = "server_error_json"
"""With a status that no store documents."""
WAYS: dict[str, tuple[Way, str, str]] = {
    "connected": (then(KEY), "Connected", ""),
    "syncing": (in_its_first_sync(KEY), "Syncing", ""),
    "choosing_apps": (Person.connects_to_choose, "Syncing", "Choose apps"),
    "verify_soon": (then(APPLE_ID, days=27), "Verify soon", "Verify"),
    "verification_over": (
        then(synced_apple_id, "trust_forgotten", syncs=0, days=31),
        "Two-factor required", "Verification ended",
    ),
    "session_ended_early": (
        then(APPLE_ID, "web_session_over", "trust_forgotten"),
        "Two-factor required", "Verification ended",
    ),
    "two_factor_gone": (
        then(APPLE_ID, "web_session_over", "two_factor_not_configured"),
        "Two-factor not set up", "two-factor",
    ),
    "agreement_missing": (then(KEY, "agreement_missing"), "Permission denied", "agreement"),
    "key_revoked": (then(KEY, "key_revoked"), "Invalid credentials", "Update credentials"),
    "nothing_for_days": (
        then(KEY, "server_error_html", days=4), "Still pending", "Delete and reconnect",
    ),
    "not_understood": (then(KEY, STRANGE, syncs=3, status=418), "Unknown error", "Copy details"),
    "paused": (paused(KEY), "Paused", "Resume"),
    "google_connected": (then(GOOGLE), "Connected", ""),
    "google_syncing": (in_its_first_sync(GOOGLE), "Syncing", ""),
    "consent_taken_back": (
        then(by_consent, "google_consent_revoked"), "Deprecated authorization", "Reconnect",
    ),
    "not_invited": (then(after_two_days_of_patience), "Permission denied", "Play Console"),
    "money_not_allowed": (
        then(GOOGLE, "google_financial_permission_missing"),
        "Permission denied", "View financial data",
    ),
    "invited_just_now": (then(before_the_invitation), "Still pending", ""),
    "key_deleted": (
        then(GOOGLE, "google_key_deleted"), "Invalid credentials", "Update credentials",
    ),
    "google_quota": (
        then(GOOGLE, "google_quota_used_up", days=4), "Still pending", "Delete and reconnect",
    ),
    "google_not_understood": (
        then(GOOGLE, STRANGE, syncs=3, status=418), "Unknown error", "Copy details",
    ),
    "google_paused": (paused(GOOGLE), "Paused", "Resume"),
}  # fmt: skip
"""How it comes about, the status that the list then shows, and words of what mends it."""


@pytest.mark.parametrize("name", WAYS)
def test_it_is_reached_shown_and_photographed(
    name, page, given, live_server, chromium, tmp_path, monkeypatch
):
    comes_about, status, words = WAYS[name]
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
    tab.screenshot(path=tmp_path / f"{name}.png", full_page=True)
    row = tab.locator("[data-state]")
    assert row.locator(".pill").first.inner_text().strip() == status
    assert words.lower() in row.inner_text().lower()
    context.close()


def test_no_status_is_forgotten():
    assert {status for _, status, _ in WAYS.values()} == {status_label(rule.code) for rule in RULES}

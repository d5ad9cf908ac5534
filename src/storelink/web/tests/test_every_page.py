"""Every page in a real browser: nothing that keeps people out, nothing that the policy stops, no
request to anywhere else, nothing wider than a small phone.

The addresses are those of the table of who may open what, so that a new page that is not looked at
here fails a test. Pictures of every status go into the test's folder; STORELINK_TAKE_PICTURES=1
renews those of the documentation.
"""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as configured
from django.urls import get_resolver, reverse

from storelink.domain.status import RULES
from storelink.labels.status import status_label
from storelink.providers.registry import providers
from storelink.web.tests import test_access
from storelink.web.tests.every_status import NAMES, accounts_of_every_status
from tests import axe
from tests.browser import NEEDS_CHROMIUM, chromium, playwright

__all__ = ["chromium"]
ROOT = Path(__file__).resolve().parents[4]
COMPLAINS = """
addEventListener('securitypolicyviolation', event =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
"""
SIGNED_OUT = {
    "join", "account_login", "account_signup", "account_inactive", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key_done", "set_up", "code_link",
    "account_reset_password_from_key", "account_email_verification_sent", "account_confirm_email",
}  # fmt: skip
SECOND_STEP = {
    "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
}  # fmt: skip
"""Seen by somebody who has a second step."""
NO_PAGE = {
    "series_csv": "a file", "breakdown_csv": "a file", "activity_csv": "a file",
    "account_series_csv": "a file", "account_breakdown_csv": "a file",
    "outgoing_csv": "a file", "mfa_download_recovery_codes": "a file",
    "live": "for machines", "ready": "for machines",
    "mfa_login_webauthn": "for the browser's script", "connect_return": "leads on at once",
    "code_standing": "a part of the page of a step", "account_status": "a part of the list",
    "first_sync_progress": "a part of first_sync", "mfa_authenticate": "test_second_step",
    "mfa_index": "the same address as account", "connect_step": "below, for each way to connect",
    "mfa_reauthenticate_webauthn": "as mfa_reauthenticate", "mfa_remove_webauthn": "no passkey",
    "mfa_edit_webauthn": "no passkey",
}  # fmt: skip
"""Addresses that are not looked at → why."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    NEEDS_CHROMIUM,
]
_vault, cast, arguments = test_access._vault, test_access.cast, test_access.arguments


class Visitor:
    """A tab, and what was wrong on the pages that it has seen."""

    def __init__(self, browser, address):
        self.context = browser.new_context(
            base_url=address, viewport={"width": 1440, "height": 900}, color_scheme="light"
        )
        self.context.add_init_script(COMPLAINS)
        self.context.add_init_script(axe.SOURCE)
        self.wrong, self.seen, self.address = {}, set(), address
        self.tab = self.context.new_page()
        self.tab.on("console", self._hears)
        self.tab.on("pageerror", lambda error: self._note(f"script: {error}"))
        self.tab.on("request", self._asks)
        self.tab.on("response", self._gets)

    def signs_in(self, client):
        """As somebody who has just confirmed who they are."""
        session, name = client.session, configured.SESSION_COOKIE_NAME
        session["account_authentication_methods"] = [
            {**one, "reauthenticated": True} for one in session["account_authentication_methods"]
        ]
        session.save()
        self.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": self.address}]
        )

    def looks_at(self, path):
        tab = self.tab
        tab.set_viewport_size({"width": 1440, "height": 900})
        tab.goto(path)
        if "reauthenticate" in tab.url and "reauthenticate" not in path:
            self._note(f"{path} asks for the password")
        self.opens_everything()
        self.examines("wide")
        self.popovers()
        tab.set_viewport_size({"width": 390, "height": 844})
        self.examines("phone")
        tab.set_viewport_size({"width": 320, "height": 640})
        if (width := tab.evaluate("document.documentElement.scrollWidth")) > 320:
            self._note(f"{width} wide at 320")

    def opens_accounts(self):
        self.tab.evaluate(
            "document.querySelectorAll('.details').forEach(one => { one.hidden = false })"
        )

    def opens_everything(self):
        self.opens_accounts()
        self.tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")

    def popovers(self):
        """Each once: most pages have the same menu."""
        for name in self.tab.evaluate("[...document.querySelectorAll('[popover]')].map(p => p.id)"):
            if (kind := name.rstrip("0123456789")) not in self.seen:
                self.seen.add(kind)
                self.tab.evaluate("id => document.getElementById(id).showPopover()", name)
                self.examines(f"popover {name}")
                self.tab.evaluate("id => document.getElementById(id).hidePopover()", name)

    def asks_in_dialogs(self):
        """The questions that the list asks; each is left by Escape, and focus comes back."""
        for link in ("a[data-dialog].delete:visible", "a[data-dialog].button:visible"):
            for size in ({"width": 1440, "height": 900}, {"width": 390, "height": 844}):
                self.tab.set_viewport_size(size)
                self.tab.goto("/settings/integrations/?open=1")
                self.tab.locator(link).first.click()
                playwright.expect(self.tab.get_by_role("dialog")).to_be_visible()
                self.examines(f"dialog {link}")
                self.tab.keyboard.press("Escape")
                playwright.expect(self.tab.get_by_role("dialog")).to_have_count(0)
                playwright.expect(self.tab.locator(link).first).to_be_focused()

    def examines(self, where):
        for scheme in ("light", "dark"):
            self.tab.emulate_media(color_scheme=scheme)
            for found in self.tab.evaluate(axe.LOOK, axe.RULE_TAGS):
                self._note(f"{where}, {scheme}: {found}")
        self.tab.emulate_media(color_scheme="light")

    def _note(self, what):
        self.wrong.setdefault(urlsplit(self.tab.url).path, []).append(what)

    def _hears(self, said):
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self._note(said.text)

    def _asks(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self._note(f"asks {request.url}")

    def _gets(self, response):
        if response.status >= 400 and response.request.resource_type != "document":
            self._note(f"{response.status} for {response.url}")


@pytest.fixture
def visitor(chromium, live_server):
    one = Visitor(chromium, live_server.url)
    yield one
    one.context.close()


def test_every_page_lets_everybody_in(
    visitor, live_server, chromium, cast, arguments, as_, alice, bob, workspace
):
    accounts_of_every_status(workspace)
    guest = Visitor(chromium, live_server.url)
    browser = as_(alice)
    visitor.signs_in(browser)
    for method, name in test_access.TABLE:
        if method == "get" and name not in NO_PAGE:
            path = reverse(name, kwargs=arguments.get(name, {}))
            (guest if name in SIGNED_OUT else visitor).looks_at(path)
    visitor.asks_in_dialogs()
    visitor.looks_at("/nowhere/")
    for path in steps_of_connecting(browser):  # one at a time: a console has one conversation
        visitor.looks_at(path)
    visitor.context.clear_cookies()
    has_a_second_step(bob)
    visitor.signs_in(as_(bob))
    for name in sorted(SECOND_STEP):
        visitor.looks_at(reverse(name))
    guest.context.close()
    assert {**visitor.wrong, **guest.wrong} == {}


def steps_of_connecting(client):
    """The first step of each way to connect, and the choice between ways."""
    for one in providers():
        begin = reverse("connect", args=[one.key])
        yield client.post(begin).headers["Location"]
        for kind in one.credential_kinds:
            yield client.post(begin, {"kind": kind.key}).headers["Location"]


def has_a_second_step(person):
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)


def test_what_keeps_people_out_is_found(visitor):
    """The check itself: a picture without words, and words that nobody can read."""
    bad = "<main><img src='x.png'><p style='color:#ccc;background:#fff'>Hardly there</p></main>"
    visitor.tab.goto("/accounts/login/")
    visitor.tab.evaluate("markup => { document.body.innerHTML = markup }", bad)
    visitor.examines("here")
    found = " ".join(what for each in visitor.wrong.values() for what in each)
    for wanted in ("here, light: image-alt", "here, dark: image-alt"):
        assert wanted in found


def test_no_page_is_forgotten():
    visited = {name for method, name in test_access.TABLE if method == "get"} | SECOND_STEP
    posted = {name for method, name in test_access.TABLE if method == "post"}
    posted |= {"verify", "code_link_new", "workspace_create", "connect_update_instead"}
    every = set(test_access.names(get_resolver().url_patterns))
    assert every - visited - posted - set(NO_PAGE) == set(), "look at them, or say why not"
    assert set(NO_PAGE) - every == set(), "these are gone"


def test_every_status_is_reached_and_photographed(visitor, alice, workspace, as_, tmp_path):
    accounts_of_every_status(workspace)
    visitor.signs_in(as_(alice))
    wanted = os.environ.get("STORELINK_TAKE_PICTURES")
    target = ROOT / "docs" / "images" if wanted else tmp_path
    for width, height, scheme in ((1440, 900, "light"), (390, 844, "dark")):
        visitor.tab.set_viewport_size({"width": width, "height": height})
        visitor.tab.emulate_media(color_scheme=scheme)
        visitor.tab.goto("/settings/integrations/")
        visitor.tab.screenshot(path=target / f"statuses-{width}-{scheme}.png", full_page=True)
        assert statuses_shown(visitor.tab) == NAMES
        if width == 1440:
            visitor.tab.locator("a.delete").first.click()
            playwright.expect(visitor.tab.get_by_role("dialog")).to_be_visible()
            visitor.tab.screenshot(path=tmp_path / "delete.png")
            visitor.tab.get_by_role("link", name="Cancel").click()
            visitor.tab.locator("a[data-dialog].button").first.click()
            visitor.tab.screenshot(path=tmp_path / "share.png")
            visitor.tab.keyboard.press("Escape")
        visitor.opens_accounts()
        for name, status in NAMES.items():
            row = visitor.tab.locator("[data-state]").filter(has_text=name).first
            row.screenshot(path=tmp_path / f"{name}-{width}-{scheme}.png")
            assert row.locator(".fix").count() == (status not in {"Connected", "Syncing"}), name
    assert set(NAMES.values()) == {status_label(rule.code) for rule in RULES}
    assert visitor.wrong == {}


def test_the_list_is_searched_and_filtered_by_keyboard(visitor, alice, workspace, as_):
    accounts_of_every_status(workspace)
    visitor.signs_in(as_(alice))
    tab, shown = visitor.tab, visitor.tab.locator("[data-state]:visible .name span:first-child")
    tab.goto("/settings/integrations/")
    tab.keyboard.press("/")
    tab.keyboard.type("tidewater classic")  # an app's name
    playwright.expect(shown).to_have_text(["Tidewater"])
    playwright.expect(tab.locator("#live")).to_have_text("1 account shown")
    tab.get_by_label("Find an account or app").fill("nobody")
    playwright.expect(tab.get_by_role("heading", name="No account matches")).to_be_visible()
    tab.get_by_label("Find an account or app").fill("")
    tab.get_by_role("link", name="Needs attention").press("Enter")
    playwright.expect(shown).to_have_count(8)
    tab.get_by_label("Details of Petal & Stem").press("Enter")
    playwright.expect(tab.get_by_role("heading", name="Verify before it ends")).to_be_visible()
    tab.get_by_label("Find an account or app").fill("quill")
    tab.keyboard.press("Enter")  # and the address keeps it
    playwright.expect(shown).to_have_text(["Quill Press"])
    assert "find=quill" in tab.url
    assert visitor.wrong == {}


def statuses_shown(tab):
    rows = tab.locator("[data-state]")
    found = rows.evaluate_all(
        "rows => rows.map(r => [r.querySelector('.name span').textContent,"
        " r.querySelector('.pill').textContent])"
    )
    return json.loads(json.dumps({name: status.strip() for name, status in found}))

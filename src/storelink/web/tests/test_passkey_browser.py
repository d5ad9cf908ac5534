"""A passkey in a real browser, with the authenticator that Chromium plays itself."""

import pytest
from allauth.mfa.models import Authenticator

from storelink.integrations import vault as vaults
from storelink.web.tests.conftest import PASSWORD
from tests.browser import NEEDS_CHROMIUM, chromium, playwright

__all__ = ["chromium"]
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
"""As a telephone or a laptop with a fingerprint reader, whose owner always agrees."""
COMPLAINS = """
addEventListener('securitypolicyviolation', event =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    NEEDS_CHROMIUM,
]


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def page(alice, live_server, complaints, chromium):
    """A browser at the sign-in page, with an authenticator."""
    vaults.vault.cache_clear()
    context = chromium.new_context(base_url=live_server.url)
    context.add_init_script(COMPLAINS)
    tab = context.new_page()
    tab.on("console", lambda said: complaints.extend([said.text][: said.type == "error"]))
    devtools = context.new_cdp_session(tab)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    tab.goto("/accounts/login/")
    yield tab
    context.close()
    vaults.vault.cache_clear()


def test_a_passkey_is_added_and_opens_the_account_without_a_password(page, complaints):
    with_password(page)
    adds_a_passkey(page)
    signs_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    is_in(page)
    signs_out(page)
    with_password(page)
    page.get_by_role("button", name="Use a passkey").click()  # it is the second step, too
    is_in(page)
    assert complaints == []


def test_why_a_passkey_does_not_work_is_said_on_the_page(page, complaints):
    """None is there: the browser refuses. One that the server does not know: the server does."""
    page.evaluate("""() => { navigator.credentials.get = async () => {
        throw new DOMException('no', 'NotAllowedError') } }""")
    page.get_by_role("button", name="Sign in with a passkey").click()
    playwright.expect(page.get_by_role("alert")).to_contain_text("Nothing was confirmed")
    with_password(page)
    adds_a_passkey(page)
    Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).delete()
    signs_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    playwright.expect(page.get_by_role("alert").first).to_be_visible()
    playwright.expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert complaints == []


def with_password(page):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill("alice@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def adds_a_passkey(page):
    is_in(page)
    page.goto("/accounts/passkeys/add/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)  # who one is, once more
    page.locator("main button.primary").click()
    page.get_by_label("Name").fill("My laptop")
    playwright.expect(page.locator("input[type=checkbox]")).to_be_checked()  # as people expect
    page.get_by_role("button", name="Add passkey").click()
    page.wait_for_url("**/accounts/recovery-codes/**")
    page.goto("/accounts/passkeys/")
    playwright.expect(page.get_by_text("My laptop", exact=True).first).to_be_visible()


def is_in(page):
    playwright.expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")


def signs_out(page):
    page.context.clear_cookies()
    page.goto("/accounts/login/")

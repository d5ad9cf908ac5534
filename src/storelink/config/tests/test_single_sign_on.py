"""Single sign-on against an issuer on this machine: discovery, code, token, who it is."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from storelink.config import urls as always
from storelink.config.sign_in import single_sign_on
from storelink.workspaces.models import Role, User
from storelink.workspaces.people import add_person
from storelink.workspaces.permission import role_of

PASSWORD = "a long enough password"


class Issuer(BaseHTTPRequestHandler):
    """Says of everybody that they are the person whom the test has put there."""

    person: dict[str, object] = {}
    asked: list[str] = []

    def do_GET(self):
        here = f"http://{self.headers['Host']}"
        self.asked.append(self.path)
        if self.path == "/.well-known/openid-configuration":
            self.say({
                "issuer": here, "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token", "userinfo_endpoint": f"{here}/userinfo",
                "jwks_uri": f"{here}/jwks", "token_endpoint_auth_methods_supported":
                ["client_secret_post"],
            })  # fmt: skip
        elif self.path == "/userinfo":
            self.say(self.person)
        else:
            self.send_error(404)

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if sent.get("code") == ["good"] and "code_verifier" in sent:
            self.say({"access_token": "token-for-a-minute", "token_type": "bearer"})
        else:
            self.send_error(400)

    def say(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        """Nothing on the test's output."""


ALWAYS = always.urlpatterns
"""Read here, before any test has set an issuer: the addresses go by the setting when first read."""


@pytest.fixture
def issuer(settings, db):
    server = HTTPServer(("127.0.0.1", 0), Issuer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.OIDC_URL = f"http://127.0.0.1:{server.server_port}"
    settings.SOCIALACCOUNT_PROVIDERS = single_sign_on(
        settings.OIDC_URL, "Acme", client_id="storelink", client_secret="client-secret"
    )
    settings.OIDC_NAME = "Acme"
    settings.ROOT_URLCONF = "storelink.config.tests.urls_with_single_sign_on"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield Issuer
    server.shutdown()
    thread.join()
    server.server_close()


def come_in(code="good"):
    """A browser that was sent to the issuer, and came back."""
    browser = Client(raise_request_exception=False)
    sent = browser.post("/accounts/oidc/oidc/login/")
    query = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    browser.get("/accounts/oidc/oidc/login/callback/", {"code": code, "state": query["state"][0]})
    return browser


def is_in(browser):
    return browser.get("/settings/account/").status_code == 200


def test_the_button_is_on_the_sign_in_page(issuer):
    assert "Sign in with Acme" in Client().get("/accounts/login/").content.decode()


def test_a_person_whom_the_issuer_knows_comes_in_as_who_they_are(issuer):
    alice = add_person("alice@example.org", PASSWORD)
    issuer.person = {"sub": "1", "email": "alice@example.org", "email_verified": True}
    browser = come_in()
    assert is_in(browser)
    assert browser.session["_auth_user_id"] == str(alice.pk)


@pytest.mark.parametrize("is_proven", [True, False])
def test_single_sign_on_leaves_the_password_as_it_is(issuer, is_proven):
    alice = add_person("alice@example.org", PASSWORD, is_address_proven=is_proven)
    issuer.person = {"sub": "1", "email": "alice@example.org", "email_verified": True}
    assert is_in(come_in())
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    form = {"login": "alice@example.org", "password": PASSWORD}
    by_password = Client()
    by_password.post("/accounts/login/", form)
    assert is_in(by_password)
    assert is_in(come_in()), "and by single sign-on again"


def test_an_address_that_the_issuer_has_not_verified_opens_no_account(issuer):
    add_person("alice@example.org", PASSWORD)
    issuer.person = {"sub": "2", "email": "alice@example.org", "email_verified": False}
    assert not is_in(come_in())


def test_somebody_new_comes_in_only_where_sign_up_is_open(issuer, settings):
    issuer.person = {"sub": "3", "email": "nia@example.org", "email_verified": True}
    settings.SIGN_UP = "invitation"
    assert not is_in(come_in())
    assert not User.objects.exists()
    settings.SIGN_UP = "open"
    assert is_in(come_in())
    nia = User.objects.get()
    assert role_of(nia, nia.personal_workspace) is Role.OWNER


def test_a_code_that_the_issuer_refuses_opens_nothing(issuer):
    add_person("alice@example.org", PASSWORD)
    issuer.person = {"sub": "1", "email": "alice@example.org", "email_verified": True}
    assert not is_in(come_in("bad"))


def test_an_answer_that_nobody_asked_for_opens_nothing(issuer):
    browser = Client(raise_request_exception=False)
    browser.get("/accounts/oidc/oidc/login/callback/", {"code": "good", "state": "made-up"})
    assert not is_in(browser)

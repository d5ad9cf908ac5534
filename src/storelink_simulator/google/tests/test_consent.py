"""Consent in the browser: the page, the code, PKCE, refresh tokens, revocation."""

import base64
import re
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest

from storelink_simulator.google.tests.playing import SCOPE, STORAGE

BACK = "http://127.0.0.1:8123/oauth/callback"
OWNER = "m.okafor@brightside.example"


@pytest.fixture
def asked(google):
    return {
        "client_id": google.given["oauth_client"]["web"]["client_id"],
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": f"{SCOPE}{STORAGE} {SCOPE}androidpublisher",
        "state": "of the browser's session",
        "access_type": "offline",
        "prompt": "consent",
    }


def decide(google, asked, decision="allow", account=OWNER):
    """Press a button of the page; gives what the browser carries back."""
    body = {**asked, "account": account, "decision": decision}
    response = google.client.post("/o/oauth2/v2/auth", data=body)
    assert response.status_code == 302, response.text
    assert response.headers["location"].startswith(BACK)
    return {
        name: v[0] for name, v in parse_qs(urlsplit(response.headers["location"]).query).items()
    }


def exchange(google, code, **changes):
    client = google.given["oauth_client"]["web"]
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
        **changes,
    }
    return google.client.post("/token", data={k: v for k, v in body.items() if v is not None})


def refresh(google, token):
    return exchange(
        google, None, grant_type="refresh_token", refresh_token=token, redirect_uri=None
    )


def listed(google, token):
    path = f"/storage/v1/b/{google.bucket}/o"
    return google.client.get(
        path, params={"maxResults": 1}, headers={"Authorization": f"Bearer {token}"}
    )


def test_the_page_lists_accounts_and_scopes_and_keeps_what_was_asked(google, asked):
    page = google.client.get("/o/oauth2/v2/auth", params=asked)
    assert page.status_code == 200
    assert OWNER in page.text
    assert f"{SCOPE}{STORAGE}" in page.text
    assert re.search(r'name="state" value="of the browser&#x27;s session"', page.text)


def test_allowing_gives_a_code_that_gives_tokens(google, asked):
    back = decide(google, asked)
    assert back["state"] == asked["state"]
    answer = exchange(google, back["code"]).json()
    assert answer["scope"] == asked["scope"]
    assert listed(google, answer["access_token"]).status_code == 200
    assert refresh(google, answer["refresh_token"]).status_code == 200


def test_a_person_has_only_his_own_rights(google, asked):
    answer = exchange(google, decide(google, asked, account="a.serra@brightside.example")["code"])
    refused = listed(google, answer.json()["access_token"])
    assert refused.status_code == 403
    assert "a.serra@brightside.example does not have" in refused.json()["error"]["message"]


def test_refusing_goes_back_without_a_code(google, asked):
    back = decide(google, asked, decision="deny")
    assert back == {"state": asked["state"], "error": "access_denied"}


def test_a_code_is_good_once_and_for_its_address(google, asked):
    code = decide(google, asked)["code"]
    wrong = exchange(google, code, redirect_uri="http://127.0.0.1:1/")
    assert wrong.json()["error"] == "redirect_uri_mismatch"
    assert exchange(google, code).json()["error"] == "invalid_grant"


def test_pkce_is_checked(google, asked):
    verifier = "v" * 50
    digest = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked |= {"code_challenge": digest, "code_challenge_method": "S256"}
    wrong = exchange(google, decide(google, asked)["code"], code_verifier="w" * 50)
    assert wrong.json()["error_description"] == "Invalid code verifier."
    missing = exchange(google, decide(google, asked)["code"])
    assert missing.json()["error_description"] == "Missing code verifier."
    assert exchange(google, decide(google, asked)["code"], code_verifier=verifier).is_success


def test_a_second_consent_without_prompt_gives_no_refresh_token(google, asked):
    del asked["prompt"]
    assert "refresh_token" in exchange(google, decide(google, asked)["code"]).json()
    assert "refresh_token" not in exchange(google, decide(google, asked)["code"]).json()


def test_a_revoked_token_is_dead_with_all_that_came_of_it(google, asked):
    answer = exchange(google, decide(google, asked)["code"]).json()
    assert google.client.post("/revoke", data={"token": answer["refresh_token"]}).is_success
    dead = refresh(google, answer["refresh_token"]).json()
    assert dead == {
        "error": "invalid_grant",
        "error_description": "Token has been expired or revoked.",
    }
    assert listed(google, answer["access_token"]).status_code == 401


def test_a_consent_can_be_taken_back_by_the_scenario(google, asked):
    answer = exchange(google, decide(google, asked)["code"]).json()
    google.play("google_consent_revoked", key=OWNER)
    assert refresh(google, answer["refresh_token"]).json()["error"] == "invalid_grant"
    assert listed(google, answer["access_token"]).status_code == 401
    assert google.names("sales/"), "the service account is another key"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "another.apps.googleusercontent.com"},
        {"redirect_uri": "https://evil.example/"},
        {"response_type": "token"},
        {"scope": ""},
        {"code_challenge": "x", "code_challenge_method": "MD5"},
    ],
)
def test_a_wrong_question_never_leads_back(google, asked, changes):
    for method in ("GET", "POST"):
        page = google.client.request(
            method,
            "/o/oauth2/v2/auth",
            params={**asked, **changes} if method == "GET" else None,
            data={**asked, **changes, "account": OWNER, "decision": "allow"}
            if method == "POST"
            else None,
        )
        assert page.status_code == 400
        assert "location" not in page.headers


def test_a_wrong_secret_or_a_deleted_client_is_refused(google, asked):
    code = decide(google, asked)["code"]
    assert exchange(google, code, client_secret="no").json()["error"] == "invalid_client"
    google.play("google_oauth_client_deleted")
    answer = exchange(google, code)
    assert (answer.status_code, answer.json()["error"]) == (401, "deleted_client")

"""The token endpoint: what holds, and Google's words for what does not."""

import time

import pytest
from joserfc.jwk import RSAKey

from storelink_simulator.google.tests.playing import SCOPE, STORAGE, signed

SCOPES = SCOPE + STORAGE


def refused(response):
    assert response.status_code == 400, response.text
    return response.json()["error"], response.json()["error_description"]


def test_a_signed_assertion_gives_an_hour(google):
    answer = google.grant(signed(google.key_file(), SCOPES)).json()
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] == 3599
    assert "refresh_token" not in answer


def test_a_key_that_was_replaced_is_a_wrong_signature(google):
    other = RSAKey.generate_key(2048, private=True).as_pem(private=True).decode()
    error = refused(google.grant(signed({**google.key_file(), "private_key": other}, SCOPES)))
    assert error == ("invalid_grant", "Invalid JWT Signature.")


def test_the_key_of_another_account_is_a_wrong_signature(google):
    mixed = {**google.key_file(), "client_email": google.key_file("admin")["client_email"]}
    assert refused(google.grant(signed(mixed, SCOPES)))[1] == "Invalid JWT Signature."


@pytest.mark.parametrize(
    "claims",  # seconds from now
    [
        {"iat": 900, "exp": 4500},
        {"iat": -9000, "exp": -5400},
        {"exp": 7200},
        {"exp": None},
        {"iat": None},
    ],
)
def test_a_clock_that_is_off_is_told_as_the_timeframe(google, claims):
    now = int(time.time())
    claims = {name: None if off is None else now + off for name, off in claims.items()}
    error, description = refused(google.grant(signed(google.key_file(), SCOPES, **claims)))
    assert error == "invalid_grant"
    assert description.startswith("Invalid JWT: Token must be a short-lived token (60 minutes)")


def test_the_clock_can_be_played(google):
    google.play("clock_ahead", options={"seconds": 600})
    assert "reasonable timeframe" in refused(google.grant(signed(google.key_file(), SCOPES)))[1]
    google.admin("DELETE", "scenarios")
    google.play("clock_ahead", options={"seconds": -4000})
    assert "reasonable timeframe" in refused(google.grant(signed(google.key_file(), SCOPES)))[1]


def test_another_audience_is_refused(google):
    grant = google.grant(signed(google.key_file(), SCOPES, aud="https://example.org/token"))
    assert "audience" in refused(grant)[1]


def test_a_misspelt_address_is_an_unknown_account(google):
    nobody = "nobody@brightside-play.iam.gserviceaccount.com"
    error = refused(google.grant(signed(google.key_file(), SCOPES, iss=nobody)))
    assert error == ("invalid_grant", "Invalid grant: account not found")


def test_scopes_are_known_and_named(google):
    assert (
        refused(google.grant(signed(google.key_file(), SCOPE + "nonsense")))[0] == "invalid_scope"
    )
    assert refused(google.grant(signed(google.key_file(), "")))[0] == "invalid_scope"


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "=.=.=", "x" * 20_000])
def test_what_is_no_assertion_is_refused(google, text):
    assert refused(google.grant(text))[0] == "invalid_grant"


def test_a_deleted_key_gives_no_new_token_but_old_ones_live(google):
    google.token()
    google.play("google_key_deleted", key=google.key_file()["client_email"])
    error = refused(google.grant(signed(google.key_file(), SCOPES)))
    assert error == ("invalid_grant", "Invalid JWT Signature.")
    assert google.names("sales/")
    assert google.token(kind="admin")


def test_a_deleted_account_is_not_found(google):
    google.play("google_account_deleted")
    assert "account not found" in refused(google.grant(signed(google.key_file(), SCOPES)))[1]


def test_the_same_seed_gives_the_same_keys(google):
    before = google.key_file()
    google.reset()
    assert google.key_file() == before
    google.reset(seed=2)
    assert google.key_file()["private_key"] != before["private_key"]


def test_the_key_file_is_pinned_to_google(google):
    key_file = google.key_file()
    assert key_file["type"] == "service_account"
    assert key_file["token_uri"] == "https://oauth2.googleapis.com/token"
    assert key_file["universe_domain"] == "googleapis.com"


def test_neither_tokens_nor_assertions_are_logged(google):
    google.names("sales/")
    google.client.get("/tokeninfo", params={"access_token": google.token()})
    told = str(google.admin("GET", "requests"))
    assert "reports@brightside-play.iam.gserviceaccount.com" in told
    assert google.token() not in told

from datetime import UTC, datetime, timedelta

import time_machine
from joserfc import jwt
from joserfc.jwk import ECKey

from storelink.providers.app_store_connect.keys import ApiKey
from storelink.providers.app_store_connect.tests.test_keys import ISSUER, PEM
from storelink.providers.app_store_connect.tokens import Tokens

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def decoded(token):
    return jwt.decode(token, ECKey.import_key(PEM), algorithms=["ES256"])


def team():
    return Tokens(ApiKey("2X9R4HXF34", PEM, ISSUER))


@time_machine.travel(NOON, tick=False)
def test_a_team_keys_token_names_its_issuer():
    token = decoded(team().current())
    assert token.header == {"alg": "ES256", "kid": "2X9R4HXF34", "typ": "JWT"}
    now = int(NOON.timestamp())
    assert token.claims == {
        "iss": ISSUER, "aud": "appstoreconnect-v1", "iat": now - 480, "exp": now + 660,
    }  # fmt: skip


def test_an_individual_keys_token_names_the_user_and_no_issuer():
    claims = decoded(Tokens(ApiKey("2X9R4HXF34", PEM)).current()).claims
    assert claims["sub"] == "user"
    assert "iss" not in claims


def test_no_token_lives_longer_than_apple_allows():
    claims = decoded(team().current()).claims
    assert claims["exp"] - claims["iat"] <= 1200


def test_a_token_is_used_again_until_it_nears_its_end():
    tokens = team()
    with time_machine.travel(NOON, tick=False) as time:
        first = tokens.current()
        time.shift(timedelta(minutes=8))
        assert tokens.current() == first
        time.shift(timedelta(minutes=3))
        assert tokens.current() != first


@time_machine.travel(NOON, tick=False)
def test_apples_clock_is_taken_for_right():
    tokens = team()
    first = tokens.current()
    assert tokens.learn_clock(NOON - timedelta(minutes=5))
    assert tokens.clock_is_ahead_by == timedelta(minutes=5)
    assert decoded(tokens.current()).claims["iat"] == int(NOON.timestamp()) - 300 - 480
    assert tokens.current() != first
    assert not tokens.learn_clock(NOON - timedelta(minutes=5, seconds=10))


def test_a_token_that_is_forgotten_is_signed_anew():
    tokens = team()
    first = tokens.current()
    tokens.forget()
    assert tokens.current() != first  # ECDSA signs with a fresh random number each time

"""The uploaded key is made sound before anything is sent."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import BadInput
from storelink.providers.google_play.access import Access, from_secret
from storelink.providers.google_play.service_key import TOKEN_URI, clean_service_key
from storelink.providers.google_play.tests.files import EMAIL, client_file, key_file, pem

LOCAL = "http://127.0.0.1:4000/token"


def clean(text):
    return clean_service_key(text, LOCAL)


def test_a_key_as_google_made_it():
    key = clean("\ufeff" + key_file() + "\n")
    assert (key.email, key.key_id, key.project_id) == (EMAIL, "0123456789abcdef", "lemonade-1234")
    assert key.token_uri == TOKEN_URI


def test_it_never_shows_its_private_part():
    assert "PRIVATE" not in repr(Access(clean(key_file()), ("pubsite_prod_rev_1",)))


def test_a_secret_is_read_as_it_was_written():
    access = Access(clean(key_file()), ("pubsite_prod_rev_1", "pubsite_prod_2"))
    assert from_secret(access.to_secret()) == access


@pytest.mark.parametrize("universe", [None, "googleapis.com"])
def test_older_keys_know_no_universe(universe):
    assert clean(key_file(universe_domain=universe)).email == EMAIL


@pytest.mark.parametrize("uri", [TOKEN_URI, "https://accounts.google.com/o/oauth2/token", LOCAL])
def test_a_token_address_of_google_s_or_our_own(uri):
    assert clean(key_file(token_uri=uri)).token_uri == uri


@pytest.mark.parametrize(
    "uri",
    ["https://evil.example/token", "http://oauth2.googleapis.com/token", TOKEN_URI + "/", "", None,
     "https://oauth2.googleapis.com.evil.example/token", {"x": 1}],
)  # fmt: skip
def test_no_other_place_may_see_what_is_signed(uri):
    with pytest.raises(BadInput, match="token_uri"):
        clean(key_file(token_uri=uri))


@pytest.mark.parametrize(
    ("given_text", "said"),
    [
        ("", "Choose the .json file"),
        ("hello", "isn’t a service account’s key"),
        ("[1]", "isn’t a service account’s key"),
        ("{" * 5000, "isn’t a service account’s key"),
        ('{"a": "' + "x" * 30_000 + '"}', "isn’t a service account’s key"),
        ("AIzaSyA1234567890abcdefghijklmnopqrstuvw", "API key"),
        ("-----BEGIN PRIVATE KEY-----\nabc", "only the private key"),
        (client_file(), "OAuth client"),
        (client_file("installed"), "OAuth client"),
        (json.dumps({"project_info": {}}), "google-services.json"),
        (json.dumps({"type": "authorized_user"}), "authorized_user"),
        (json.dumps({"type": "external_account"}), "external_account"),
        (json.dumps({"type": ["service_account"]}), "another way"),
        (key_file(universe_domain="example.cloud"), "universe_domain"),
        (key_file(client_email="x"), "client_email"),
        (key_file(private_key_id=None), "private_key_id"),
        (key_file(private_key="-----BEGIN PRIVATE KEY-----\nabc"), "damaged"),
        (key_file(private_key=7), "damaged"),
        (key_file(private_key=pem(ec.generate_private_key(ec.SECP256R1()))), "RSA"),
        (key_file(private_key=pem(rsa.generate_private_key(65537, 1024))), "RSA"),
    ],
)
def test_each_mistake_has_its_own_sentence(given_text, said):
    with pytest.raises(BadInput, match=said) as caught:
        clean(given_text)
    assert caught.value.field == "service_account"
    assert "BEGIN" not in caught.value.sentence


@given(st.text(max_size=200) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_anything_else_is_refused(text):
    with pytest.raises(BadInput):
        clean(text)

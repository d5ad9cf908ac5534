import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.providers.app_store_connect.apple_id.cookies import Jar, Place, jar_of, place_of

IDENTITY = Place("idmsa.apple.com", "idmsa.apple.com", "/appleauth/auth/2sv/trust")
WEB = Place("appstoreconnect.apple.com", "appstoreconnect.apple.com", "/olympus/v1/session")
HERE = Place("idmsa.apple.com", "127.0.0.1", "/appleauth/auth")
HERE_TOO = Place("appstoreconnect.apple.com", "127.0.0.1", "/iris/v1/apps")


def jar(*headers, place=IDENTITY):
    made = Jar()
    made.learn(headers, place)
    return made


def test_a_cookie_of_the_domain_goes_to_both_hosts():
    made = jar("myacinfo=abc; Domain=apple.com; Path=/; Secure; HttpOnly")
    assert made.header(WEB) == made.header(IDENTITY) == "myacinfo=abc"


def test_a_cookie_of_one_host_stays_with_it():
    made = jar("aasp=1; Path=/")
    assert made.header(IDENTITY) == "aasp=1"
    assert made.header(WEB) == ""


def test_hosts_that_are_reached_at_one_address_share_what_names_no_domain():
    made = jar("myacinfo=abc; Path=/", place=HERE)
    assert made.header(HERE_TOO) == "myacinfo=abc"


def test_apples_domains_are_kept_apart_at_a_simulator_too():
    made = jar("aasp=1; Domain=idmsa.apple.com; Path=/", place=HERE)
    assert made.header(HERE) == "aasp=1"
    assert made.header(HERE_TOO) == ""


@pytest.mark.parametrize("value", ["HSARM+a==", '"HSARM+a=="'])
def test_a_trust_cookie_is_sent_in_one_pair_of_quotes(value):
    made = jar(f"DES5c1d={value}; Domain=idmsa.apple.com; Path=/; Max-Age=2592000")
    assert made.header(IDENTITY) == 'DES5c1d="HSARM+a=="'


def test_trust_lasts_as_long_as_its_cookie():
    made = jar("DES5c1d=x; Domain=idmsa.apple.com; Path=/; Max-Age=2592000")
    until = made.trusted_until()
    assert until is not None
    assert abs(until - datetime.now(UTC) - timedelta(days=30)) < timedelta(minutes=1)
    assert jar("DES5c1d=x; Path=/").trusted_until() is None
    assert Jar().trusted_until() is None


@pytest.mark.parametrize(
    "end", ["Max-Age=0", "Max-Age=-1", "Expires=Thu, 01 Jan 1970 00:00:00 GMT"]
)
def test_a_cookie_that_ends_is_gone(end):
    made = jar("itctx=1; Path=/", f"itctx=; Path=/; {end}")
    assert made.header(IDENTITY) == ""


def test_a_newer_one_takes_the_place_of_the_older():
    assert jar("a=1; Path=/", "a=2; Path=/").header(IDENTITY) == "a=2"


def test_a_path_is_kept_to():
    made = jar("a=1; Path=/appleauth", "b=2; Path=/olympus")
    assert made.header(IDENTITY) == "a=1"


@pytest.mark.parametrize(
    "header",
    [
        "a=1; Domain=evil.example",
        "a=1; Domain=com",
        "a=1; Domain=e.com",
        "no cookie",
        "=1",
        "a b=1",
        "a=1\r\nSet-Cookie: b=2",
        "a=" + "x" * 9000,
    ],
)
def test_what_is_no_cookie_of_apples_is_left_out(header):
    assert jar(header).header(IDENTITY) == ""


def test_what_is_to_stay_secret_on_the_way_goes_only_where_nobody_listens():
    made = jar("myacinfo=abc; Domain=apple.com; Path=/; Secure")
    host = "idmsa.apple.com"
    assert made.header(place_of(host, "https://idmsa.apple.com/a"))
    assert made.header(place_of(host, "http://127.0.0.1:80/a"))
    assert made.header(place_of(host, "http://10.0.0.1/a")) == ""


def test_a_jar_does_not_grow_without_end():
    made = jar(*(f"a{n}=1" for n in range(500)))
    assert len(made.cookies) == 100


def test_no_value_is_shown():
    made = jar("myacinfo=SECRET; Domain=apple.com")
    assert "SECRET" not in repr(made) + repr(made.cookies)


@given(st.lists(st.text(max_size=60)))
def test_whatever_comes_survives_json(headers):
    made = jar(
        *headers, "DESx=a==; Domain=apple.com; Max-Age=100", "b=2; Expires=Fri, 1 Jan 2100 0:0:0"
    )
    again = jar_of(json.loads(json.dumps(made.to_json())))
    assert again == made
    assert "\n" not in again.header(IDENTITY)

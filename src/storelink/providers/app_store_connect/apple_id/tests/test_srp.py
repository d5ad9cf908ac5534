"""The vectors of the protocol's description, and an own server side."""

import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storelink.providers.app_store_connect.apple_id import srp
from storelink.providers.app_store_connect.apple_id.srp import Offer, Secret, WrongValue

NAME, PASSWORD, SALT = "owner@example.test", "correct horse battery", bytes(range(16))
A = Secret(int.from_bytes(hashlib.sha256(b"client secret").digest(), "big"))
B = int.from_bytes(hashlib.sha256(b"server secret").digest(), "big")
KNOWN = {
    "s2k": (
        "c696af1af7256861d90a80bde8c632fffd84d5279ff26d40c4d7db68a2a31270",
        "ffdacbffb5f16a45032ecd55098853e810240fda51150d2b5b5eea7dee3d79a5",
        "O3XInSYVSTDf2f/3DxUjngXAEfylo8StU+OQOIs+lnw=",
        "wHG5tIzl4v+o/jlziXmsvr4ibBlSm1ulM761VPR34r4=",
    ),
    "s2k_fo": (
        "cf5f72c0068f0312144bd1ca551304d0d006540a079c38530db8e0870248e4b7",
        "ca757a12b170fe3e2f74a1fa2031b9cb1d4f00556c7aca94aecf5f6432b8084f",
        "yfNklbTIYEJAmXfjb3eZDOt3QvN9Uk2n9tdAjjseJP0=",
        "+R7miqb21LJdQEnO26BM1ctsA2sJs3mXHUbycQoBHqo=",
    ),
}


def offer(protocol, key, salt=SALT, iterations=20309):
    """What a server that knows the password offers."""
    x = srp._number(salt, srp._hash(b":", key))
    k = srp._number(srp._bytes(srp._N), srp._padded(srp._bytes(srp._G)))
    b = (k * pow(srp._G, x, srp._N) + pow(srp._G, B, srp._N)) % srp._N
    return Offer(protocol, salt, iterations, srp._bytes(b))


def text(value):
    return base64.b64encode(value).decode()


@pytest.mark.parametrize("protocol", srp.PROTOCOLS)
def test_the_vectors_hold(protocol):
    key, public, m1, m2 = KNOWN[protocol]
    digested = srp.digest(PASSWORD)
    theirs = offer(protocol, srp.key(digested, offer(protocol, b"")))
    assert srp.key(digested, theirs).hex() == key
    assert hashlib.sha256(theirs.public).hexdigest() == public
    proofs = srp.prove(NAME, digested, A, theirs)
    assert (text(proofs.m1), text(proofs.m2), proofs.is_short) == (m1, m2, False)


def test_a_vector_with_one_byte_of_b_holds_and_is_called_short():
    theirs = Offer("s2k", b"salt", 1, b"\x02")
    proofs = srp.prove("dev@example.com", srp.digest("secret"), Secret(123456), theirs)
    assert text(proofs.m1) == "OL3tMhvYaZcmgV8KO40CG1UZ6Rgw4dDF1bSGsEN6c4s="
    assert text(proofs.m2) == "548X9ZQ5iGyqHhSBA3s2lDdzcZThics3GqSP20346T0="
    assert proofs.is_short


def test_the_group_is_the_one_of_the_standard():
    digest = hashlib.sha256(srp._bytes(srp._N)).hexdigest()
    assert digest == "91b71d6b40d439954568d412e883de5186f9381e25aef36e7a4607722f7e15ca"


@settings(max_examples=20)
@given(st.text(min_size=1, max_size=40), st.binary(min_size=1, max_size=32))
def test_a_server_that_knows_the_password_agrees(password, salt):
    digested = srp.digest(password)
    secret = srp.new_secret()
    theirs = offer("s2k_fo", srp.key(digested, Offer("s2k_fo", salt, 2, b"")), salt, 2)
    proofs = srp.prove(NAME, digested, secret, theirs)
    x = srp._number(salt, srp._hash(b":", srp.key(digested, theirs)))
    u = srp._number(srp._padded(secret.public), srp._padded(theirs.public))
    a = int.from_bytes(secret.public, "big")
    shared = pow(a * pow(pow(srp._G, x, srp._N), u, srp._N), B, srp._N)
    session = srp._hash(srp._bytes(shared))
    assert proofs.m2 == srp._hash(secret.public, proofs.m1, session)


def test_our_public_number_is_never_short():
    assert {len(srp.new_secret().public) for _ in range(5)} == {srp.WIDTH}


@pytest.mark.parametrize("b", [b"\x00", srp._bytes(srp._N), srp._bytes(2 * srp._N)])
def test_a_number_that_would_give_the_password_away_ends_it(b):
    with pytest.raises(WrongValue):
        srp.prove(NAME, srp.digest(PASSWORD), A, Offer("s2k", SALT, 1, b))


def test_a_protocol_that_is_not_known_ends_it():
    with pytest.raises(WrongValue):
        srp.prove(NAME, srp.digest(PASSWORD), A, Offer("s3k", SALT, 1, b"\x02"))


def test_nothing_shows_what_it_guards():
    theirs = offer("s2k", b"key")
    shown = repr([A, theirs, srp.prove(NAME, srp.digest(PASSWORD), A, theirs)])
    assert "exponent" not in shown
    assert "m1" not in shown
    assert "salt" not in shown

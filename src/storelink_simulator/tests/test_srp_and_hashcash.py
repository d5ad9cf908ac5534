"""The numbers of the sign-in, against vectors that other programs made."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from storelink_simulator.apple.identity import srp
from storelink_simulator.apple.identity.cast import ZERO_SALT, accounts
from storelink_simulator.apple.identity.hashcash import Challenges, WorkRefused, leading_zero_bits

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
NAME, PASSWORD, SALT, ITERATIONS = (
    "owner@example.test",
    "correct horse battery",
    bytes(range(16)),
    20309,
)
A = pow(2, int.from_bytes(hashlib.sha256(b"client secret").digest(), "big"), srp.N)
B_SECRET = int.from_bytes(hashlib.sha256(b"server secret").digest(), "big")
VECTORS = {
    "s2k": (
        "c696af1af7256861d90a80bde8c632fffd84d5279ff26d40c4d7db68a2a31270",
        "6658c332d98a4eead5db4ee8eb7db21b8a454c3d7b6afc901137d2a3b7e91007",
        "ffdacbffb5f16a45032ecd55098853e810240fda51150d2b5b5eea7dee3d79a5",
        "O3XInSYVSTDf2f/3DxUjngXAEfylo8StU+OQOIs+lnw=",
        "wHG5tIzl4v+o/jlziXmsvr4ibBlSm1ulM761VPR34r4=",
    ),
    "s2k_fo": (
        "cf5f72c0068f0312144bd1ca551304d0d006540a079c38530db8e0870248e4b7",
        "5def47a54e19928460005f838a2896e17882680d1f16a2e08d76eb5c2f6ed228",
        "ca757a12b170fe3e2f74a1fa2031b9cb1d4f00556c7aca94aecf5f6432b8084f",
        "yfNklbTIYEJAmXfjb3eZDOt3QvN9Uk2n9tdAjjseJP0=",
        "+R7miqb21LJdQEnO26BM1ctsA2sJs3mXHUbycQoBHqo=",
    ),
}


def digest(number: int) -> str:
    return hashlib.sha256(number.to_bytes(256, "big")).hexdigest()


def exchange(protocol: str, password: str = PASSWORD) -> srp.Exchange:
    key = srp.key_of(password, SALT, ITERATIONS, protocol)
    return srp.Exchange(NAME, SALT, srp.verifier_of(key, SALT), A, B_SECRET)


@pytest.mark.parametrize("protocol", srp.PROTOCOLS)
def test_both_protocols_give_the_published_numbers(protocol: str) -> None:
    key, verifier, public, m1, m2 = VECTORS[protocol]
    ours = exchange(protocol)
    assert srp.key_of(PASSWORD, SALT, ITERATIONS, protocol).hex() == key
    assert digest(ours.verifier) == verifier
    assert digest(A) == "739fd6e4117715201ff850c64a08b18e3c8f8b49b1677b4087088caee0a2012c"
    assert digest(ours.public) == public
    proofs = base64.b64decode(m1), base64.b64decode(m2)
    assert ours.judge(*proofs) is srp.Verdict.RIGHT
    assert ours.judge(proofs[0], proofs[0]) is srp.Verdict.WRONG_SECOND_PROOF
    assert exchange(protocol, "Correct horse battery").judge(*proofs) is srp.Verdict.WRONG_PASSWORD


def test_the_group_is_the_one_of_rfc_5054() -> None:
    assert digest(srp.N) == "91b71d6b40d439954568d412e883de5186f9381e25aef36e7a4607722f7e15ca"
    assert srp._K == 0x05B9E8EF059C6B32EA59FC1D322D37F04AA30BAE5AA9003B8321E21DDB04E300


def test_numbers_that_give_everything_away_are_refused() -> None:
    for number in (0, srp.N, 2 * srp.N):
        with pytest.raises(srp.BadNumber):
            srp.read_public(number.to_bytes(257, "big"))
    with pytest.raises(srp.BadNumber):
        srp.read_public(b"\1" * 300)


def test_an_unknown_protocol_is_an_error() -> None:
    with pytest.raises(ValueError, match="s3k"):
        srp.key_of(PASSWORD, SALT, ITERATIONS, "s3k")


def test_the_servers_number_always_has_its_full_width() -> None:
    for _ in range(20):
        began = srp.begin(NAME, SALT, exchange("s2k").verifier, A)
        assert began.public_bytes()[0]
        assert len(began.public_bytes()) == 256


@pytest.mark.parametrize(
    "stamp",
    [
        "1:11:20230223170600:4d74fb15eb23f465f1f6fcbf534e5877::6373",
        "1:12:20230223213732:f8b58554b2f22960fc0dc99aea342276::2381",
    ],
)
def test_published_work_has_the_bits_that_it_names(stamp: str) -> None:
    assert leading_zero_bits(stamp) >= int(stamp.split(":")[1])


def work(challenge: str, bits: int, enough: bool = True) -> str:
    for counter in range(10_000_000):
        stamp = f"1:{bits}:20261124180000:{challenge}::{counter}"
        if (leading_zero_bits(stamp) >= bits) == enough:
            return stamp
    raise AssertionError(challenge)


def test_work_holds_once() -> None:
    challenges = Challenges(8)
    stamp = work(challenges.give(NOW), 8)
    challenges.check(stamp, NOW)
    with pytest.raises(WorkRefused, match="used before"):
        challenges.check(stamp, NOW)


def test_work_that_does_not_hold() -> None:
    challenges = Challenges(8)
    for header, why in (
        (None, "missing"),
        ("", "missing"),
        ("1:8:now:x::1", "shape"),
        (work("0" * 32, 8), "not given"),
        (work(challenges.give(NOW), 7), "bits"),
        (work(challenges.give(NOW), 8, enough=False), "bits"),
        (work(challenges.give(NOW - timedelta(hours=1)), 8), "too old"),
    ):
        with pytest.raises(WorkRefused, match=why):
            challenges.check(header, NOW)


def test_only_the_account_made_for_it_has_a_salt_that_starts_with_zero() -> None:
    for seed in range(60):
        zero = [one.apple_id for one in accounts(seed) if one.salt[0] == 0]
        assert zero == [ZERO_SALT]
        assert {one.protocol for one in accounts(seed)} == set(srp.PROTOCOLS)

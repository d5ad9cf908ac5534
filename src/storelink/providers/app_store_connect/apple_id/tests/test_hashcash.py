import hashlib
from datetime import UTC, datetime

import pytest

from storelink.providers.app_store_connect.apple_id.hashcash import TooMuchWork, stamp


@pytest.mark.parametrize(
    ("bits", "at", "challenge", "counter"),
    [
        (11, datetime(2023, 2, 23, 17, 6, tzinfo=UTC), "4d74fb15eb23f465f1f6fcbf534e5877", 6373),
        (12, datetime(2023, 2, 23, 21, 37, 32, tzinfo=UTC), "f8b58554b2f22960fc0dc99aea342276",
         2381),
    ],
)  # fmt: skip
def test_the_vectors_hold(bits, at, challenge, counter):
    value = stamp(bits, challenge, at)
    assert value == f"1:{bits}:{at:%Y%m%d%H%M%S}:{challenge}::{counter}"


def test_it_is_worth_its_bits_now():
    digest = hashlib.sha1(stamp(10, "ab" * 16).encode()).digest()
    assert int.from_bytes(digest, "big") >> 150 == 0


@pytest.mark.parametrize("bits", [-1, 23, 160, 10**6])
def test_it_does_not_work_for_hours(bits):
    with pytest.raises(TooMuchWork):
        stamp(bits, "ab")

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.providers.waiting import LONGEST, retry_after


@pytest.mark.parametrize(("value", "seconds"), [("7", 7), (" 120 ", 120), ("0", 0)])
def test_seconds(value, seconds):
    assert retry_after({"Retry-After": value}) == timedelta(seconds=seconds)


def test_a_date_is_measured_by_the_stores_own_clock():
    headers = {
        "Retry-After": "Tue, 24 Nov 2026 12:05:00 GMT",
        "Date": "Tue, 24 Nov 2026 12:00:00 GMT",
    }
    assert retry_after(headers) == timedelta(minutes=5)


def test_a_date_that_has_passed_is_no_wait():
    headers = {
        "Retry-After": "Tue, 24 Nov 2026 11:00:00 GMT",
        "Date": "Tue, 24 Nov 2026 12:00:00 GMT",
    }
    assert retry_after(headers) == timedelta(0)


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "١٢"])
def test_what_is_neither_is_no_wait_known(value):
    assert retry_after({"Retry-After": value}) is None


@given(st.text(max_size=40))
def test_no_header_makes_us_wait_for_ever(value):
    wait = retry_after({"Retry-After": value})
    assert wait is None or timedelta(0) <= wait <= LONGEST

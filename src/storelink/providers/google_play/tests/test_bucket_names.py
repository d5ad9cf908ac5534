"""The address of the reports folder, as people copy it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import BadInput
from storelink.providers.google_play.bucket_names import clean_buckets, number_of, twin_of

OLD, NEW = "pubsite_prod_rev_01234567890987654321", "pubsite_prod_5678901234567890123"


@pytest.mark.parametrize(
    "typed",
    [OLD, f"gs://{OLD}", f"gs://{OLD}/", f"gs://{OLD}/stats/installs/", f"  “{OLD}".strip(" “"),
     f"'gs://{OLD}/reviews'", f"https://console.cloud.google.com/storage/browser/{OLD}/sales;tab=x",
     f"https://storage.cloud.google.com/{OLD}?project=x", f"gs%3A%2F%2F{OLD}%2F",
     f"gs://{OLD}/../x y"],
)  # fmt: skip
def test_a_whole_address_gives_its_bucket(typed):
    assert clean_buckets(typed) == ((OLD, twin_of(OLD)),)


@pytest.mark.parametrize(
    "typed", ["5678901234567890123", "https://play.google.com/console/u/0/developers/5678901234567890123/app-list"]
)  # fmt: skip
def test_an_id_alone_can_be_two_buckets(typed):
    assert clean_buckets(typed) == ((NEW, "pubsite_prod_rev_5678901234567890123"),)


def test_several_stand_one_a_line_and_count_once():
    assert clean_buckets(f"gs://{OLD}/stats/\r\n\ngs://{NEW}\ngs://{OLD}/sales/") == (
        (OLD, "pubsite_prod_01234567890987654321"),
        (NEW, "pubsite_prod_rev_5678901234567890123"),
    )


def test_a_name_without_a_number_has_no_twin():
    assert clean_buckets("gs://pubsite_odd/") == (("pubsite_odd",),)
    assert twin_of("pubsite_odd") == ""
    assert twin_of(twin_of(OLD)) == OLD


@pytest.mark.parametrize(
    "typed",
    ["", " \n ", "my-bucket", "gs://other_bucket/", "pubsite_",
     "https://evil.example/", "123", "\n".join(f"pubsite_prod_{n:09}" for n in range(11))],
)  # fmt: skip
def test_what_is_no_address_is_said(typed):
    with pytest.raises(BadInput) as caught:
        clean_buckets(typed)
    assert caught.value.field == "buckets"


def test_an_account_is_known_by_its_number():
    assert number_of(OLD) == "01234567890987654321"
    assert number_of("pubsite_odd") == "pubsite_odd"


@given(st.text(max_size=300))
def test_only_names_of_buckets_come_out(typed):
    try:
        found = clean_buckets(typed)
    except BadInput:
        return
    assert all(name.startswith("pubsite_") for choice in found for name in choice)

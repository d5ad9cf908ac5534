"""When a store is asked again, in words: one moment, never a past one."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import Busy, NotReady
from storelink.domain.waiting import REST_SENTENCES, Rest, is_of_a_part, waiting_words

NOW = datetime(2026, 11, 30, 23, 40, 10, tzinfo=UTC)
USED_UP = REST_SENTENCES[Rest.HOUR_USED_UP]


def test_the_moment_is_named_with_its_day_where_that_is_another():
    assert waiting_words(USED_UP, NOW + timedelta(minutes=5), NOW) == (
        "The hour’s requests to the store are used up. Next try at 23:46 UTC."
    )
    assert waiting_words(USED_UP, NOW + timedelta(minutes=30), NOW).endswith(
        "Next try at 00:11 UTC on 1 Dec."
    )


@given(seconds=st.integers(-7200, 7200))
def test_what_is_named_lies_ahead(seconds):
    words = waiting_words(USED_UP, NOW + timedelta(seconds=seconds), NOW)
    if seconds <= 0:
        assert words == USED_UP
        return
    named = datetime.strptime(words.partition("at ")[2][:5], "%H:%M").replace(tzinfo=UTC)
    ahead = named.replace(year=2026, month=11, day=30) - NOW
    assert ahead % timedelta(days=1) <= timedelta(seconds=seconds + 60)
    assert words.count("UTC") == 1


def test_nothing_is_named_where_nothing_is_waited_for():
    assert waiting_words("", NOW + timedelta(hours=1), NOW) == ""
    assert waiting_words(USED_UP, None, NOW) == USED_UP


def test_only_a_long_rest_of_a_part_is_left_for_later():
    long, short = timedelta(minutes=20), timedelta(minutes=2)
    assert is_of_a_part(Busy("…", wait=long, part="files"))
    assert not is_of_a_part(Busy("…", wait=short, part="files"))
    assert not is_of_a_part(Busy("…", wait=long))
    assert not is_of_a_part(NotReady("…"))

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import BadInput
from storelink.domain.period import Days, Granularity, bucket_of, last_days

days = st.dates(date(2001, 1, 1), date(2099, 1, 1))


def test_a_range_includes_both_ends():
    week = Days(date(2026, 11, 16), date(2026, 11, 22))
    assert len(week) == 7
    assert list(week)[-1] == date(2026, 11, 22)
    assert date(2026, 11, 16) in week
    assert date(2026, 11, 23) not in week


def test_it_refuses_a_range_that_ends_before_it_begins():
    with pytest.raises(BadInput, match="before it begins"):
        Days(date(2026, 11, 22), date(2026, 11, 16))


@given(first=days, length=st.integers(1, 800))
def test_the_period_before_has_the_same_length_and_touches_the_range(first, length):
    span = last_days(length, first)
    before = span.before()
    assert len(before) == len(span) == length
    assert (span.first - before.last).days == 1


@given(first=days, length=st.integers(1, 800))
def test_a_year_before_falls_on_the_same_days_of_the_week(first, length):
    span = last_days(length, first)
    assert [d.weekday() for d in span.year_before()] == [d.weekday() for d in span]


@given(day=days)
def test_a_day_belongs_to_the_monday_and_the_first_before_it(day):
    assert bucket_of(day, Granularity.DAY) == day
    monday = bucket_of(day, Granularity.WEEK)
    assert monday.weekday() == 0
    assert 0 <= (day - monday).days < 7
    assert bucket_of(day, Granularity.MONTH) == date(day.year, day.month, 1)

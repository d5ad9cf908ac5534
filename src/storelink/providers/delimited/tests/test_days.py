"""Which of two numbers is the month: what the period says, what the store writes, or neither."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storelink.domain.errors import NotUnderstood
from storelink.domain.period import Days
from storelink.domain.report import Column, Kind
from storelink.providers.delimited.days import Order
from storelink.providers.delimited.layout import Layout
from storelink.providers.delimited.reader import open_delimited

OCTOBER = Days(date(2026, 10, 1), date(2026, 10, 31))
COLUMNS = (Column("date", Kind.DATE, "Date"), Column("since", Kind.DATE, "Since"))
UNKNOWN = Layout(COLUMNS, dated=frozenset({"date"}))
MONTH_FIRST = Layout(COLUMNS, dated=frozenset({"date"}), usual_order=Order.MONTH_FIRST)


def days(*words, layout=UNKNOWN, within=None, **options):
    lines = "\n".join(["Date\tSince", *(f"{word}\t" for word in words)])
    return _read(lines, layout, within, **options)


def _read(lines, layout, within, **options):
    reading = open_delimited([lines.encode()], layout, "a.tsv", within=within, **options)
    return [row["date"] for batch in reading.batches() for row in batch.to_pylist()]


BOTH_WAYS = pytest.mark.parametrize("is_fast_allowed", [True, False])


@BOTH_WAYS
def test_days_outside_the_month_show_that_the_day_stands_first(is_fast_allowed):
    found = days("03/10/2026", "5/10/2026", within=OCTOBER, is_fast_allowed=is_fast_allowed)
    assert found == [date(2026, 10, 3), date(2026, 10, 5)]


@BOTH_WAYS
def test_days_inside_the_month_show_that_the_month_stands_first(is_fast_allowed):
    found = days("10/03/2026", "10/31/2026", within=OCTOBER, is_fast_allowed=is_fast_allowed)
    assert found == [date(2026, 10, 3), date(2026, 10, 31)]


@BOTH_WAYS
def test_a_file_that_is_written_both_ways_is_refused(is_fast_allowed):
    with pytest.raises(NotUnderstood, match="whichever number is the month") as caught:
        days("10/03/2026", "03/10/2026", within=OCTOBER, is_fast_allowed=is_fast_allowed)
    assert (caught.value.line, caught.value.column) == (3, "Date")


def test_later_rows_are_held_to_the_order_of_the_first():
    words = ["03/10/2026"] * 50 + ["10/04/2026"]
    with pytest.raises(NotUnderstood, match="the other way round"):
        days(*words, within=OCTOBER, block_bytes=100)
    with pytest.raises(NotUnderstood, match="not a day of the calendar"):
        days(*words[:-1], "10/31/2026", within=OCTOBER, block_bytes=100)


@pytest.mark.parametrize("word", ["03/04/2026", "12/11/2025"])
def test_a_day_of_no_reading_of_the_month_is_refused(word):
    with pytest.raises(NotUnderstood, match="no day of 2026-10-01 to 2026-10-31"):
        days(word, within=OCTOBER)


def test_one_stray_day_does_not_hide_the_only_reading():
    found = days("10/31/2026", "09/30/2026", within=OCTOBER)
    assert found == [date(2026, 10, 31), date(2026, 9, 30)]


def test_where_no_month_is_known_only_what_cannot_be_two_days_is_read():
    assert days("13/10/2026", "05/06/2026") == [date(2026, 10, 13), date(2026, 6, 5)]
    assert days("10/10/2026") == [date(2026, 10, 10)]
    with pytest.raises(NotUnderstood, match="can be 2026-03-10 or 2026-10-03"):
        days("03/10/2026")


def test_where_the_store_is_known_to_write_the_month_first_it_is_believed():
    assert days("03/10/2026", layout=MONTH_FIRST) == [date(2026, 3, 10)]
    with pytest.raises(NotUnderstood, match="only if the day stands first"):
        days("13/10/2026", layout=MONTH_FIRST)


def test_unless_only_the_other_way_fits_the_period():
    found = days("03/10/2026", layout=MONTH_FIRST, within=Days(*[date(2026, 10, 3)] * 2))
    assert found == [date(2026, 10, 3)]


def test_another_period_is_for_the_report_to_refuse():
    found = days("03/04/2026", layout=MONTH_FIRST, within=OCTOBER)
    assert found == [date(2026, 3, 4)]


def test_columns_that_lie_in_no_period_are_read_as_the_others():
    lines = "Date\tSince\n03/10/2026\t05/06/2025"
    reading = open_delimited([lines.encode()], UNKNOWN, "a", within=OCTOBER)
    [row] = [row for batch in reading.batches() for row in batch.to_pylist()]
    assert row["since"] == date(2025, 6, 5)


def test_the_lines_above_the_header_tell_the_order_too():
    top = "Start Date\t01/10/2026\nEnd Date\t31/10/2026\n"
    lines = f"{top}Date\tSince\n03/10/2026\t"
    assert _read(lines, UNKNOWN, OCTOBER) == [date(2026, 10, 3)]


@settings(max_examples=300)
@given(
    st.lists(st.dates(OCTOBER.first, OCTOBER.last), min_size=1, max_size=5),
    st.sampled_from(["{0.month:02}/{0.day:02}/{0.year}", "{0.day:02}/{0.month:02}/{0.year}"]),
    st.integers(20, 200),
    st.sampled_from([UNKNOWN, MONTH_FIRST]),
)
def test_a_whole_file_of_a_known_month_is_read_right_or_refused(given_days, how, size, layout):
    words = [how.format(day) for day in given_days]
    assert days(*words, layout=layout, within=OCTOBER, block_bytes=size) == given_days

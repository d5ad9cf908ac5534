from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.providers.delimited.cells import (
    CellError,
    to_amount,
    to_count,
    to_day,
    to_rate,
    to_text,
)


@pytest.mark.parametrize("blank", ["", " ", "   ", "\t", "\u00a0"])
@pytest.mark.parametrize("convert", [to_text, to_count, to_amount, to_rate, to_day])
def test_a_blank_cell_is_missing_and_never_zero(convert, blank):
    assert convert(blank) is None


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("0", 0),
        ("1,234", 1234),
        ("1 234", 1234),
        ("1\u202f234\u202f567", 1_234_567),
        ("-12,345,678", -12_345_678),
        ("7.0", 7),
        (" 42 ", 42),
        ("+5", 5),
        ("9223372036854775807", 2**63 - 1),
        ("007", 7),
    ],
)
def test_counts_may_be_grouped_by_threes(cell, number):
    assert to_count(cell) == number


@pytest.mark.parametrize(
    "cell",
    ["1,23", "12,34", "1,2345", "1.234,5", "0,123", "1,234 567", "1,,234", ",5", "12,34,567",
     "1.5", "0x10", "nan", "1e400", "-", "n/a", "9223372036854775808", "1" * 401, "١٢"],
)  # fmt: skip
def test_what_could_be_two_numbers_is_neither(cell):
    with pytest.raises(CellError):
        to_count(cell)


def test_a_decimal_comma_is_an_error_that_says_so():
    with pytest.raises(CellError, match="decimal mark is a point"):
        to_amount("3,99")


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("209.30", "209.3"), ("-85.43", "-85.43"), ("1,234.5", "1234.5"), (".5", "0.5"),
     ("99.0000000", "99"), ("1.2E-5", "0.000012"), ("490", "490"), ("-0", "0")],
)  # fmt: skip
def test_amounts_are_exact(cell, amount):
    assert to_amount(cell) == Decimal(amount)


@pytest.mark.parametrize("cell", ["0.1234567", "1000000000000", "$1", "(1)", "inf", "1.2.3"])
def test_an_amount_is_never_rounded_nor_guessed(cell):
    with pytest.raises(CellError):
        to_amount(cell)


@pytest.mark.parametrize(
    "cell",
    ["2026-11-20", "11/20/2026", "2026-11-20 00:00:00+00:00", "2026-11-20T00:00:00Z",
     " 2026-11-20 ", "2026-11-20 00:00:00.000 +00:00", "Nov 20, 2026", "November 20, 2026"],
)  # fmt: skip
def test_a_day_is_read_in_each_spelling_of_the_stores(cell):
    assert to_day(cell) == date(2026, 11, 20)


@pytest.mark.parametrize(
    "cell",
    [
        "20/11/2026",
        "2026-02-30",
        "20.11.2026",
        "2026-11-20 05:13:33 +00:00",
        "46346",
        "x",
        "Xov 20, 2026",
        "Nov 31, 2026",
        "20 Nov 2026",
    ],
)
def test_what_is_no_day_is_an_error(cell):
    with pytest.raises(CellError):
        to_day(cell)


@given(st.integers(-(2**63), 2**63 - 1))
def test_every_count_reads_back_plain_and_grouped(number):
    assert to_count(str(number)) == number
    assert to_count(f"{number:,}") == number


@given(st.decimals(-(10**12) + 1, 10**12 - 1, places=6))
def test_every_amount_reads_back(number):
    assert to_amount(str(number)) == number


@given(st.dates())
def test_every_day_reads_back(day):
    assert to_day(day.isoformat()) == day
    assert to_day(f"{day.month}/{day.day}/{day.year:04}") == day


@given(st.text(max_size=30))
def test_any_text_is_a_value_or_a_cell_error(text):
    for convert in (to_text, to_count, to_amount, to_rate, to_day):
        try:
            convert(text)
        except CellError as error:
            assert str(error)  # noqa: PT017 - an error must say something

"""What is printed: exact, aligned, and obeyed by no terminal."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.cli.exact_json import exact, rows_as_json
from storelink.cli.output import one_line, print_table, printable
from storelink.cli.tabular import Format, write


def test_decimals_keep_every_digit_without_exponent() -> None:
    assert exact(Decimal("123456789012.000001")) == "123456789012.000001"
    assert exact(Decimal("0.500000")) == "0.5"
    assert exact(Decimal("-1E+3")) == "-1000"
    assert exact(Decimal("0E-6")) == "0"


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=6, min_value=-(10**11), max_value=10**11
    )
)
def test_a_decimal_comes_back_as_it_was(value: Decimal) -> None:
    assert json.loads(exact(value), parse_float=Decimal, parse_int=Decimal) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_rate_comes_back_as_it_was(value: float) -> None:
    assert float(json.loads(exact(value))) == value


@given(st.text())
def test_text_comes_back_as_it_was(value: str) -> None:
    assert json.loads(exact(value)) == value


def test_null_days_and_dictionaries_have_their_place_in_json() -> None:
    table = pa.table(
        {
            "day": [date(2026, 11, 20), None],
            "place": pa.array(["FR", None]).dictionary_encode(),
            "units": pa.array([0, None], pa.int64()),
        }
    )
    assert [json.loads(row) for row in rows_as_json(table)] == [
        {"day": "2026-11-20", "place": "FR", "units": 0},
        {"day": None, "place": None, "units": None},
    ]


def test_a_value_that_json_cannot_say_is_refused_not_guessed() -> None:
    with pytest.raises(TypeError):
        exact(b"bytes")


@given(st.text())
def test_no_control_character_reaches_the_terminal(text: str) -> None:
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in one_line(text))
    assert "\x1b" not in printable(text)


def test_a_table_cuts_nothing_short_and_puts_numbers_to_the_right(capsys) -> None:
    print_table(["app", "units"], [["A very long name " * 10, "5"], ["b", "1,234"]])
    lines = capsys.readouterr().out.splitlines()
    assert "A very long name " * 9 in lines[1]
    assert lines[1].endswith("      5")
    assert lines[2].endswith("  1,234")


def test_missing_is_not_zero_in_a_table(capsys) -> None:
    write(pa.table({"units": pa.array([0, None], pa.int64())}), Format.TABLE, None)
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == ["units", "0", "–"]


def test_a_spreadsheet_runs_no_name_as_a_formula(tmp_path) -> None:
    table = pa.table({"app": ["=HYPERLINK(1)", "fine"], "units": [-1, 2]})
    write(table, Format.CSV, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "app,units\n'=HYPERLINK(1),-1\nfine,2\n"


def test_parquet_comes_back_as_it_was(tmp_path) -> None:
    table = pa.table({"money": pa.array([Decimal("1.250000"), None], pa.decimal128(18, 6))})
    write(table, Format.PARQUET, tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet").equals(table)

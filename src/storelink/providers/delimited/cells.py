"""What one cell says: text, a whole number, an amount, a rate or a day; or why it says none.

Never a guess. A comma may group digits by threes; a comma that could be a decimal point is an
error, because reading it wrongly would be off by a factor of a thousand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import pyarrow as pa

from storelink.domain.report import Kind

BLANKS: Final = " \t\r\u00a0\u2007\u202f\u3000\ufeff"
"""What a cell may hold and still be empty."""

TYPES: Final[Mapping[Kind, pa.DataType]] = {
    Kind.TEXT: pa.dictionary(pa.int32(), pa.string()),
    Kind.COUNT: pa.int64(),
    Kind.AMOUNT: pa.decimal128(18, 6),
    Kind.RATE: pa.float64(),
    Kind.DATE: pa.date32(),
}
"""Arrow type of each kind. Text is a dictionary: the same few words come over and over."""

_DIGITS: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_GROUPED: Final = re.compile(
    r"[+-]?[1-9]\d{0,2}([,\u0020\u00a0\u2007\u202f])\d{3}(?:\1\d{3})*(?:\.\d*)?", re.ASCII
)
_ISO: Final = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ]+(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(?:Z|UTC|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_NAMED: Final = re.compile(r"([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}), (\d{4})", re.ASCII)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # fmt: skip
_AMOUNT_DIGITS: Final = 6
AMOUNT_LIMIT: Final = Decimal(10) ** 12
_COUNT_LIMIT: Final = 2**63


class CellError(ValueError):
    """The cell does not say what its column is for. The message says why, for people."""


def is_blank(cell: str) -> bool:
    """True where nothing but spaces stands."""
    return not cell.strip(BLANKS)


def to_text(cell: str) -> str | None:
    """The cell as it is."""
    return None if is_blank(cell) else cell


def to_count(cell: str) -> int | None:
    """A whole number that fits 64 bits; CellError for any other."""
    number = _number(cell)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise CellError(f"{_shown(cell)} is not a whole number")
    if not -_COUNT_LIMIT <= number < _COUNT_LIMIT:
        raise CellError(f"{_shown(cell)} is larger than a count can be")
    return int(number)


def to_amount(cell: str) -> Decimal | None:
    """An exact amount with at most six digits after the point; CellError for any other."""
    number = _number(cell)
    if number is None:
        return None
    if abs(number) >= AMOUNT_LIMIT:
        raise CellError(f"{_shown(cell)} is larger than an amount can be")
    exact = number.quantize(Decimal(1).scaleb(-_AMOUNT_DIGITS))
    if exact != number:
        raise CellError(f"{_shown(cell)} has more than six digits after the point")
    return exact


def to_rate(cell: str) -> float | None:
    """A ratio, average or exchange rate."""
    text = cell.strip(BLANKS)
    if not _DIGITS.fullmatch(text):
        number = _number(text)
        return None if number is None else float(number)
    rate = float(text)
    if not math.isfinite(rate):
        raise CellError(f"{_shown(cell)} is out of the range of numbers")
    return rate


def to_day(cell: str, *, is_day_first: bool = False) -> date | None:
    """A day: `2026-11-20`, `11/20/2026` (month first, as Apple writes, unless the file is known to
    be otherwise), `Nov 20, 2026`, or a timestamp at midnight; CellError for any other."""
    text = cell.strip(BLANKS)
    if not text:
        return None
    if (iso := _ISO.fullmatch(text)) is not None:
        year, month, day, time = iso.groups()
        if time is not None and time.strip("0:."):
            raise CellError(f"{_shown(cell)} has a time of day where a day was expected")
    elif (slashed := SLASHED.fullmatch(text)) is not None:
        month, day, year = slashed.groups()
        if is_day_first:
            month, day = day, month
    elif (named := _NAMED.fullmatch(text)) is not None and named.group(1) in _MONTHS:
        month, day, year = _MONTHS.index(named.group(1)) + 1, named.group(2), named.group(3)
    else:
        raise CellError(f"{_shown(cell)} is not a day (such as 2026-11-20 or 11/20/2026)")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise CellError(f"{_shown(cell)} is not a day of the calendar") from None


CONVERTERS: Final[Mapping[Kind, Callable[[str], object]]] = {
    Kind.TEXT: to_text,
    Kind.COUNT: to_count,
    Kind.AMOUNT: to_amount,
    Kind.RATE: to_rate,
    Kind.DATE: to_day,
}


def _number(cell: str) -> Decimal | None:
    text = cell.strip(BLANKS)
    if not text:
        return None
    if len(text) > 400:
        raise CellError(f"{_shown(cell)} is too long to be a number")
    if _DIGITS.fullmatch(text):
        number = Decimal(text)
        if number.is_zero():
            return Decimal(0)
        if not -60 < number.adjusted() < 60:
            raise CellError(f"{_shown(cell)} is out of the range of numbers")
        return number
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        return Decimal(text.replace(grouped.group(1), ""))
    if "," in text:
        raise CellError(
            f"{_shown(cell)} is not a number: a comma may only group digits by threes, "
            "the decimal mark is a point"
        )
    raise CellError(f"{_shown(cell)} is not a number")


def _shown(cell: str) -> str:
    return f"“{cell[:40]}…”" if len(cell) > 40 else f"“{cell}”"

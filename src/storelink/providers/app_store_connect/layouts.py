"""How the file of each report is laid out, and what must be true of its end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from storelink.domain.errors import NotUnderstood
from storelink.domain.period import Days
from storelink.domain.report import Family, Partition, Report
from storelink.providers.app_store_connect.periods import fiscal_month_of, sales_days
from storelink.providers.app_store_connect.reports.catalogue import tail_starts
from storelink.providers.delimited.careful import Line
from storelink.providers.delimited.cells import CellError, is_blank, to_amount
from storelink.providers.delimited.days import Order
from storelink.providers.delimited.header import squeezed
from storelink.providers.delimited.layout import Layout
from storelink.providers.delimited.reader import Reading, Section

_BLOCK_HEADER: Final = "countryofsale"
_SUMS: Final[Mapping[str, str]] = {
    "totalamount": "extended_partner_share",
    "totalunits": "quantity",
}
"""Line of the totals → the column that it is the sum of."""
_ROUNDING: Final = Decimal("0.005")
"""Each amount may be written rounded to cents."""
_DATED: Final[Mapping[Family, frozenset[str]]] = {
    Family.SALES: frozenset({"begin_date", "end_date"}),
    Family.FINANCE: frozenset({"begin_date", "end_date", "settlement_date"}),
}
_CALENDAR_SLACK: Final = timedelta(days=7)
"""A fiscal year of 53 weeks moves a period by one of them."""
_DAY_NAMED: Final = re.compile(r"(?<!\d)(20\d{2})[_-]?(\d{2})[_-]?(\d{2})(?!\d)", re.ASCII)


@cache
def layout_of(report: Report, *, keeps_unknown: bool) -> Layout:
    """The report's declared columns; analytics rows always say their day."""
    is_dated = report.family is Family.ANALYTICS
    return Layout(
        columns=report.columns,
        never_blank=frozenset({"date"}) if is_dated else frozenset(),
        tail_starts=tail_starts(report),
        may_repeat=report.family is Family.FINANCE,
        keeps_unknown=keeps_unknown,
        dated=_DATED.get(report.family, frozenset()),
        usual_order=Order.MONTH_FIRST,
        summed=tuple(_SUMS.values()) if report.family is Family.FINANCE else (),
    )


def days_of(report: Report, partition: Partition) -> Days | None:
    """The days that files of a partition are of; None where only their rows tell."""
    if report.family is Family.FINANCE:
        month = fiscal_month_of(partition).days
        return Days(month.first - _CALENDAR_SLACK, month.last + _CALENDAR_SLACK)
    if report.family is Family.SALES:
        return sales_days(partition)
    return None


def days_named(report: Report, name: str) -> Days | None:
    """The day that a file's name tells, for files of one day; None where it tells none."""
    found = _DAY_NAMED.search(name) if report.family is Family.SALES else None
    if found is None:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return None
    return Days(day, day)


def check_totals(reading: Reading) -> None:
    """Check what stands below the rows of each section of a file that was read to its end.

    A FINANCIAL file closes with Total_Rows, Total_Amount (of all currencies together) and
    Total_Units; a FINANCE_DETAIL file with a block of totals per country and currency.
    NotUnderstood where a total is not that of the section's rows, or a line is neither.
    """
    for section in reading.sections:
        _check_section(section, reading)


def _check_section(section: Section, reading: Reading) -> None:
    in_block = False
    for line in section.tail:
        if squeezed(line.cells[0]) == _BLOCK_HEADER:
            in_block = True
        elif in_block:
            _check_block_row(line, reading.file)
        else:
            _check_total(line, section, reading)


def _check_total(line: Line, section: Section, reading: Reading) -> None:
    name, value = squeezed(line.cells[0]), line.cells[1] if len(line.cells) > 1 else ""
    if not name.startswith("total") or any(not is_blank(cell) for cell in line.cells[2:]):
        raise NotUnderstood(
            "stands below the totals and is none", file=reading.file, line=line.number
        )
    number = _number(value, line, reading.file)
    if name == "totalrows" and number != section.row_count:
        raise NotUnderstood(
            f"says that there are {value.strip()} rows, but {section.row_count} were read",
            file=reading.file,
            line=line.number,
            column="Total_Rows",
        )
    total = section.sums.get(_SUMS.get(name, ""))
    if number is None or total is None:
        return
    if abs(number - total) > _ROUNDING * (section.row_count + 2):
        raise NotUnderstood(
            f"says {value.strip()}, but the rows above it add up to {total.normalize():f}",
            file=reading.file,
            line=line.number,
            column=line.cells[0].strip(),
        )


def _check_block_row(line: Line, file: str) -> None:
    """Country, currency, quantity, amount."""
    for cell in line.cells[2:4]:
        _number(cell, line, file)
    if any(not is_blank(cell) for cell in line.cells[4:]):
        raise NotUnderstood(
            "stands in the totals by country and is no such total", file=file, line=line.number
        )


def _number(cell: str, line: Line, file: str) -> Decimal | None:
    try:
        return to_amount(cell)
    except CellError as error:
        raise NotUnderstood(str(error), file=file, line=line.number) from None

"""How the file of each report is laid out, and what must be true of its end."""

from __future__ import annotations

from functools import cache
from typing import Final

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Family, Report
from storelink.providers.app_store_connect.reports.catalogue import tail_starts
from storelink.providers.delimited.careful import Line
from storelink.providers.delimited.cells import CellError, is_blank, to_amount
from storelink.providers.delimited.header import squeezed
from storelink.providers.delimited.layout import Layout
from storelink.providers.delimited.reader import Reading

_BLOCK_HEADER: Final = "countryofsale"


@cache
def layout_of(report: Report, *, keeps_unknown: bool) -> Layout:
    """The report's declared columns; analytics rows always say their day."""
    is_dated = report.family is Family.ANALYTICS
    return Layout(
        columns=report.columns,
        never_blank=frozenset({"date"}) if is_dated else frozenset(),
        tail_starts=tail_starts(report),
        keeps_unknown=keeps_unknown,
    )


def check_totals(reading: Reading) -> None:
    """Check what stands below the rows of a file that was read to its end.

    A FINANCIAL file closes with Total_Rows, Total_Amount (of all currencies together) and
    Total_Units; a FINANCE_DETAIL file with a block of totals per country and currency.
    NotUnderstood where Total_Rows is not the number of rows read, or a line is neither.
    """
    in_block = False
    for line in reading.tail:
        if squeezed(line.cells[0]) == _BLOCK_HEADER:
            in_block = True
        elif in_block:
            _check_block_row(line, reading.file)
        else:
            _check_total(line, reading)


def _check_total(line: Line, reading: Reading) -> None:
    name, value = squeezed(line.cells[0]), line.cells[1] if len(line.cells) > 1 else ""
    if not name.startswith("total") or any(not is_blank(cell) for cell in line.cells[2:]):
        raise NotUnderstood(
            "stands below the totals and is none", file=reading.file, line=line.number
        )
    number = _number(value, line, reading.file)
    if name == "totalrows" and number != reading.row_count:
        raise NotUnderstood(
            f"says that there are {value.strip()} rows, but {reading.row_count} were read",
            file=reading.file,
            line=line.number,
            column="Total_Rows",
        )


def _check_block_row(line: Line, file: str) -> None:
    """Country, currency, quantity, amount."""
    for cell in line.cells[2:4]:
        _number(cell, line, file)
    if any(not is_blank(cell) for cell in line.cells[4:]):
        raise NotUnderstood(
            "stands in the totals by country and is no such total", file=file, line=line.number
        )


def _number(cell: str, line: Line, file: str) -> object:
    try:
        return to_amount(cell)
    except CellError as error:
        raise NotUnderstood(str(error), file=file, line=line.number) from None

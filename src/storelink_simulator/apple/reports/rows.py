"""A row of a report before it is written: column name → value. Money is Decimal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

Value = str | int | Decimal
Row = dict[str, Value]


def written(columns: Sequence[str], rows: Iterable[Row], *, separator: str = "\t") -> bytes:
    """The file: one header line, one line a row, newline after each, UTF-8."""
    lines = [separator.join(columns)]
    lines.extend(separator.join([str(row[name]) for name in columns]) for row in rows)
    return ("\n".join(lines) + "\n").encode()


def added_up(
    rows: Iterable[Row], first_day: date, measures: Sequence[str], unique: Sequence[str]
) -> list[Row]:
    """Days to one week or month: rows alike but for the day become one, dated by its first day.

    Unique counts of several days are fewer than their sum; four fifths is the invention here.
    """
    sums: dict[tuple[Value, ...], Row] = {}
    numbers = (*measures, *unique)
    for row in rows:
        alike = tuple(value for name, value in row.items() if name not in numbers)[1:]
        known = sums.get(alike)
        if known is None:
            sums[alike] = {**row, "Date": first_day.isoformat()}
            continue
        for name in numbers:
            known[name] = known[name] + row[name]  # type: ignore[operator]
    for row in sums.values():
        for name in unique:
            row[name] = max(1, int(row[name]) * 4 // 5) if int(row[name]) else 0
    return list(sums.values())

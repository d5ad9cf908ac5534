"""A CSV that spreadsheets open as what it is: UTF-8 with a mark, and no text runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, rows: Iterable[Sequence[str]]) -> HttpResponse:
    """The rows as a file to keep. `name` without an ending, of plain letters."""
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    response = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def as_text(value: str) -> str:
    """Words from outside that a spreadsheet would run as a formula are marked as text."""
    return f"'{value}" if value.startswith(_FORMULA) else value

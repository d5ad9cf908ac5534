"""Which day or period a real file is of: by its rows, else by its name, else yesterday."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from storelink_simulator.folders.headers import Table

_FORMS = ("%m/%d/%Y", "%Y-%m-%d")
_IN_NAME = re.compile(r"(20\d{2})-?(\d{2})-?(\d{2})")


def day_in(text: str) -> date | None:
    """A day as the store writes it."""
    for form in _FORMS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def days_in(table: Table, *columns: str) -> list[date]:
    """All days in these columns."""
    found = (day_in(text) for column in columns for text in table.column(column))
    return [day for day in found if day is not None]


def day_in_name(name: str) -> date | None:
    """The day in a file name such as `Subscription_Event_123_20220102_V1_2.txt.gz`."""
    found = _IN_NAME.search(name)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def sales_period(table: Table, name: str, today: date) -> tuple[str, date]:
    """Frequency and last day of a sales file."""
    firsts = days_in(table, "begin date", "start date")
    lasts = days_in(table, "end date")
    if firsts and lasts:
        return _frequency(min(firsts), max(lasts)), max(lasts)
    told = days_in(table, "event date")
    return "DAILY", max(told, default=None) or day_in_name(name) or today - timedelta(days=1)


def _frequency(first: date, last: date) -> str:
    length = (last - first).days + 1
    if length <= 1:
        return "DAILY"
    if length <= 7:
        return "WEEKLY"
    return "MONTHLY" if length <= 31 else "YEARLY"

"""Report dates: their short forms, the periods that they name, and which file is newest."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from storelink_simulator.apple import errors, report_errors

_FORMS = {
    "DAILY": (r"\d{4}-\d{2}-\d{2}", "YYYY-MM-DD"),
    "WEEKLY": (r"\d{4}-\d{2}-\d{2}", "YYYY-MM-DD"),
    "MONTHLY": (r"\d{4}-\d{2}", "YYYY-MM"),
    "YEARLY": (r"\d{4}", "YYYY"),
}
_SUNDAY = 6


def last_day_of(frequency: str, text: str) -> date:
    """The last day of the period that a report date names. Raises Problem (400)."""
    form, written = _FORMS[frequency]
    if not re.fullmatch(form, text, re.ASCII):
        raise report_errors.invalid_combination(
            f"The date '{text}' does not fit the frequency {frequency}; it is written {written}."
        )
    numbers = [int(part) for part in text.split("-")]
    try:
        return _end(frequency, *numbers)
    except ValueError as error:
        raise errors.parameter_invalid(
            "filter[reportDate]", f"'{text}' is not a valid date."
        ) from error


def _end(frequency: str, year: int, month: int = 12, day: int = 0) -> date:
    end = date(year, month, day or calendar.monthrange(year, month)[1])
    if frequency == "WEEKLY" and end.weekday() != _SUNDAY:
        raise report_errors.invalid_combination(
            "A weekly report is named by the Sunday on which its week ends."
        )
    return end


def newest_before(frequency: str, today: date) -> date:
    """The last day of the newest period that is over."""
    yesterday = today - timedelta(days=1)
    if frequency == "WEEKLY":
        return yesterday - timedelta(days=(yesterday.weekday() + 1) % 7)
    if frequency == "MONTHLY":
        return today.replace(day=1) - timedelta(days=1)
    if frequency == "YEARLY":
        return date(today.year - 1, 12, 31)
    return yesterday

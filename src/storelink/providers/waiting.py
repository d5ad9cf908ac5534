"""How long a store asks us to wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST: Final = timedelta(days=1)
"""A longer wait is a mistake of the store's, and would look like a dead account here."""


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """The wait of a `Retry-After` header, in seconds or as an HTTP date; None where there is none
    or it is neither. A date is measured against the answer's own `Date`, so that a wrong clock on
    this machine does no harm. Source: RFC 9110, section 10.2.3."""
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    if value.isdecimal() and value.isascii():
        return min(timedelta(seconds=min(int(value[:9]), 10**8)), LONGEST)
    until = http_date(value)
    if until is None:
        return None
    now = http_date(headers.get("Date", "")) or datetime.now(UTC)
    return min(max(until - now, timedelta(0)), LONGEST)


def http_date(value: str) -> datetime | None:
    """An HTTP date as an aware moment; None if it is not one."""
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

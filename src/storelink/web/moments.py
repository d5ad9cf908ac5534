"""Days and times as a page writes them: absolute, in UTC; script makes recent ones relative."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import timezone


def day(value: date | datetime | None, *, with_year: bool | None = None) -> str:
    """“20 Nov”, with the year where it is not this one or where asked for."""
    if value is None:
        return ""
    needs_year = value.year != timezone.now().year if with_year is None else with_year
    return f"{value.day} {value:%b}" + (f" {value.year}" if needs_year else "")


def moment(value: datetime | None) -> str:
    """“22 Nov, 06:12 UTC”."""
    if value is None:
        return ""
    there = value.astimezone(UTC)
    return f"{day(there)}, {there:%H:%M} UTC"


def iso(value: date | datetime) -> str:
    """For `<time datetime>`."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="minutes").replace("+00:00", "Z")
    return value.isoformat()

"""When the stores publish what, and how long they keep it.

Sales files come the next day by 8 am Pacific, weekly ones on Monday, monthly ones five and yearly
ones six days after the end; analytics instances during their processing date. Some come late.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from storelink_simulator.drawing import draw, number_of
from storelink_simulator.pacific import pacific

INSTANCE_DAYS = 35
SALES_DAYS = 365
YEARLY_SALES_YEARS = 10
_LATE_ONE_IN = 30


def lateness_days(seed: int, *words: object) -> int:
    """How many days a file comes late: none mostly, one to three once in thirty."""
    number = number_of(seed, "late", *words)
    return 0 if number % _LATE_ONE_IN else 1 + number // _LATE_ONE_IN % 3


def instance_published_at(
    seed: int, app_id: str, family: str, granularity: str, *, processed_on: date
) -> datetime:
    """When an analytics instance appears: 9 to 14 o'clock UTC on its processing date, or late."""
    words = (app_id, family, granularity, processed_on)
    hours = 9 + 5 * draw(seed, "instance hour", *words)
    late = lateness_days(seed, *words) if granularity == "DAILY" else 0
    start = datetime.combine(processed_on, time(0), tzinfo=UTC)
    return start + timedelta(days=late, hours=hours)


def instance_gone_at(processed_on: date) -> datetime:
    """When an instance is deleted, 35 days after its processing date."""
    start = datetime.combine(processed_on, time(0), tzinfo=UTC)
    return start + timedelta(days=INSTANCE_DAYS)


def period_of(frequency: str, end: date) -> tuple[date, date]:
    """First and last day of the sales period that ends on a day."""
    if frequency == "WEEKLY":
        return end - timedelta(days=6), end
    if frequency == "MONTHLY":
        return end.replace(day=1), end
    if frequency == "YEARLY":
        return end.replace(month=1, day=1), end
    return end, end


def sales_published_at(seed: int, report_type: str, frequency: str, end: date) -> datetime:
    """When the sales file of a period that ends on a day appears."""
    wait = {"DAILY": 1, "WEEKLY": 1, "MONTHLY": 5, "YEARLY": 6}[frequency]
    late = lateness_days(seed, report_type, end) if frequency == "DAILY" else 0
    minutes = int(180 * draw(seed, "sales hour", report_type, frequency, end))
    moment = pacific(end + timedelta(days=wait + late), time(5))
    return moment + timedelta(minutes=minutes)


def sales_gone_on(frequency: str, end: date) -> date:
    """The day on which a sales file is no longer kept."""
    years = YEARLY_SALES_YEARS if frequency == "YEARLY" else 1
    return end + timedelta(days=SALES_DAYS * years)

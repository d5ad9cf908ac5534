"""An app that the publisher withdrew: its old files stay in the bucket, in layouts of their day.

Its numbers stand beside the world's, which begins later; the truth tells them too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from storelink_simulator.drawing import number_of
from storelink_simulator.google.play.months import days_between, last_day

PACKAGE = "example.brightside.beacon"
TITLE = "Beacon: Flashlight"
SKU = "beacon.supporter"
INSTALL_MONTHS = (date(2015, 3, 1), date(2017, 5, 1), date(2019, 6, 1))
"""One month in each layout of the installs."""
MONEY_MONTHS = (date(2021, 5, 1), date(2023, 2, 1))
CURRENCY = "EUR"
PRICE, TAX = Decimal("3.99"), Decimal("0.64")
FEE = Decimal("0.50")


@dataclass(frozen=True, slots=True)
class OldDay:
    """Counts of one day; the last three are levels."""

    device_installs: int
    device_uninstalls: int
    device_upgrades: int
    user_installs: int
    user_uninstalls: int
    current_devices: int
    current_users: int
    total_users: int


def old_day(day: date) -> OldDay:
    """What happened to the app on a day of its life."""
    chance = number_of("beacon", day)
    installs, gone = 80 + chance % 40, 50 + chance // 40 % 40
    age = (day - date(2013, 1, 1)).days
    return OldDay(
        installs + 6,
        gone + 4,
        chance // 1600 % 25,
        installs,
        gone,
        4_000 + age,
        3_700 + age,
        9_000 + 60 * age,
    )


@dataclass(frozen=True, slots=True)
class OldOrder:
    """One purchase of those days: on Pacific and UTC clocks the same day."""

    number: str
    at: datetime
    country: str


def old_orders(month: date) -> Iterator[OldOrder]:
    """The few purchases of a month."""
    for day in days_between(month, last_day(month)):
        chance = number_of("beacon order", day)
        if chance % 3 == 0:
            digits = f"{chance % 10**17:017d}"
            number = f"GPA.{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:]}"
            at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            yield OldOrder(number, at + timedelta(seconds=chance % 20_000), "DE")

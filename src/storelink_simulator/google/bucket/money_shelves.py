"""The shelves of sales and earnings: zips for the whole account, a month each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from storelink_simulator.google.bucket.shelf import can_hold
from storelink_simulator.google.bucket.stored import Origin, Stored
from storelink_simulator.google.files.earnings import earnings_names, earnings_zip
from storelink_simulator.google.files.sales import sales_zip
from storelink_simulator.google.files.table import ZIP_TYPE
from storelink_simulator.google.play.editions import EARNINGS, SALES, Edition, Schedule
from storelink_simulator.google.play.months import last_day, months_between
from storelink_simulator.google.play.orders import Orders
from storelink_simulator.world import HISTORY_STARTS_ON

ACCOUNT = ""
"""In place of a package: files of the whole account."""


class SalesShelf:
    """sales/: the running month grows day by day."""

    folder = "sales/salesreport_"

    def __init__(self, orders: Orders, schedule: Schedule) -> None:
        self._orders = orders
        self._schedule = schedule

    def listed(self, now: datetime, prefix: str, start: str) -> Iterator[Stored]:
        """The zips that are out."""
        for month in months_between(HISTORY_STARTS_ON, now.date()):
            name = f"{self.folder}{month:%Y%m}.zip"
            edition = self._schedule.edition(SALES, ACCOUNT, month, now)
            if edition is not None and name.startswith(prefix) and name >= start:
                yield self._stored(name, edition)

    def _stored(self, name: str, edition: Edition) -> Stored:
        return Stored(
            name,
            edition.updated_at,
            ZIP_TYPE,
            None,
            lambda: sales_zip(self._orders, edition),
            Origin(SALES.name, ACCOUNT, edition.month),
        )


class EarningsShelf:
    """earnings/: a month appears when it is over."""

    folder = "earnings/earnings_"

    def __init__(self, orders: Orders, schedule: Schedule) -> None:
        self._orders = orders
        self._schedule = schedule

    def listed(self, now: datetime, prefix: str, start: str) -> Iterator[Stored]:
        """The zips that are out."""
        for month in months_between(HISTORY_STARTS_ON, now.date()):
            if not can_hold(f"{self.folder}{month:%Y%m}", prefix, start):
                continue
            edition = self._schedule.edition(EARNINGS, ACCOUNT, month, now)
            if edition is None or edition.last_told < last_day(month):
                continue
            for place, name in enumerate(earnings_names(month)):
                if name.startswith(prefix) and name >= start:
                    yield self._stored(name, edition, month, place)

    def _stored(self, name: str, edition: Edition, month: date, place: int) -> Stored:
        return Stored(
            name,
            edition.updated_at,
            ZIP_TYPE,
            None,
            lambda: earnings_zip(self._orders, month, place),
            Origin(EARNINGS.name, ACCOUNT, month),
        )

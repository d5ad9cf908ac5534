"""The truth about money and vitals: sales by UTC day, earnings by Pacific day, rates by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from storelink_simulator.cast import App
from storelink_simulator.google.bucket.money_shelves import ACCOUNT
from storelink_simulator.google.files.earnings import MERCHANT_CURRENCY, entries
from storelink_simulator.google.files.sales import bookings
from storelink_simulator.google.play.editions import EARNINGS, SALES, Edition, Kind
from storelink_simulator.google.play.months import days_between, last_day, months_between
from storelink_simulator.google.play.play import Play
from storelink_simulator.google.play.vitals import VitalsDays
from storelink_simulator.google.truth.metrics import PlayQuestion
from storelink_simulator.pacific import pacific_day
from storelink_simulator.truth.facts import Fact
from storelink_simulator.world import HISTORY_STARTS_ON

VITALS_LAG_DAYS = 2
Key = tuple[str, date, str]


@dataclass(frozen=True, slots=True)
class Money:
    """Answers questions about what the files of the account tell."""

    play: Play
    question: PlayQuestion

    def sales(self) -> Iterator[Fact]:
        """Charges and refunds, by the buyer's currency; refunds are taken off."""
        amounts: dict[Key, Decimal] = defaultdict(Decimal)
        orders: dict[Key, int] = defaultdict(int)
        for edition in self._editions(SALES, "sales"):
            for one in bookings(self.play.orders, edition):
                key = (one.order.app.bundle_id, one.at.date(), one.order.place.currency)
                if self._is_wanted(*key[:2]):
                    amounts[key] += one.charged
                    orders[key] += not one.is_refund
        for metric in self.question.of("sales"):
            found = amounts if metric.figure == "amount" else orders
            yield from self._facts(metric.name, found)

    def earnings(self) -> Iterator[Fact]:
        """All rows of a finished month, in the publisher's currency; rows of the account too."""
        amounts: dict[Key, Decimal] = defaultdict(Decimal)
        for edition in self._editions(EARNINGS, "earnings"):
            if edition.last_told < last_day(edition.month):
                continue
            for one in entries(self.play.orders, edition.month):
                package = one.order.app.bundle_id if one.order else ACCOUNT
                if self._is_wanted(package, one.day):
                    amounts[package, one.day, MERCHANT_CURRENCY] += one.amount
        yield from self._facts("earnings", amounts)

    def vitals(self, app: App) -> Iterator[Fact]:
        """The rates of each Pacific day that has enough users."""
        metrics = self.question.of("vitals")
        if not metrics:
            return
        days = VitalsDays(self.play.figures)
        latest = pacific_day(self.question.now) - timedelta(days=VITALS_LAG_DAYS + 1)
        first = max(self.question.first, app.launched_on, HISTORY_STARTS_ON)
        for day in days_between(first, min(self.question.last, latest)):
            vitals = days.of(app, day)
            if vitals is not None:
                for metric in metrics:
                    value = Decimal(f"{vitals.rates[metric.figure]:.10f}")
                    yield Fact(metric.name, app.bundle_id, day, value)

    def _editions(self, kind: Kind, source: str) -> Iterator[Edition]:
        """The editions that can tell a wanted day (an order's refund stands in a later one)."""
        if not any(metric.source == source for metric in self.question.metrics):
            return
        asked = self.question
        if asked.by:
            return
        first = max(asked.first, HISTORY_STARTS_ON)
        for month in months_between(first, min(asked.last, asked.now.date())):
            edition = self.play.schedule.edition(kind, ACCOUNT, month, asked.now)
            if edition is not None:
                yield edition

    def _is_wanted(self, package: str, day: date) -> bool:
        asked = self.question
        is_app = asked.packages is None or package in asked.packages
        return is_app and asked.first <= day <= asked.last

    def _facts(self, name: str, found: dict[Key, Decimal] | dict[Key, int]) -> Iterator[Fact]:
        for (package, day, currency), value in found.items():
            yield Fact(name, package, day, value, {"currency": currency})

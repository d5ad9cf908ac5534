"""The shared vocabulary of figures, and how a provider's columns yield them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Unit(StrEnum):
    COUNT = "count"
    USD = "usd"
    MONEY = "money"
    """An amount whose currency is a dimension of its own."""
    SECONDS = "seconds"
    RATE = "rate"
    """A share of one; shown in percent."""
    STARS = "stars"


class AddsUp(StrEnum):
    """Over what a metric may be summed."""

    EVERYWHERE = "everywhere"
    WITHIN_CURRENCY = "within_currency"
    """Only rows of one currency: a query must split by currency or name one."""
    ACROSS_DAYS_NOT = "across_days_not"
    """A state at the end of a day (active subscriptions): adds up over places, not over days. A
    range shows its last day."""
    NOWHERE = "nowhere"
    """Unique counts: a device seen in two rows would count twice. Never summed."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure as a person knows it."""

    key: str
    name: str
    definition: str
    """The store's definition, in a sentence."""
    unit: Unit
    adds_up: AddsUp = AddsUp.EVERYWHERE
    better: int = 1
    """1: more is better; -1: less is better; 0: neither."""
    source: str = ""
    """Where the store defines it: a public address."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How one report yields one metric: the sum of `column` over the rows that match `where`."""

    metric: str
    report: str
    column: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Column → the values that count (compared without case: Apple says values are not case
    sensitive). Empty: every row."""
    times: str = ""
    """A second column that is multiplied in, row by row (units × price of one)."""
    currency: str = "currency"
    """Of a metric that adds up within a currency: the column that names the currency."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A metric that is one sum divided by another: computed after summing, never averaged."""

    metric: str
    above: tuple[str, ...]
    """Metric keys whose sums are added."""
    below: str
    """Metric key that divides."""

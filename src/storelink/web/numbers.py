"""Figures as a page writes them: short on a key number, exact in a table, a change in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from storelink.domain.metric import Metric, Unit

Figure = int | float | Decimal

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_STEPS = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K"))
_SAME_PERCENT, _SAME_POINTS, _SAME_STARS = 0.5, 0.00005, 0.005
"""Below these a figure counts as unchanged."""
NONE = "–"


def plural(count: int, one: str, many: str = "") -> str:
    """“1 app”, “2 apps”."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def short(value: Figure | None, metric: Metric, currency: str = "") -> str:
    """“115.2K”, “3.85%”, “$99.9K”; a dash where there is no figure."""
    if value is None:
        return NONE
    if metric.unit is Unit.RATE:
        return f"{float(value) * 100:.2f}%"
    return _signed(value, _shortened(abs(float(value)), metric.unit), metric, currency)


def exact(value: Figure | None, metric: Metric, currency: str = "") -> str:
    """“115,220”, “3.85%”, “$99,912.40”."""
    if value is None:
        return NONE
    if metric.unit is Unit.RATE:
        return f"{float(value) * 100:.2f}%"
    if is_money(metric):
        return _signed(value, f"{abs(value):,.2f}", metric, currency)
    if metric.unit in {Unit.STARS, Unit.SECONDS}:
        return f"{float(value):,.1f}"
    whole = value == int(value)
    return f"{int(value):,}" if whole else f"{float(value):,.2f}"


def is_money(metric: Metric) -> bool:
    return metric.unit in {Unit.USD, Unit.MONEY}


def money_of(metric: Metric, currency: str) -> str:
    """The currency's code; empty for what is no money."""
    return "USD" if metric.unit is Unit.USD else currency if metric.unit is Unit.MONEY else ""


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure moved against an earlier one."""

    words: str
    """“12.9%”, “0.35 pts” or “same”; empty where there is nothing to compare with."""
    direction: str
    """`up`, `down` or `same`."""
    is_good: bool | None
    """None: neither good nor bad."""


NO_CHANGE = Change("", "same", None)


def change(now: Figure | None, before: Figure | None, metric: Metric) -> Change:
    """Of a count or an amount in percent; of a rate in percentage points, of stars in stars: a
    percentage of a percentage misleads. From zero or less no percentage has a meaning, so the
    difference is given. Without both figures there is no change."""
    if now is None or before is None:
        return NO_CHANGE
    difference = float(now) - float(before)
    words = _difference(difference, float(before), metric)
    if not words:
        return Change("same", "same", None)
    is_up = difference > 0
    good = None if metric.better == 0 else is_up == (metric.better > 0)
    return Change(words, "up" if is_up else "down", good)


def _difference(difference: float, before: float, metric: Metric) -> str:
    """Empty where it is too small to be seen."""
    size = abs(difference)
    if metric.unit is Unit.RATE:
        return f"{size * 100:.2f} pts" if size >= _SAME_POINTS else ""
    if metric.unit is Unit.STARS:
        return f"{size:.2f}" if size >= _SAME_STARS else ""
    if before <= 0:
        return _signed(size, _shortened(size, metric.unit), metric, "") if size else ""
    percent = size / before * 100
    if percent < _SAME_PERCENT:
        return ""
    return f"{percent:,.0f}%" if percent >= 1000 else f"{percent:.1f}%"


def _shortened(value: float, unit: Unit) -> str:
    for size, sign in _STEPS:
        if value >= size * 0.9995:
            scaled = value / size
            return f"{scaled:.2f}{sign}" if scaled < 10 and size > 1_000 else f"{scaled:.1f}{sign}"
    if unit in {Unit.USD, Unit.MONEY}:
        return f"{value:,.2f}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _signed(value: Figure, words: str, metric: Metric, currency: str) -> str:
    code = money_of(metric, currency)
    sign = _SIGNS.get(code, f"{code} " if code else "")
    return f"{'−' if value < 0 else ''}{sign}{words}"

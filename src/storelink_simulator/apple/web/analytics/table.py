"""Days put together to what was asked for: periods, groups, filters, ratios."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from storelink_simulator.apple.web.analytics.asked import Asked, Frequency
from storelink_simulator.apple.web.analytics.dimensions import Dimension, Option
from storelink_simulator.apple.web.analytics.figures import Cell, Dimensions, Figures
from storelink_simulator.apple.web.analytics.measures import BY_KEY, Measure
from storelink_simulator.cast import App

_KEPT_OF_UNIQUE = Decimal("0.8")
"""Of the unique counts of several days: how many are not somebody who came before."""


@dataclass
class Series:
    """The numbers of one app and option; a period that is not there is zero, or unknown."""

    option: Option | None
    by_period: dict[date, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    total: Decimal = Decimal(0)


def start_of(day: date, frequency: Frequency) -> date:
    """The first day of the week (a Monday) or month that a day lies in, or the day itself."""
    if frequency == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if frequency == "month" else day


def periods(asked: Asked) -> list[date]:
    """The periods of a question, by their first day within it."""
    return sorted({max(start_of(day, asked.frequency), asked.first) for day in asked.days})


class Tables:
    """Series of one team's apps."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def series(
        self, app: App, measure: Measure, asked: Asked, by: Dimension | None = None
    ) -> list[Series]:
        """One series, or one for each option of a dimension; of these the largest first."""
        if measure.of is not None:
            above, below = (self._plain(app, BY_KEY[key], asked, by) for key in measure.of)
            found = [_ratio(option, above, below) for option in below]
        else:
            found = list(self._plain(app, measure, asked, by).values())
        if by is None and not found:
            return [Series(None)]
        return sorted(found, key=lambda one: one.total, reverse=True)

    def known(self, app: App, asked: Asked) -> set[date]:
        """The periods in which anything of an app is known."""
        days = (day for day in asked.days if self._figures.has_data(app, day))
        return {max(start_of(day, asked.frequency), asked.first) for day in days}

    def _plain(
        self, app: App, measure: Measure, asked: Asked, by: Dimension | None
    ) -> dict[Option | None, Series]:
        split: Dimensions = tuple(one.dimension for one in asked.filters)
        split = (*split, by) if by else split
        found: dict[Option | None, Series] = {} if by else {None: Series(None)}
        fits, snapshots = _fitting(asked), self._figures.snapshots(app)
        for day in (one for one in asked.days if self._figures.has_data(app, one)):
            period = max(start_of(day, asked.frequency), asked.first)
            cells = self._figures.of_day(app, measure, day, split, snapshots=snapshots)
            for cell, value in cells.items():
                option = cell[-1] if by else None
                if fits(cell) and (option is not None or by is None):
                    series = found.setdefault(option, Series(option))
                    series.by_period[period] += value
                    series.total += value
        if measure.is_unique:
            _without_repeats(found, asked)
        return found


def _fitting(asked: Asked) -> Callable[[Cell], bool]:
    wanted = [one.options for one in asked.filters]

    def fits(cell: Cell) -> bool:
        return all(
            option is not None and option.id in options
            for option, options in zip(cell, wanted, strict=False)
        )

    return fits


def _without_repeats(found: dict[Option | None, Series], asked: Asked) -> None:
    for series in found.values():
        if asked.frequency != "day":
            for period, value in series.by_period.items():
                series.by_period[period] = round(value * _KEPT_OF_UNIQUE)  # type: ignore[assignment]
        if len(asked.days) > 1:
            series.total = Decimal(round(series.total * _KEPT_OF_UNIQUE))


def _ratio(
    option: Option | None,
    above: dict[Option | None, Series],
    below: dict[Option | None, Series],
) -> Series:
    over = above.get(option, Series(option))
    under = below[option]
    found = Series(option, total=_percent(over.total, under.total))
    for period, value in under.by_period.items():
        found.by_period[period] = _percent(over.by_period.get(period, Decimal(0)), value)
    return found


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return round(100 * part / whole, 2) if whole else Decimal(0)

"""A family of monthly files: where they lie, which there are, what their tables hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from storelink_simulator.cast import App
from storelink_simulator.google.files.table import Table
from storelink_simulator.google.play.editions import Edition, Kind
from storelink_simulator.google.play.figures import Figures
from storelink_simulator.google.play.months import days_between

OVERVIEW = "overview"
COLUMN = {
    "app_version": "App Version Code",
    "carrier": "Carrier",
    "country": "Country",
    "device": "Device",
    "language": "Language",
    "os_version": "Android OS Version",
}
"""The header of a dimension's column in the statistics."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One file of a family: of an app, a month's edition, a dimension (or none)."""

    app: App
    edition: Edition
    dimension: str
    part: str = ""

    def days(self) -> list[date]:
        """The days that it tells."""
        first = max(self.edition.month, self.app.launched_on)
        return list(days_between(first, self.edition.last_told))


def no_parts(_: App) -> tuple[str, ...]:
    """One file an app, month and dimension."""
    return ("",)


@dataclass(frozen=True, slots=True)
class Family:
    """What a shelf of the bucket holds: `<folder><stem>_<package>[_<part>]_<month>[_<dim>].csv`."""

    folder: str
    stem: str
    kind: Kind
    dimensions: Callable[[App, date], tuple[str, ...]]
    """The dimensions of an app's month; an empty one leaves the name's last part out."""
    table: Callable[[Figures, Leaf], Table]
    parts: Callable[[App], tuple[str, ...]] = no_parts
    first: date = date.min
    last: date = date.max
    """The months between which Google writes it."""

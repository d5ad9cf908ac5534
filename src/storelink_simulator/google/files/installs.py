"""stats/installs and stats/crashes: a row a day, or a row a day and value of a dimension."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storelink_simulator.drawing import split
from storelink_simulator.google.files.family import COLUMN, OVERVIEW, Leaf
from storelink_simulator.google.files.table import Cell, Table
from storelink_simulator.google.play.dimensions import values
from storelink_simulator.google.play.figures import Figures

INSTALL_COLUMNS = (
    "Daily Device Installs",
    "Daily Device Uninstalls",
    "Daily Device Upgrades",
    "Total User Installs",
    "Daily User Installs",
    "Daily User Uninstalls",
    "Active Device Installs",
    "Install events",
    "Update events",
    "Uninstall events",
)
_INSTALL_FIGURES = (
    "device_installs",
    "",
    "",
    "",
    "user_installs",
    "user_uninstalls",
    "active_devices",
    "install_events",
    "update_events",
    "uninstall_events",
)
"""What each column tells; three have been a constant 0 since about 2021."""
_LEVELS = frozenset({"active_devices"})
_LEVEL_PLACE = 6
CRASH_COLUMNS = ("Daily Crashes", "Daily ANRs")
_CRASH_FIGURES = ("crashes", "anrs")


def installs(figures: Figures, leaf: Leaf) -> Table:
    """One file of stats/installs."""
    header = ("Date", "Package name", *_dimension(leaf), *INSTALL_COLUMNS)
    return Table(header, _blanked(_rows(figures, leaf, _INSTALL_FIGURES), leaf))


def crashes(figures: Figures, leaf: Leaf) -> Table:
    """One file of stats/crashes."""
    header = ("Date", "Package Name", *_dimension(leaf), *CRASH_COLUMNS)
    return Table(header, _rows(figures, leaf, _CRASH_FIGURES))


def _dimension(leaf: Leaf) -> tuple[str, ...]:
    return () if leaf.dimension == OVERVIEW else (COLUMN[leaf.dimension],)


def _rows(figures: Figures, leaf: Leaf, names: Sequence[str]) -> Iterator[list[Cell]]:
    for day in leaf.days():
        figure = figures.of(leaf.app, day)
        totals = [
            0 if not name
            else getattr(figure, name) if name in _LEVELS
            else leaf.edition.count(getattr(figure, name), day)
            for name in names
        ]  # fmt: skip
        if not any(totals):
            continue
        start: list[Cell] = [day.isoformat(), leaf.app.bundle_id]
        if leaf.dimension == OVERVIEW:
            yield [*start, *totals]
            continue
        weighted = values(figures.world, leaf.app, day, leaf.dimension)
        weights = [weight for _, weight in weighted]
        nothing = [0] * len(weights)
        columns = [split(total, weights) if total else nothing for total in totals]
        for (value, _), counts in zip(weighted, zip(*columns, strict=True), strict=True):
            if any(counts):
                yield [*start, value, *counts]


def _blanked(rows: Iterator[list[Cell]], leaf: Leaf) -> Iterator[list[Cell]]:
    """Where only the level is known, every other such row has empty cells: unknown, not zero."""
    place = 2 if leaf.dimension == OVERVIEW else 3
    is_blank = False
    for row in rows:
        others = row[place : place + _LEVEL_PLACE] + row[place + _LEVEL_PLACE + 1 :]
        if leaf.dimension != OVERVIEW and not any(others):
            is_blank = not is_blank
            if is_blank:
                blank: list[Cell] = [""] * _LEVEL_PLACE
                yield [*row[:place], *blank, row[place + _LEVEL_PLACE], "", "", ""]
                continue
        yield row

"""stats/store_performance: visitors and acquisitions by country, and by source and search term.

Small groups are folded into Other, so the numbers of a term are a lower bound; totals stay whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from storelink_simulator.cast import App
from storelink_simulator.drawing import split, stream
from storelink_simulator.google.files.family import Leaf
from storelink_simulator.google.files.table import Cell, Table
from storelink_simulator.google.play.dimensions import values
from storelink_simulator.google.play.figures import Figures
from storelink_simulator.google.play.listing import search_terms

COUNTS = ("Store listing acquisitions", "Store listing visitors", "Store listing conversion rate")
_TRAFFIC = ("Traffic source", "Search term", "UTM source", "UTM campaign")
_SMALLEST_COUNTRY = 10
_SMALLEST_GROUP = 5
_OTHER = "Other"
_NO_UTM = "No UTM source specified"
_SEARCH, _EXPLORE, _REFERRAL = "Google Play search", "Google Play explore", "Third-party referral"
_CAMPAIGNS = (
    ("newsletter", "spring"),
    ("newsletter", _OTHER),
    ("instagram", "launch, week 2"),
    ("youtube", "review"),
)
Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Visitors and acquisitions of one group on one day."""

    group: Group
    acquisitions: int
    visitors: int

    def cells(self) -> tuple[Cell, ...]:
        """As the file tells them; the rate is a fraction."""
        rate = self.acquisitions / self.visitors if self.visitors else 0.0
        return (*self.group, self.acquisitions, self.visitors, repr(rate))


def by_country(figures: Figures, leaf: Leaf) -> Table:
    """One file of visitors by country."""
    header = ("Date", "Package name", "Country / region", *COUNTS)
    return Table(header, _rows(figures, leaf))


def by_traffic_source(figures: Figures, leaf: Leaf) -> Table:
    """One file of visitors by source, search term and UTM."""
    header = ("Date", "Package name", *_TRAFFIC, *COUNTS)
    return Table(header, _rows(figures, leaf))


def table(figures: Figures, leaf: Leaf) -> Table:
    """One file of either dimension."""
    return (by_country if leaf.dimension == "country" else by_traffic_source)(figures, leaf)


def total_table(figures: Figures, leaf: Leaf) -> Table:
    """One file of total_store_performance: acquisitions alone."""
    is_country = leaf.dimension == "country"
    name = "Country / region" if is_country else "Traffic source"
    header = ("Date", "Package name", name, "Total store acquisitions")
    return Table(header, _totals(figures, leaf))


def counted(figures: Figures, leaf: Leaf, day: date) -> list[Counted]:
    """The groups of a day that have a visitor."""
    figure = figures.of(leaf.app, day)
    acquisitions = leaf.edition.count(figure.acquisitions, day)
    visitors = leaf.edition.count(figure.visitors, day)
    weighted = _weighted(figures, leaf.app, day, leaf.dimension)
    weights = [weight for _, weight in weighted]
    got, left = split(acquisitions, weights), split(visitors - acquisitions, weights[::-1])
    found = [
        Counted(group, mine, mine + more)
        for (group, _), mine, more in zip(weighted, got, left[::-1], strict=True)
    ]
    smallest = _SMALLEST_COUNTRY if leaf.dimension == "country" else _SMALLEST_GROUP
    return _folded(found, smallest)


def _rows(figures: Figures, leaf: Leaf) -> Iterator[list[Cell]]:
    for day in leaf.days():
        for one in counted(figures, leaf, day):
            yield [day.isoformat(), leaf.app.bundle_id, *one.cells()]


def _totals(figures: Figures, leaf: Leaf) -> Iterator[list[Cell]]:
    for day in leaf.days():
        sums: dict[str, int] = {}
        for one in counted(figures, leaf, day):
            sums[one.group[0]] = sums.get(one.group[0], 0) + one.acquisitions
        for value, acquisitions in sums.items():
            yield [day.isoformat(), leaf.app.bundle_id, value, acquisitions]


def _folded(found: list[Counted], smallest: int) -> list[Counted]:
    kept: dict[Group, Counted] = {}
    for one in found:
        group = one.group if one.visitors >= smallest else _other(one.group)
        before = kept.get(group, Counted(group, 0, 0))
        kept[group] = Counted(
            group, before.acquisitions + one.acquisitions, before.visitors + one.visitors
        )
    return [one for one in kept.values() if one.visitors]


def _other(group: Group) -> Group:
    return (_OTHER,) if len(group) == 1 else (group[0], _OTHER, _OTHER, _OTHER)


def _weighted(figures: Figures, app: App, day: date, dimension: str) -> list[tuple[Group, float]]:
    if dimension == "country":
        shares = values(figures.world, app, day, "country")
        return [((value or _OTHER,), weight) for value, weight in shares]
    groups = _groups(app)
    chance = stream(figures.world.seed, "traffic", app.bundle_id, day)
    return [(group, weight * (0.7 + 0.6 * chance.random())) for group, weight in groups]


def _groups(app: App) -> list[tuple[Group, float]]:
    terms = [
        ((_SEARCH, term, _NO_UTM, _NO_UTM), 22 / (place + 1))
        for place, term in enumerate(search_terms(app))
    ]
    campaigns = [
        ((_REFERRAL, _OTHER, source, campaign), 6 / (place + 1))
        for place, (source, campaign) in enumerate(_CAMPAIGNS)
    ]
    return [
        *terms,
        ((_SEARCH, _OTHER, _NO_UTM, _NO_UTM), 14),
        ((_EXPLORE, _OTHER, _NO_UTM, _NO_UTM), 26),
        *campaigns,
        ((_OTHER, _OTHER, _OTHER, _OTHER), 7),
    ]

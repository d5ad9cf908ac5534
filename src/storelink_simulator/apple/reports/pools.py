"""Where a total can fall: the combinations of country, device, source … of one app and event.

A pool is drawn once per app and event; a day only weighs it anew.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TypeVar

from storelink_simulator.cast import App
from storelink_simulator.drawing import stream
from storelink_simulator.places import PLACES, Place

Trait = TypeVar("Trait")

SOURCES = (
    ("App Store search", 50),
    ("App Store browse", 18),
    ("App referrer", 10),
    ("Web referrer", 12),
    ("App Clip", 1),
    ("Notification", 2),
    ("Institutional purchase", 1),
    ("Unavailable", 4),
)
PAGES = (("Product page", 60), ("No page", 25), ("Store sheet", 10), ("In-app event", 5))
_DEVICES = {"iPhone": 74.0, "iPad": 16.0, "Desktop": 10.0}
_SITES = ("tides.example", "garden.example", "reviews.example", "news.example")
_HOSTS = ("example.chat.app", "example.social.app", "example.mail.app")
_CAMPAIGNS = ("", "", "autumn-launch", "newsletter-42", "creator-ana")
_TITLES = ("Default product page", "For beginners", "Summer page")


@dataclass(frozen=True, slots=True)
class Combo:
    """One place where counts can fall, with its share."""

    place: Place
    device: str
    system_rank: int
    version_rank: int
    source: str
    page: str
    info: str
    campaign: str
    title: str
    weight: float
    luck: float
    """A number from 0 to 1 of its own, for what a family decides by it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What varies in a pool, and how many combinations it has at size 1."""

    size: int
    by_place: bool = True
    by_system: bool = True
    by_version: bool = True
    by_source: bool = True
    pages: tuple[tuple[str, float], ...] = PAGES


_PLACE_ITEMS = tuple((place, place.weight) for place in PLACES)
_RANKS = ((0, 55.0), (1, 28.0), (2, 12.0), (3, 5.0))


def pool_of(app: App, shape: Shape, size: float, *words: object) -> tuple[Combo, ...]:
    """The pool that these words decide: no two alike, the first of the newest version.

    Each trait is drawn from evenly spread points in an order of its own, so that already a small
    pool has the countries, devices and sources in their right shares.
    """
    rng = stream(*words, app.apple_id, "pool")
    wanted = max(2, round(shape.size * size))
    devices = tuple((name, _DEVICES[name]) for name in app.devices)
    ranks = _RANKS if shape.by_version else _RANKS[:1]
    drawn = zip(
        _spread(rng, _PLACE_ITEMS if shape.by_place else _PLACE_ITEMS[:1], wanted),
        _spread(rng, devices, wanted),
        _spread(rng, _RANKS if shape.by_system else _RANKS[:1], wanted),
        _spread(rng, ranks, wanted),
        _spread(rng, SOURCES if shape.by_source else (("", 1.0),), wanted),
        _spread(rng, shape.pages if shape.by_source else (("", 1.0),), wanted),
        strict=True,
    )
    found: dict[tuple[object, ...], Combo] = {}
    for place, device, system, version, source, page in drawn:
        key = (place.code, device, system, version, source, page)
        weight = 0.7 + 0.6 * rng.random()
        if key in found:
            found[key] = replace(found[key], weight=found[key].weight + weight)
            continue
        more = _attribution(rng, source, page)
        luck = rng.random()
        found[key] = Combo(place, device, system, version, source, page, *more, weight, luck)
    return tuple(sorted(found.values(), key=lambda combo: combo.version_rank))


def _spread(rng: random.Random, items: Sequence[tuple[Trait, float]], count: int) -> list[Trait]:
    """So many items, each as often as its weight wants, in an order of chance."""
    edges = list(accumulate(weight for _, weight in items))
    points = [(place + rng.random()) * edges[-1] / count for place in range(count)]
    drawn = [items[bisect_right(edges, point, hi=len(edges) - 1)][0] for point in points]
    rng.shuffle(drawn)
    return drawn


def _attribution(rng: random.Random, source: str, page: str) -> tuple[str, str, str]:
    info = {"Web referrer": rng.choice(_SITES), "App referrer": rng.choice(_HOSTS)}.get(source, "")
    campaign = rng.choice(_CAMPAIGNS) if info else ""
    title = rng.choice(_TITLES) if page == "Product page" else ""
    return info, campaign, title

"""Which content stands where, decided for the slices of one cell. Pure.

A slice is everything that is known of one app on one day. Contents are statements about slices:
one that holds rows of a slice says what they are, one that was complete for a scope says that the
other slices of the scope are empty. Of all statements about a slice the one of the highest order
stands; of equal ones, the later. So loads commute and repeat without harm.
This is how stores correct what they published: docs/explanation/warehouse.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from storelink.domain.period import Days
from storelink.domain.report import Scope

Slice: TypeAlias = tuple[str, date]
"""(app id, day)"""

STANDING = -1
"""The owner of slices that stay as they are."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a load says about a cell."""

    order: int
    slices: frozenset[Slice]
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """Who owns which slice from now on."""

    taken: Mapping[int, frozenset[Slice]]
    """Owner → its slices. The owner is STANDING, or the arrival's place in its sequence. Slices
    that are nobody's are empty."""
    effective: frozenset[int]
    """The arrivals that own something, or emptied something. None: all stays as it is."""


def rule(
    standing: Mapping[Slice, int],
    arrivals: Sequence[Arrival],
    claims: Iterable[tuple[Scope, int]],
) -> Ruling:
    """Let the arrivals in, one after the other. `standing` maps the slices that the cell holds
    to their order; `claims` are the remembered scopes with theirs."""
    held, floors = _Held(standing), _Floors(claims)
    emptying = set()
    for place, arrival in enumerate(arrivals):
        for slice_ in arrival.slices:
            if arrival.order >= max(held.orders.get(slice_, arrival.order), floors.at(slice_)):
                held.give(slice_, arrival.order, place)
        if arrival.scope is not None:
            for slice_ in _vanished(arrival, arrival.scope, held):
                held.empty(slice_)
                emptying.add(place)
            floors.add(arrival.scope, arrival.order)
    taken: defaultdict[int, set[Slice]] = defaultdict(set)
    for slice_, owner in held.owners.items():
        taken[owner].add(slice_)
    return Ruling(
        {owner: frozenset(slices) for owner, slices in taken.items()},
        frozenset({*held.owners.values(), *emptying}) - {STANDING},
    )


def covers(scope: Scope, slice_: Slice) -> bool:
    """The scope speaks of this app and day."""
    app, day = slice_
    return scope.app in {"", app} and day in scope.days


def _vanished(arrival: Arrival, scope: Scope, held: _Held) -> list[Slice]:
    return [
        slice_
        for slice_ in held.of(scope.app)
        if held.orders[slice_] <= arrival.order
        and slice_ not in arrival.slices
        and covers(scope, slice_)
    ]


class _Held:
    """The slices that say something, by app: a cell of small apps has hundreds of these, and each
    arrival speaks of one."""

    def __init__(self, standing: Mapping[Slice, int]) -> None:
        self.orders: dict[Slice, int] = {}
        self.owners: dict[Slice, int] = {}
        self._by_app: defaultdict[str, set[Slice]] = defaultdict(set)
        for slice_, order in standing.items():
            self.give(slice_, order, STANDING)

    def give(self, slice_: Slice, order: int, owner: int) -> None:
        self.orders[slice_], self.owners[slice_] = order, owner
        self._by_app[slice_[0]].add(slice_)

    def empty(self, slice_: Slice) -> None:
        del self.orders[slice_], self.owners[slice_]
        self._by_app[slice_[0]].discard(slice_)

    def of(self, app: str) -> Iterable[Slice]:
        """Those of one app; of all for an empty name."""
        return self._by_app.get(app, ()) if app else self.orders


class _Floors:
    """The lowest order that may still speak of a slice."""

    def __init__(self, claims: Iterable[tuple[Scope, int]]) -> None:
        self._by_app: defaultdict[str, list[tuple[Days, int]]] = defaultdict(list)
        for scope, order in claims:
            self.add(scope, order)

    def add(self, scope: Scope, order: int) -> None:
        self._by_app[scope.app].append((scope.days, order))

    def at(self, slice_: Slice) -> int:
        app, day = slice_
        places = (*self._by_app.get(app, ()), *self._by_app.get("", ()))
        return max((order for days, order in places if day in days), default=_NO_FLOOR)


_NO_FLOOR = -(2**63)

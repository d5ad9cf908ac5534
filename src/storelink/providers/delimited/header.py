"""Which column of a file is which declared column: by name, never by place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache

from storelink.domain.report import Column, Kind
from storelink.providers.delimited.cells import BLANKS

_NOISE = re.compile(r"[\s\-_\u00a0\ufeff\"]+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def squeezed(name: str) -> str:
    """A header without what stores change from one day to the next: case, spaces, hyphens,
    underscores."""
    return _NOISE.sub("", name).casefold()


def snake_case(name: str) -> str:
    """A header nobody declared, as a name of ours; empty where no letter or digit is left."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip(BLANKS))
    return _NOT_WORD.sub("_", spaced.lower()).strip("_")


@dataclass(frozen=True, slots=True)
class Found:
    """One column of a file."""

    place: int
    """Its place in the file, from 0."""
    name: str
    """Ours; unique within the file."""
    source: str
    """The file's own header."""
    kind: Kind
    is_declared: bool


@dataclass(frozen=True)
class Header:
    """All columns of a file, in its order. Blank headers at the end are not columns, but their
    cells are still looked at."""

    found: tuple[Found, ...]
    width: int
    twins: tuple[tuple[int, int, str], ...]
    """(place, place, our name) of declared columns that the file has twice: they must agree."""

    @cached_property
    def names(self) -> frozenset[str]:
        """Our names of the declared columns that the file has."""
        return frozenset(column.name for column in self.found if column.is_declared)

    def lacks(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """The required columns that the file does not have."""
        return tuple(c for c in columns if c.required and c.name not in self.names)


def match(cells: Sequence[str], columns: Sequence[Column]) -> Header:
    """Match a line of headers with the declared columns.

    A declared column is told by its source name, by its other spellings or by our own name. What
    nobody declared becomes text under a snake_case name; a second column of the same name gets a
    number.
    """
    by_name = _spellings(tuple(columns))
    reserved = {column.name for column in columns}
    found: list[Found] = []
    taken: dict[str, int] = {}
    numbers: dict[str, int] = {}
    twins: list[tuple[int, int, str]] = []
    for place, cell in enumerate(cells):
        column = by_name.get(squeezed(cell))
        if column is None and not cell.strip(BLANKS):
            continue
        if column is not None and column.name not in taken:
            taken[column.name] = place
            found.append(Found(place, column.name, cell, column.kind, is_declared=True))
            continue
        if column is not None:
            twins.append((taken[column.name], place, column.name))
        base = column.name if column else snake_case(cell)
        name = _free(base or f"column_{place + 1}", taken, reserved, numbers)
        taken[name] = place
        found.append(Found(place, name, cell, Kind.TEXT, is_declared=False))
    return Header(tuple(found), len(cells), tuple(twins))


class Matcher:
    """Tells which of many declarations a line of headers may be, looking at each cell once."""

    def __init__(self, declarations: Sequence[Sequence[Column]]) -> None:
        self._index: dict[str, list[tuple[int, str]]] = {}
        self._required = [{c.name for c in columns if c.required} for columns in declarations]
        for number, columns in enumerate(declarations):
            for spelling, column in _spellings(tuple(columns)).items():
                self._index.setdefault(spelling, []).append((number, column.name))

    def plausible(self, cells: Sequence[str], least_known: float) -> list[int]:
        """Places of the declarations all of whose required columns are there, and which know at
        least that share of the cells that say anything."""
        spoken = [cell for cell in cells if cell.strip(BLANKS)]
        names: dict[int, set[str]] = {}
        for cell in spoken:
            for number, name in self._index.get(squeezed(cell), ()):
                names.setdefault(number, set()).add(name)
        return [
            number
            for number, known in sorted(names.items())
            if known >= self._required[number] and len(known) >= least_known * len(spoken)
        ]


@lru_cache(maxsize=512)
def _spellings(columns: tuple[Column, ...]) -> Mapping[str, Column]:
    """Squeezed spelling → column. A store's own name goes before another column's alias."""
    by_name: dict[str, Column] = {}
    for column in columns:
        by_name.setdefault(squeezed(column.source), column)
    for column in columns:
        for other in (*column.also, column.name):
            by_name.setdefault(squeezed(other), column)
    return by_name


def _free(base: str, taken: Mapping[str, int], reserved: Set[str], numbers: dict[str, int]) -> str:
    """`base`, or with the next number that is free. `numbers` keeps the last one of each, so that
    a thousand columns of one name take a thousand looks and not a million."""
    name, number = base, numbers.get(base, 1)
    while name in taken or name in reserved:
        number += 1
        name = f"{base}_{number}"
    numbers[base] = number
    return name

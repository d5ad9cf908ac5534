"""The connection doctor's page: lights of the matrix, in the words and pictures of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storelink.integrations.models import Probe
from storelink.products.admin_message import names_of
from storelink.products.matrix import Cell, Lack, Line, Matrix, family_name
from storelink.products.models import App
from storelink.providers.contract import Light

_PICTURES = {
    Light.GREEN: ("check", "yes", "Works"),
    Light.AMBER: ("help", "warn-text", "Not known, or in part"),
    Light.RED: ("x", "bad-text", "Refused"),
    None: ("minus", "no", "Not tested yet"),
}
"""Light → a shape of its own, a colour, words: it never depends on colour alone."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A light as it is drawn."""

    icon: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class CellShown:
    """One capability of a row."""

    name: str
    light: Shown
    sentence: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class RowShown:
    """The account, or one app."""

    app: App | None
    cells: Sequence[CellShown]
    tested_at: datetime | None


@dataclass(frozen=True, slots=True)
class DoorShown:
    """One way into the store."""

    name: str
    light: Shown
    sentence: str


@dataclass(frozen=True, slots=True)
class LackShown:
    """What is missing, what it stops, where it is given."""

    light: Shown
    title: str
    sentence: str
    where: str
    stops: str


LEGEND = tuple(Shown(*picture) for picture in _PICTURES.values())


def rows_of(matrix: Matrix) -> list[RowShown]:
    """The account first."""
    return [_row(line) for line in (matrix.account, *matrix.apps)]


def doors_of(matrix: Matrix) -> list[DoorShown]:
    """The store's doors, where it has several."""
    return [_door(probe) for probe in matrix.doors]


def lacks_of(matrix: Matrix) -> list[LackShown]:
    """What is refused first."""
    return [_lack(lack) for lack in matrix.lacks]


def shown(light: Light | None) -> Shown:
    """How a light is drawn."""
    return Shown(*_PICTURES[light])


def _row(line: Line) -> RowShown:
    return RowShown(line.app, [_cell(cell) for cell in line.cells], line.tested_at)


def _cell(cell: Cell) -> CellShown:
    return CellShown(family_name(cell.family), shown(cell.light), cell.sentence, cell.is_own)


def _door(probe: Probe) -> DoorShown:
    return DoorShown(probe.subject, shown(Light(probe.light)), probe.sentence)


def _lack(lack: Lack) -> LackShown:
    families = ", ".join(family_name(family) for family in lack.families)
    is_refused = lack.light is Light.RED
    return LackShown(
        light=shown(lack.light),
        title=lack.missing or ("Refused" if is_refused else "Not known"),
        sentence=lack.sentence,
        where=lack.where if lack.where not in lack.sentence else "",
        stops=families + (f" of {names_of(lack.apps)}" if lack.apps else ""),
    )

"""How large a file from outside may be before it is refused: values, handed down from settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from storelink.domain.errors import Misconfigured

_KIB: Final = 1 << 10
_MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of one file. Within them no file takes more than half a gigabyte of memory, and the
    time it takes grows in step with its size."""

    content_bytes: int = 8192 * _MIB
    """Of a file that is read in pieces, unpacked."""
    held_bytes: int = 64 * _MIB
    """Of a file that has to be in memory as a whole, unpacked."""
    ratio: int = 200
    """Unpacked bytes for each packed one."""
    rows: int = 100_000_000
    app_rows: int = 850_000
    """Of a file of one app's month: the warehouse sorts these in memory."""
    app_days: int = 100_000
    """Pairs of an app and a day in a file: of each it is decided in memory which version stands."""
    columns: int = 1000
    line_bytes: int = 1 * _MIB
    cell_bytes: int = 256 * _KIB
    page_bytes: int = 16 * _MIB
    """Of a JSON answer."""
    page_values: int = 3_000_000
    """Objects, lists, names and values in a JSON answer."""

    @property
    def held_cells(self) -> int:
        """Rows times columns of a table that has to be in memory as a whole."""
        return self.held_bytes // 8


DEFAULT_BOUNDS: Final = Bounds()

_SETTINGS: Final[Mapping[str, tuple[str, int]]] = {
    "STORELINK_FILE_MIB": ("content_bytes", _MIB),
    "STORELINK_FILE_HELD_MIB": ("held_bytes", _MIB),
    "STORELINK_FILE_RATIO": ("ratio", 1),
    "STORELINK_FILE_ROWS": ("rows", 1),
    "STORELINK_FILE_APP_ROWS": ("app_rows", 1),
    "STORELINK_FILE_APP_DAYS": ("app_days", 1),
    "STORELINK_FILE_COLUMNS": ("columns", 1),
    "STORELINK_FILE_LINE_KIB": ("line_bytes", _KIB),
    "STORELINK_FILE_CELL_KIB": ("cell_bytes", _KIB),
    "STORELINK_PAGE_MIB": ("page_bytes", _MIB),
    "STORELINK_PAGE_VALUES": ("page_values", 1),
}
"""Setting → the bound that it sets, and its unit."""


def bounds_from(read: Callable[[str], str]) -> Bounds:
    """The bounds that settings ask for; `read` gives a setting's value, empty where it is not set.

    Misconfigured where a value is not a whole number from 1 up.
    """
    asked: dict[str, int] = {}
    for name, (bound, unit) in _SETTINGS.items():
        value = read(name).strip()
        if not value:
            continue
        if not (value.isascii() and value.isdecimal() and int(value[:18]) >= 1):
            raise Misconfigured(f"{name} is “{value}”. Write a whole number from 1 up.")
        asked[bound] = int(value[:18]) * unit
    return Bounds(**asked)

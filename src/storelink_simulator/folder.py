"""A folder of real files, served as the reports that they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storelink_simulator.cast import App


@dataclass(frozen=True)
class Folder:
    """What was found in a folder."""

    apps: tuple[App, ...] = ()

    def sales_file(self, report_type: str, frequency: str, end: date) -> bytes | None:
        """The real sales file of a period that ends on a day."""
        del report_type, frequency, end
        return None

    def described(self) -> list[dict[str, str]]:
        """What was recognised as what."""
        return []


def read_folder(folder: Path | None, today: date) -> Folder:
    """Recognise every file of a folder; no folder, no files."""
    del folder, today
    return Folder()

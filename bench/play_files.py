"""Writes files like those of Google's reports folder: UTF-16 with its mark, a month to a file,
seeded and skewed.

Three sizes of apps. A large app has tens of thousands of rows a month by device, a small one some
hundreds: an account of small apps is a great many files of a few kilobytes.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

LAST_ON: Final = date(2026, 10, 1)
DAYS: Final = 30
KINDS: Final[dict[str, tuple[str, str]]] = {
    "overview": ("", ""),
    "app_version": ("App Version Code", "200"),
    "country": ("Country", "aa"),
    "device": ("Device", "dev"),
    "os_version": ("Android OS Version", "Android "),
}
"""Dimension → its header, and what its values begin with."""
VALUES: Final[dict[str, dict[str, int]]] = {
    "large": {"overview": 1, "app_version": 40, "country": 150, "device": 1500, "os_version": 25},
    "medium": {"overview": 1, "app_version": 15, "country": 60, "device": 300, "os_version": 14},
    "small": {"overview": 1, "app_version": 5, "country": 10, "device": 40, "os_version": 8},
}
"""Size → how many values of each dimension a day has."""
MIXES: Final[dict[str, dict[str, tuple[int, int]]]] = {
    "mixed": {"large": (5, 12), "medium": (20, 12), "small": (100, 12)},
    "few_large": {"large": (5, 12)},
    "many_small": {"small": (150, 12)},
}
"""Name → size → how many apps, with how many months each."""

_MEASURES: Final = (
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


@dataclass(frozen=True, slots=True)
class PlayFile:
    """One object of the folder."""

    app: str
    dimension: str
    month: str
    """`2026-10`"""
    rows: int
    path: str


def write_play_files(folder: Path, mix: str) -> list[PlayFile]:
    """The files of a mix, once: what is there is used again."""
    listing = folder / f"play-{mix}.json"
    if not listing.exists():
        (folder / "play").mkdir(parents=True, exist_ok=True)
        with duckdb.connect(config={"threads": 2}) as database:
            made = list(_written(database, folder / "play", mix))
        listing.write_text(json.dumps([asdict(file) for file in made]))
    return [PlayFile(**file) for file in json.loads(listing.read_text())]


def _written(database: duckdb.DuckDBPyConnection, folder: Path, mix: str) -> Iterator[PlayFile]:
    for size, (apps, months) in MIXES[mix].items():
        for number in range(apps):
            app = f"com.brightside.{size}{number}"
            for month in _months(months):
                for dimension in KINDS:
                    yield _write(database, folder, (app, dimension, month), VALUES[size][dimension])


def _months(count: int) -> Iterator[date]:
    """Newest first."""
    last = LAST_ON.year * 12 + LAST_ON.month - 1
    for number in range(last, last - count, -1):
        yield date(number // 12, number % 12 + 1, 1)


def _write(
    database: duckdb.DuckDBPyConnection, folder: Path, what: tuple[str, str, date], values: int
) -> PlayFile:
    app, dimension, month = what
    path = folder / f"installs_{app}_{month:%Y%m}_{dimension}.csv"
    if not path.exists():
        plain = path.with_suffix(".part")
        database.execute(
            f"COPY ({_rows(what, values)}) TO '{plain}' (FORMAT csv, HEADER, DELIMITER ',')"
        )
        text = plain.read_text(encoding="utf-8")
        path.write_bytes(codecs.BOM_UTF16_LE + text.encode("utf-16-le"))
        plain.unlink()
    return PlayFile(app, dimension, f"{month:%Y-%m}", DAYS * values, str(path))


def _rows(what: tuple[str, str, date], values: int) -> str:
    app, dimension, month = what
    header, prefix = KINDS[dimension]
    split = f"'{prefix}' || lpad(CAST(v AS VARCHAR), 4, '0') AS \"{header}\"," if header else ""
    measures = ", ".join(
        f"CAST(floor(pow((hash(d, v, '{app}', '{month}', {n}) % 10007) / 10007.0, 4)"
        f' * 40000 / (v + 1)) AS BIGINT) AS "{name}"'
        for n, name in enumerate(_MEASURES)
    )
    return f"""
        SELECT strftime(DATE '{month}' + CAST(d AS INTEGER), '%Y-%m-%d') AS "Date",
            '{app}' AS "Package name", {split} {measures}
        FROM range({DAYS}) days(d), range({values}) members(v) ORDER BY d, v
    """

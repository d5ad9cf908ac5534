"""Writes files like those that a store sends for its most detailed report: seeded, skewed, gzip.

An invented publisher has some apps of very different size. Each app's history is one partition of
several files, the days of a file lying in no order, as in a first snapshot.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import duckdb

FIRST_ON = date(2025, 9, 1)
DAY_COUNT = 425
APP_COUNT = 50
ROWS_A_FILE = 90_000
PROCESSED_ON = date(2026, 11, 1)


@dataclass(frozen=True, slots=True)
class AppFiles:
    """One app's partition."""

    app: str
    rows: int
    files: tuple[str, ...]


def write_files(folder: Path, rows: int, seed: int = 7) -> list[AppFiles]:
    """About `rows` rows into `folder`, once: what is there for the same arguments is used again."""
    listing = folder / f"engagement-{rows}-{seed}.json"
    if not listing.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(config={"threads": 2}) as database:
            made = [_write_app(database, folder, n, share, seed) for n, share in _shares(rows)]
        listing.write_text(json.dumps([asdict(app) for app in made]))
    found = json.loads(listing.read_text())
    return [AppFiles(app["app"], app["rows"], tuple(app["files"])) for app in found]


def _shares(rows: int) -> Iterator[tuple[int, int]]:
    """The n-th app has a share of 1/√n."""
    weights = [1 / (n + 1) ** 0.5 for n in range(APP_COUNT)]
    for n, weight in enumerate(weights):
        yield n, max(1, round(rows * weight / sum(weights)))


def _write_app(
    database: duckdb.DuckDBPyConnection, folder: Path, number: int, rows: int, seed: int
) -> AppFiles:
    app = str(1_480_000_000 + 7_919 * number)
    files = []
    for part, start in enumerate(range(0, rows, ROWS_A_FILE)):
        path = folder / f"{app}-{rows}-{seed}-{part}.csv.gz"
        until = min(rows, start + ROWS_A_FILE)
        database.execute(
            f"COPY ({_rows(app, number, start, until, seed)}) TO '{path}'"
            " (FORMAT csv, DELIMITER '\t', HEADER, COMPRESSION gzip)"
        )
        files.append(str(path))
    return AppFiles(app, rows, tuple(files))


def _rows(app: str, number: int, start: int, until: int, seed: int) -> str:
    def uniform(salt: int) -> str:
        return f"((hash(i, {seed * 1000 + number}, {salt}) % 1000003) / 1000003.0)"

    def skewed(salt: int, count: int, power: float = 3) -> str:
        return f"CAST(floor(pow({uniform(salt)}, {power}) * {count}) AS INTEGER)"

    def one_of(salt: int, values: list[str], power: float = 2) -> str:
        listed = ", ".join(f"'{value}'" for value in values)
        return f"([{listed}])[1 + {skewed(salt, len(values), power)}]"

    return f"""
        SELECT strftime(DATE '{FIRST_ON}' + CAST(floor({uniform(1)} * {DAY_COUNT}) AS INTEGER),
                        '%Y-%m-%d') AS "Date",
               'Invented App {number}' AS "App Name", '{app}' AS "App Apple Identifier",
               event AS "Event",
               CASE WHEN event = 'Impression' THEN 'No page' ELSE {one_of(3, _PAGES)} END
                 AS "Page Type",
               CASE WHEN {uniform(4)} < 0.9 THEN NULL ELSE 'Page ' || {skewed(5, 12)} END
                 AS "Page Title",
               source AS "Source Type",
               CASE WHEN source LIKE '%referrer' THEN 'com.example.app' || {skewed(6, 400)} END
                 AS "Source Info",
               CASE WHEN {uniform(7)} < 0.97 THEN NULL ELSE 'spring-' || {skewed(8, 40)} END
                 AS "Campaign",
               CASE WHEN event = 'Tap' THEN {one_of(9, _TAPS)} ELSE NULL END AS "Engagement Type",
               {one_of(10, _DEVICES)} AS "Device",
               'iOS ' || (26 - {skewed(11, 9)}) || '.' || {skewed(12, 7, 1)} AS "Platform Version",
               chr(65 + {skewed(13, 26, 1.7)}) || chr(65 + {skewed(14, 7, 1.7)}) AS "Territory",
               counts AS "Counts", greatest(1, counts - {skewed(15, 4)}) AS "Unique Counts"
        FROM (SELECT i, {one_of(16, _EVENTS)} AS event, {one_of(17, _SOURCES)} AS source,
                     1 + {skewed(18, 900, 6)} AS counts
              FROM range({start}, {until}) AS numbers(i))
    """


_EVENTS = ["Impression", "Page view", "Tap"]
_PAGES = ["Product page", "Store sheet", "In-app event", "Developer page", "App privacy"]
_TAPS = ["Get", "Open", "Update", "Redownload", "Share"]
_DEVICES = ["iPhone", "iPad", "Desktop", "Apple TV", "Apple Vision"]
_SOURCES = [
    "App Store search",
    "App Store browse",
    "App referrer",
    "Web referrer",
    "Unavailable",
    "Notification",
]

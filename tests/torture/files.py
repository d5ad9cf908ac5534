"""Files made to fill memory or time, and reading them in a process of its own, measured.

`python -m tests.torture.files NAME FOLDER` reads one and prints what became of it and the most
memory that the process ever held.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from storelink.cli.parse import run as run_parse
from storelink.domain.bounds import DEFAULT_BOUNDS
from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Partition, Version
from storelink.providers import understand
from storelink.providers.contract import Fetched, Part
from storelink.providers.registry import provider

MIB = 1 << 20
INSTALLS = (
    "Date,Package Name,Device,Daily Device Installs,Daily Device Uninstalls,"
    "Daily Device Upgrades,Total User Installs,Daily User Installs,Daily User Uninstalls,"
    "Active Device Installs,Install events,Update events,Uninstall events\n"
)
SALES = "SKU\tProduct Type Identifier\tUnits\tApple Identifier\tBegin Date\tTitle\n"
FINANCE = "Start Date\tEnd Date\tQuantity\tPartner Share\tExtended Partner Share\n"
REVIEWS = (
    "Package Name,Reviewer Language,Review Submit Millis Since Epoch,"
    "Review Last Update Millis Since Epoch,Star Rating,Review Text\n"
)

Pieces = Iterator[bytes]


def _repeated(head: str, line: str, size: int) -> Pieces:
    yield head.encode()
    block = (line * (MIB // len(line.encode()) + 1)).encode()
    for _ in range(size // len(block)):
        yield block


def _different(head: str, line: Callable[[int], str], count: int) -> Pieces:
    yield head.encode()
    for start in range(0, count, 10_000):
        yield "".join(map(line, range(start, start + 10_000))).encode()


def _packed(pieces: Pieces) -> Pieces:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _zipped(pieces: Pieces, method: int = zipfile.ZIP_DEFLATED) -> Pieces:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as archive, archive.open("a.csv", "w") as member:
        for piece in pieces:
            member.write(piece)
    yield raw.getvalue()


def _install(number: int) -> str:
    day, device = number % 30 + 1, number % 9973
    return f"2026-09-{day:02},example.app,dev{device},{number % 7},0,0,0,1,1,5,1,1,1\n"


def _nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


GOOGLE, APPLE = "google_play", "app_store_connect"
FILES: dict[str, tuple[str, str, Callable[[], Pieces]]] = {
    "statistics_that_shrink_well": (
        GOOGLE, "installs_device", lambda: _packed(_different(INSTALLS, _install, 1_500_000))),
    "statistics_of_one_line": (
        GOOGLE, "installs_device", lambda: _packed(_repeated(INSTALLS, _install(1), 128 * MIB))),
    "sales_of_one_line": (
        APPLE, "sales_summary",
        lambda: _packed(_repeated(SALES, "A\t1F\t1\t100\t09/20/2026\tTitle\n", 128 * MIB))),
    "short_lines": (
        APPLE, "sales_summary", lambda: _packed(_repeated(SALES, "a\n", 64 * MIB))),
    "empty_lines": (
        GOOGLE, "installs_device", lambda: _packed(_repeated(INSTALLS, "\n", 64 * MIB))),
    "one_line": (
        GOOGLE, "installs_device", lambda: _packed(_repeated(INSTALLS, "x", 256 * MIB))),
    "one_line_plain": (APPLE, "sales_summary", lambda: _repeated(SALES, "x", 256 * MIB)),
    "one_cell_never_closed": (
        GOOGLE, "reviews", lambda: _packed(_repeated(REVIEWS + '"', "x\n", 64 * MIB))),
    "a_quotation_mark_a_line": (
        APPLE, "sales_summary", lambda: _packed(_repeated(SALES, 'a\t"b\n', 8 * MIB))),
    "reviews_of_line_breaks": (
        GOOGLE, "reviews",
        lambda: _packed(_repeated(REVIEWS, f'a,en,1,1,5,"{chr(10) * 900}"\n', 8 * MIB))),
    "wide_header": (
        GOOGLE, "installs_device", lambda: _packed(_repeated(INSTALLS.strip(), ",a", 32 * MIB))),
    "header_of_one_name": (
        APPLE, "sales_summary",
        lambda: _packed(_repeated("SKU\t", "a\t" * 90_000 + "\n", 8 * MIB))),
    "wide_rows": (
        APPLE, "sales_summary",
        lambda: _packed(_repeated(SALES, "\t" * 900_000 + "\n", 64 * MIB))),
    "a_thousand_columns": (
        GOOGLE, "installs_device",
        lambda: _packed(_repeated(
            INSTALLS.strip() + "".join(f",c{n}" for n in range(980)) + "\n", _install(1),
            256 * MIB))),
    "totals_without_end": (
        APPLE, "finance_financial",
        lambda: _packed(_repeated(FINANCE + "Total_Rows\t0\n", "Total_Amount\t0\n", 64 * MIB))),
    "headers_without_end": (
        APPLE, "finance_financial", lambda: _packed(_repeated(FINANCE, FINANCE, 64 * MIB))),
    "tables_without_end": (
        GOOGLE, "installs_device",
        lambda: _packed(_repeated(INSTALLS, INSTALLS + _install(1), 64 * MIB))),
    "a_table_twice": (
        GOOGLE, "installs_device",
        lambda: _packed(_chained(_different(INSTALLS, _install, 400_000),
                                 _different(INSTALLS, _install, 400_000)))),
    "long_cells": (
        APPLE, "sales_summary",
        lambda: _packed(_different(
            SALES, lambda n: f"A{n}\t1F\t1\t100\t09/20/2026\t{'y' * 2000}{n}\n", 200_000))),
    "many_members": (APPLE, "sales_summary", lambda: iter([gzip.compress(b"") * 400_000])),
    "archive_that_shrinks_well": (
        GOOGLE, "sales", lambda: _zipped(_repeated("", "0", 512 * MIB))),
    "archive_by_bzip2": (
        GOOGLE, "sales", lambda: _zipped(_repeated("", "0", 256 * MIB), zipfile.ZIP_BZIP2)),
    "archive_by_lzma": (
        GOOGLE, "sales", lambda: _zipped(_repeated("", "0", 256 * MIB), zipfile.ZIP_LZMA)),
    "list_of_members": (
        GOOGLE, "sales",
        lambda: iter([b"PK\3\4" + b"PK\1\2" * (16 * MIB) + b"PK\5\6" + b"\0" * 8
                      + (64 * MIB).to_bytes(4, "little") + b"\0" * 6])),
    "wide_page": (
        GOOGLE, "crash_rate_overview",
        lambda: iter([b'{"rows": [' + b"{}," * (5 * MIB) + b"{}]}"])),
    "page_of_lists": (
        GOOGLE, "crash_rate_overview",
        lambda: iter([b'{"rows": [' + b"[]," * (2 * MIB) + b"[]]}"])),
    "page_of_names": (
        APPLE, "web_usage",
        lambda: iter([json.dumps({str(n): n for n in range(700_000)}).encode()])),
    "deep_page": (GOOGLE, "crash_rate_overview", lambda: iter([_nested(2 * MIB)])),
    "large_page": (APPLE, "web_usage", lambda: iter([b'{"results": "' + b"x" * (64 * MIB)])),
}  # fmt: skip
"""Name → console, report, and the file's content."""


def _chained(*parts: Pieces) -> Pieces:
    for part in parts:
        yield from part


def write(name: str, folder: Path) -> Path:
    """Put the file into the folder."""
    path = folder / f"{name}.file"
    with path.open("wb") as file:
        for piece in FILES[name][2]():
            file.write(piece)
    return path


def load(name: str, path: Path) -> str:
    """As a sync reads it: rows, or why not."""
    key, report_key, _ = FILES[name]
    console = provider(key)
    known = {report.key: report for report in (*console.reports, *console.also_read)}
    report = known.get(report_key) or next(r for r in console.reports if "web" in r.key)
    period = "2026-09-20" if key == APPLE else "2026-09"
    period = "2026-12/ZZ" if "finance" in report.key else period
    period = "2026-09" if "web" in report.key else period
    partition = Partition(report.key, "example.app", period)
    fetched = Fetched(partition, Version(1, date(2026, 10, 1)), (Part(path.name, path),))
    rows = 0
    for batch in understand.batches(console, report, fetched, (), bounds=DEFAULT_BOUNDS):
        rows += batch.num_rows
    return f"{rows} rows"


def parse(name: str, path: Path) -> str:
    """As `storelink parse` reads it."""
    run_parse(path, report="", as_json=False)
    return "read"


def peak_mib() -> int:
    """Of this process alone: `ru_maxrss` begins at what the parent held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmHWM:")]
    return int(line.split()[1]) >> 10


def main(name: str, folder: str) -> None:
    """Both ways, one after the other; the peak is that of the hungrier one."""
    path = Path(folder) / f"{name}.file"
    outcomes = {}
    for how, read in {"load": load, "parse": parse}.items():
        try:
            outcomes[how] = read(name, path)
        except NotUnderstood as error:
            outcomes[how] = f"{error.reason}: {error.sentence}"
    said: dict[str, Any] = {**outcomes, "peak_mib": peak_mib()}
    sys.stderr.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""`python -m bench [--quick] [--rows N] [--rounds N]`: measurements, one JSON line each.

Every figure is a ratio within one run on one machine, its two sides taking turns. Generated files
are kept in var/bench for the next time.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import Any

from bench.child import SCRATCH, run, say
from bench.engagement import write_files
from bench.first_load_google import measure
from bench.play_files import MIXES

READ_WORKSPACE = ("2000", "4", "60")
"""Apps, accounts and days of the workspace whose pages are read."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="2 million rows in place of 20")
    parser.add_argument("--rows", type=int, help="rows to generate")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of the ingest")
    parser.add_argument("--no-idle", action="store_true", help="leave the product's memory out")
    asked = parser.parse_args()
    rows = asked.rows or (2_000_000 if asked.quick else 20_000_000)
    write_files(SCRATCH, rows)
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        home = _ingest(rows, asked.rounds, Path(folder))
        for name, page in run("pages", str(rows), home=home).items():
            say({"name": f"page_{name}", "rows": rows, **page, "goal": "ratio <= 1.5"})
        say({"name": "restate_one_day", **run("restate", str(rows), home=home)})
    for mix in MIXES:
        measure(mix, asked.rounds)
    for measured in (["accounts"], ["listing", "40"]):
        with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
            say(run(*measured, home=Path(folder)))
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        run("workspace", *READ_WORKSPACE, home=Path(folder))
        for page in ("overview", "app", "app_of_downloads", "integrations"):
            say({**run("reading", page, home=Path(folder)), "goal": "ms <= 150"})
    if not asked.no_idle:
        say(run("idle"))


def _ingest(rows: int, rounds: int, folder: Path) -> Path:
    """Kept files → durable and queryable, against the floor. The last round's home."""
    ratios: list[float] = []
    cpu: list[float] = []
    home = folder
    for number in range(rounds):
        home = folder / str(number)
        home.mkdir()
        store = run("load_store", str(rows), home=home)
        floor = run("load_floor", str(rows), str(folder / "floor.parquet"))
        ratios.append(floor["seconds"] / store["seconds"])
        cpu.append(floor["cpu_seconds"] / store["cpu_seconds"])
        say({"name": "ingest_round", **_both(store, floor), "ratio": ratios[-1]})
    say(
        {
            "name": "ingest",
            "rows": rows,
            "ratio": statistics.median(ratios),
            "cpu_ratio": statistics.median(cpu),
            "goal": "ratio >= 0.7, peak_mib < 1024",
        }
    )
    return home


def _both(store: dict[str, Any], floor: dict[str, Any]) -> dict[str, Any]:
    return {
        "rows": store["rows"],
        "rows_a_second": round(store["rows"] / store["seconds"]),
        "floor_rows_a_second": round(floor["rows"] / floor["seconds"]),
        "peak_mib": store["peak_mib"],
        "floor_peak_mib": floor["peak_mib"],
    }


if __name__ == "__main__":
    main()

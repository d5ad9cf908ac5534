"""Google's first load against its floor: `python -m bench.first_load_google [MIX ...]`.

Each mix (see `play_files`) on its own. Both sides take turns in processes of their own, from files
that are on this machine already; a figure is the median of the rounds. The floor is what
`play_floor` says, ours what `play_store` says.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from bench.child import SCRATCH, run, say
from bench.play_files import MIXES, write_play_files

ROUNDS = 3


def main() -> None:
    for mix in sys.argv[1:] or MIXES:
        measure(mix)


def measure(mix: str, rounds: int = ROUNDS) -> None:
    """One JSON line of a mix."""
    files = write_play_files(SCRATCH, mix)
    ratios, cpu, speeds = [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
            store = run("play_store", mix, home=Path(folder))
            floor = run("play_floor", mix, folder)
        ratios.append(floor["seconds"] / store["seconds"])
        cpu.append(floor["cpu_seconds"] / store["cpu_seconds"])
        speeds.append(store["rows"] / store["seconds"])
    say(
        {
            "name": f"first_load_google_{mix}",
            "rows": store["rows"],
            "files": len(files),
            "rows_a_second": round(statistics.median(speeds)),
            "peak_mib": store["peak_mib"],
            "ratio": statistics.median(ratios),
            "ratios": [round(ratio, 3) for ratio in sorted(ratios)],
            "cpu_ratio": statistics.median(cpu),
            "goal": "ratio >= 0.7",
        }
    )


if __name__ == "__main__":
    main()

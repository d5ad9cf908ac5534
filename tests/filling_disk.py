"""`python -m tests.filling_disk FOLDER [BYTES]`: loads into a warehouse until the disk is full, or
files may not pass so many bytes; makes room; goes on. Tells what happened as one JSON object."""

from __future__ import annotations

import json
import random
import resource
import sys
from pathlib import Path
from typing import Any

from storelink.domain.period import Days
from storelink.warehouse.contract import AppRef
from storelink.warehouse.errors import StorageFailed
from storelink.warehouse.folder import FolderStore
from storelink.warehouse.tests.example import D1, D2, MINE, STAND, Row, load
from storelink.warehouse.tests.memory_catalog import MemoryCatalog
from storelink.warehouse.warehouse import Limits, Warehouse

_FILLER_BYTES = 64 * 1024
_ROWS = 60_000


def main(folder: Path, most_bytes: int | None) -> dict[str, Any]:
    catalog, files = MemoryCatalog(), FolderStore(folder / "data")
    warehouse = Warehouse(catalog, files, Limits(threads=1, load_memory_bytes=0))
    warehouse.replace(load(Row("A", D1, 7)))
    before = _sold(warehouse)
    make_room = _forbid(most_bytes) if most_bytes else _fill(folder / "filler")
    chance = random.Random(3)
    big = load(
        *(Row("A", D2, chance.randrange(2**60), territory=str(n)) for n in range(_ROWS)), order=2
    )
    told = _refusal(warehouse, big)
    meanwhile = _sold(warehouse)
    left_over = sorted(path.name for path in files.workshop.iterdir())
    make_room()
    big_rows = warehouse.replace(big).row_count
    return {
        "before": before, "told": told, "meanwhile": meanwhile, "left_over": left_over,
        "after": _sold(warehouse), "big_rows": big_rows,
    }  # fmt: skip


def _sold(warehouse: Warehouse) -> int:
    """Rows of the first day: nothing that is loaded later changes them."""
    batches = warehouse.rows(STAND, [AppRef(MINE, "A")], Days(D1, D1))
    return sum(sum(batch.column("counts").to_pylist()) for batch in batches)


def _refusal(warehouse: Warehouse, big: Any) -> list[str]:
    try:
        warehouse.replace(big)
    except StorageFailed as error:
        return [error.reason, error.sentence]
    return []


def _forbid(most_bytes: int) -> Any:
    """No file may pass so many bytes; whoever writes on is refused, as on a full disk."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def _fill(filler: Path) -> Any:
    """Until the disk has no room."""
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(_FILLER_BYTES))
        except OSError:
            pass
    return filler.unlink


if __name__ == "__main__":
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else None
    print(json.dumps(main(Path(sys.argv[1]), limit)))

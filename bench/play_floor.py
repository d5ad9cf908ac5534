"""`python -m bench.play_floor MIX FOLDER`: the least that a first load of Google's files must do.

The same files' bytes → UTF-16 decoded → Arrow's CSV reader with the product's own column types,
known beforehand → one zstd Parquet file for each report. Two threads read and decode, while a
third writes. No order, no cells, no ledger, nothing synced, nothing checked.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from bench.child import SCRATCH, say, timed
from bench.play_files import PlayFile, write_play_files
from storelink.providers.registry import provider
from storelink.warehouse.facts import ROW_GROUP_ROWS
from storelink.warehouse.schema import ARROW_TYPES


def main() -> None:
    files = write_play_files(SCRATCH, sys.argv[1])
    found = timed(lambda: _load(files, Path(sys.argv[2])))
    say({**found, "rows": sum(file.rows for file in files)})


def _load(files: list[PlayFile], folder: Path) -> None:
    options = {dimension: _types(dimension) for dimension in {file.dimension for file in files}}
    writers: dict[str, pq.ParquetWriter] = {}
    waiting: defaultdict[str, list[pa.Table]] = defaultdict(list)

    def read(file: PlayFile) -> pa.Table:
        text = Path(file.path).read_bytes().decode("utf-16").encode()
        return csv.read_csv(pa.BufferReader(text), convert_options=options[file.dimension])

    with ThreadPoolExecutor(2) as pool:
        for file, table in zip(files, pool.map(read, files), strict=True):
            own = waiting[file.dimension]
            own.append(table)
            if sum(map(len, own)) >= ROW_GROUP_ROWS:
                _write(writers, file.dimension, own, folder)
    for dimension, own in waiting.items():
        _write(writers, dimension, own, folder)
        writers[dimension].close()


def _write(
    writers: dict[str, pq.ParquetWriter], dimension: str, tables: list[pa.Table], folder: Path
) -> None:
    """Small files together, so that the Parquet file has row groups of a good size."""
    if dimension not in writers:
        path = folder / f"{dimension}.parquet"
        writers[dimension] = pq.ParquetWriter(path, tables[0].schema, compression="zstd")
    if tables:
        writers[dimension].write_table(pa.concat_tables(tables).unify_dictionaries())
        tables.clear()


def _types(dimension: str) -> csv.ConvertOptions:
    report = provider("google_play").report(f"installs_{dimension}")
    spellings = {name: c for c in report.columns for name in (c.source, *c.also, "Package name")}
    spellings["Package name"] = report.column("app_id")
    return csv.ConvertOptions(
        column_types={name: ARROW_TYPES[column.kind] for name, column in spellings.items()}
    )


if __name__ == "__main__":
    main()

"""`python -m bench.load_floor ROWS TARGET`: DuckDB's own read_csv → one zstd Parquet file, of the
same files. No order, no cells, nothing synced, nothing checked: the least that could be done."""

from __future__ import annotations

import sys

import duckdb

from bench.child import SCRATCH, say, timed
from bench.engagement import write_files


def main() -> None:
    apps = write_files(SCRATCH, int(sys.argv[1]))
    files = [file for app in apps for file in app.files]
    database = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})
    database.execute("SET enable_progress_bar = false")
    sql = (
        "COPY (SELECT * FROM read_csv(?, delim = '\t', header = true))"
        f" TO '{sys.argv[2]}' (FORMAT parquet, COMPRESSION zstd)"
    )
    found = timed(lambda: database.execute(sql, [files]))
    say({**found, "rows": sum(app.rows for app in apps)})


if __name__ == "__main__":
    main()

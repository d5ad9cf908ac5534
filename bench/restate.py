"""`python -m bench.restate ROWS`: one day of one app comes anew, again and again; figures in ms.
In a home that load_store has filled."""

from __future__ import annotations

import statistics
import sys
import time

import django
import pyarrow as pa

from bench.child import SCRATCH, say
from bench.engagement import PROCESSED_ON, write_files
from bench.load_store import INTEGRATION, engagement
from storelink.domain.period import Days
from storelink.domain.report import Version
from storelink.warehouse.contract import AppRef, Load
from storelink.warehouse.schema import staged_schema

TIMES = 40


def main() -> None:
    django.setup()
    from storelink.integrations.storage import warehouse

    apps = write_files(SCRATCH, int(sys.argv[1]))
    store, (_, report) = warehouse(), engagement()
    app = AppRef(INTEGRATION, apps[0].app)
    day = Days(PROCESSED_ON.replace(month=9, day=15), PROCESSED_ON.replace(month=9, day=15))
    schema = staged_schema(report)
    rows = pa.Table.from_batches(list(store.rows(report, [app], day))).select(schema.names)
    batches = rows.cast(schema).to_batches()
    kept = []
    for n in range(TIMES):
        version = Version(20261102 + n, PROCESSED_ON)
        started_at = time.perf_counter()
        store.replace(Load(INTEGRATION, report, version, batches))
        kept.append((time.perf_counter() - started_at) * 1000)
    say(
        {
            "rows": rows.num_rows,
            "ms": statistics.median(kept),
            "first_10_ms": statistics.median(kept[:10]),
            "last_10_ms": statistics.median(kept[-10:]),
        }
    )


if __name__ == "__main__":
    main()

"""`python -m bench.play_store MIX`: kept files of Google's → parsed → durable and queryable, with
the ledger, in a fresh home.

The provider's real parser and the real catalogue in SQLite, every file synced. The files come in
the order and in the batches in which a sync asks for them.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import django

from bench.child import SCRATCH, say, timed
from bench.play_files import PlayFile, write_play_files
from storelink.domain.report import Partition, Scope, Version
from storelink.providers.contract import Fetched, Part
from storelink.providers.registry import provider
from storelink.sync.loads import common_to_a_group, loads_of
from storelink.sync.plan import batches, interleaved
from storelink.warehouse.contract import Loaded

if TYPE_CHECKING:
    from storelink.integrations.models import Integration

UPDATED_ON = date(2026, 11, 1)


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from storelink.integrations.storage import warehouse

    files = write_play_files(SCRATCH, sys.argv[1])
    integration = _integration()
    warehouse(), provider("google_play")  # a worker has them open
    found = timed(lambda: _load(integration, files))
    say({**found, "rows": sum(file.rows for file in files), "files": len(files)})


def _integration() -> Integration:
    from storelink.integrations.models import Integration
    from storelink.workspaces.models import Workspace

    workspace = Workspace.objects.create(name="Bench")
    return Integration.objects.create(
        workspace=workspace, provider="google_play", name="Bench", account_id="bench"
    )


def _load(integration: Integration, files: Sequence[PlayFile]) -> None:
    by_app: defaultdict[str, list[Partition]] = defaultdict(list)
    found: dict[Partition, Fetched] = {}
    for file in files:
        fetched = _fetched(file)
        found[fetched.partition] = fetched
        by_app[file.app].append(fetched.partition)
    for batch in batches(interleaved(list(by_app.values()))):
        _publish(integration, [found[partition] for partition in batch])


def _fetched(file: PlayFile) -> Fetched:
    from storelink.providers.google_play.months import partition_days

    partition = Partition(f"installs_{file.dimension}", file.app, file.month)
    days = partition_days(partition)
    part = Part(Path(file.path).name, Path(file.path))
    version = Version(1, UPDATED_ON)
    scope = Scope(file.app, days) if days else None
    return Fetched(partition, version, (part,), "0" * 32, scope)


def _publish(integration: Integration, batch: Sequence[Fetched]) -> None:
    from storelink.integrations import ledger
    from storelink.integrations.storage import warehouse

    google = provider("google_play")
    told = sorted(((google.report(f.partition.report), f) for f in batch), key=common_to_a_group)

    def record(loaded: tuple[Loaded, ...]) -> None:
        entries = [
            ledger.Recorded(report, one, "", ledger.Found(did.row_count, did.days))
            for (report, one), did in zip(told, loaded, strict=True)
        ]
        ledger.record(integration, entries)

    warehouse().replace_many(loads_of(integration.pk, google, told, ()), record)


if __name__ == "__main__":
    main()

"""`python -m bench.load_store ROWS`: kept files → parsed → durable and queryable, in a fresh home.

The provider's real parser, the real catalogue in SQLite, every file synced.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import django

from bench.child import SCRATCH, say, timed
from bench.engagement import PROCESSED_ON, AppFiles, write_files
from storelink.domain.report import Partition, Report, Version
from storelink.providers.contract import Fetched, Part, Provider, StoreApp
from storelink.providers.registry import providers
from storelink.warehouse.contract import Load

INTEGRATION = 1
VERSION = Version(20261101, PROCESSED_ON)


def engagement() -> tuple[Provider, Report]:
    """The report that the generated files are of: the one with most columns."""
    for provider in providers():
        for report in provider.reports:
            if report.key == "app_store_discovery_and_engagement_detailed":
                return provider, report
    raise LookupError("No provider has the report that the bench is about.")


def loads(apps: list[AppFiles]) -> Iterator[Load]:
    """A load for each app, as the sync makes them."""
    provider, report = engagement()
    known = [StoreApp(app.app, app.app) for app in apps]
    for app in apps:
        partition = Partition(report.key, app.app, f"{PROCESSED_ON}/snapshot")
        parts = tuple(Part(Path(f).name, Path(f)) for f in app.files)
        fetched = Fetched(partition, VERSION, parts)
        yield Load(INTEGRATION, report, VERSION, provider.parse(report, fetched, known))


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from storelink.integrations.storage import warehouse

    call_command("migrate", verbosity=0)
    store = warehouse()
    apps = write_files(SCRATCH, int(sys.argv[1]))
    found = timed(lambda: store.replace_many(loads(apps)))
    say({**found, "rows": sum(app.rows for app in apps)})


if __name__ == "__main__":
    main()

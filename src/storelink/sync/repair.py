"""Damaged data files are written anew from the files that the store sent, which are kept.

Every version that ever arrived is loaded again, the oldest first: so each day is what the newest
version that speaks of it says, as before. What is no longer kept is asked of the store again.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.conf import settings
from django.utils import timezone

from storelink.domain.errors import Unexpected
from storelink.domain.period import Days
from storelink.domain.report import Partition, Report, Scope
from storelink.integrations.damage import damaged_accounts, solve_damage, tell_of_loss
from storelink.integrations.kept import KeptVersion, kept_versions
from storelink.integrations.models import Integration, LoadedPartition
from storelink.integrations.storage import warehouse
from storelink.integrations.sync_now import make_due
from storelink.products.models import App
from storelink.providers import understand
from storelink.providers.contract import Fetched, Provider, StoreApp
from storelink.providers.registry import provider as provider_of
from storelink.sync import jobs
from storelink.sync.loads import Told, loads_of
from storelink.warehouse.contract import DataFile, Load, Loaded, LoadGroup
from storelink.warehouse.errors import DamagedFile
from storelink.warehouse.load import Record

log = logging.getLogger(__name__)

_TRY_AGAIN_SECONDS = 600
"""A repair that failed (the bucket was away) is begun anew."""


def start_due_repairs() -> int:
    """How many accounts' repairs were put into the queue; each once in ten minutes."""
    accounts = damaged_accounts()
    turn = int(timezone.now().timestamp()) // _TRY_AGAIN_SECONDS
    for account in accounts:
        newest = max(file.id or 0 for file in warehouse().damaged(account))
        job = f"repair-{account}-{newest}-{turn}"
        jobs.enqueue(repair_account, job, f"integration-{account}", account)
    return len(accounts)


@jobs.workflow("repair_account")
def repair_account(integration_id: int) -> int:
    """How many cells were rebuilt."""
    return repair_step(integration_id)


@jobs.step("repair")
def repair_step(integration_id: int) -> int:
    integration = Integration.everything.filter(pk=integration_id).first()
    return repair(integration) if integration else 0


def repair(integration: Integration) -> int:
    """Rebuild what is damaged of an account; how many cells that were. Asks no store. Raises what
    the warehouse raises where the folder or bucket cannot be used."""
    by_report: defaultdict[str, list[DataFile]] = defaultdict(list)
    for file in warehouse().damaged(integration.pk):
        by_report[file.cell.report.partition("/")[2]].append(file)
    for report, files in by_report.items():
        _rebuild(integration, provider_of(integration.provider).report(report), files)
        log.warning("%s data files of %s were rebuilt", len(files), report)
    if by_report:
        solve_damage(integration, with_losses=False)
    return sum(map(len, by_report.values()))


def load_rows(
    integration: Integration, told: Sequence[Told], apps: Sequence[StoreApp], record: Record
) -> tuple[Loaded, ...]:
    """Into the warehouse with what has arrived, and its bookkeeping. A damaged cell that it touches
    is rebuilt first, so that nothing else of it is lost."""
    provider = provider_of(integration.provider)

    def loads() -> Iterator[Load | LoadGroup]:
        return loads_of(integration.pk, provider, told, apps, bounds=settings.FILE_BOUNDS)

    try:
        return warehouse().replace_many(loads(), record)
    except DamagedFile:
        repair(integration)
        return warehouse().replace_many(loads(), record)


def _rebuild(integration: Integration, report: Report, damaged: Sequence[DataFile]) -> None:
    versions = kept_versions(integration, report.key)
    ledger = _ledger(integration, report)
    whole = [one for one in _touching(versions, ledger, damaged) if one.is_whole]
    provider, apps = provider_of(integration.provider), _apps(integration)
    told = [(report, _fetched(one, ledger)) for one in whole]
    told = [pair for pair in told if _is_understood(provider, pair, apps)]
    loads = loads_of(integration.pk, provider, told, apps, bounds=settings.FILE_BOUNDS)
    warehouse().restore(damaged, loads)
    _ask_again(integration, report, _lost(ledger, [fetched for _, fetched in told], damaged))


def _is_understood(
    provider: Provider, told: tuple[Report, Fetched], apps: Sequence[StoreApp]
) -> bool:
    """A file that could not be read when it arrived is kept too, as evidence; it had no effect."""
    try:
        for _ in understand.batches(provider, *told, apps, bounds=settings.FILE_BOUNDS):
            pass
    except Unexpected:
        return False
    return True


def _ledger(integration: Integration, report: Report) -> Mapping[Partition, LoadedPartition]:
    rows = LoadedPartition.objects.filter(integration=integration, report=report.key)
    return {Partition(row.report, row.app_id, row.period): row for row in rows}


def _touching(
    versions: Sequence[KeptVersion],
    ledger: Mapping[Partition, LoadedPartition],
    damaged: Sequence[DataFile],
) -> list[KeptVersion]:
    """Those that can have rows in the damaged months: by the ledger, or, of partitions of which
    several versions are kept, because an older one may reach further."""
    counts: defaultdict[Partition, int] = defaultdict(int)
    for one in versions:
        counts[one.partition] += 1
    return [
        one
        for one in versions
        if counts[one.partition] > 1
        or one.partition not in ledger
        or _reaches(ledger[one.partition], damaged)
    ]


def _reaches(row: LoadedPartition, damaged: Iterable[DataFile]) -> bool:
    first = min(filter(None, (row.first_on, row.scope_first_on)), default=None)
    last = max(filter(None, (row.last_on, row.scope_last_on)), default=None)
    if first is None or last is None:
        return bool(row.row_count)
    return any(file.first_on <= last and file.last_on >= first for file in damaged)


def _fetched(one: KeptVersion, ledger: Mapping[Partition, LoadedPartition]) -> Fetched:
    """With the scope that the ledger remembers, where this is the version that it speaks of."""
    row = ledger.get(one.partition)
    is_newest = row is not None and row.version_order == one.version.order
    scope = _scope(row) if row is not None and is_newest else None
    return Fetched(one.partition, one.version, one.parts, row.fingerprint if row else "", scope)


def _scope(row: LoadedPartition) -> Scope | None:
    if row.scope_first_on is None or row.scope_last_on is None:
        return None
    return Scope(row.scope_app, Days(row.scope_first_on, row.scope_last_on))


def _lost(
    ledger: Mapping[Partition, LoadedPartition],
    restored: Iterable[Fetched],
    damaged: Sequence[DataFile],
) -> list[LoadedPartition]:
    """Loaded partitions with rows in the damaged months of which nothing sound is kept."""
    kept = {(one.partition, one.version.order) for one in restored}
    return [
        row
        for partition, row in ledger.items()
        if row.row_count and (partition, row.version_order) not in kept and _reaches(row, damaged)
    ]


def _ask_again(integration: Integration, report: Report, lost: Sequence[LoadedPartition]) -> None:
    """As if they had never come in: the next run asks the store for them."""
    if not lost:
        return
    LoadedPartition.objects.filter(pk__in=[row.pk for row in lost]).delete()
    tell_of_loss(integration, report.key, sorted({row.period for row in lost}, reverse=True))
    if integration.paused_at is None and integration.deleted_at is None:
        make_due(integration)


def _apps(integration: Integration) -> list[StoreApp]:
    return [
        StoreApp(app.store_id, app.name, app.bundle_id, app.sku)
        for app in App.objects.filter(integration=integration)
    ]

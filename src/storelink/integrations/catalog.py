"""The warehouse's list of live files, kept beside the runs and the ledger, so that data and
bookkeeping become true in one transaction."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from storelink.domain.period import Days
from storelink.domain.report import Scope
from storelink.integrations.damage import tell_of_damage
from storelink.integrations.file_list import holders
from storelink.integrations.models import AppBucket, ScopeVersion
from storelink.integrations.models import DataFile as Row
from storelink.warehouse.contract import AppRef, Cell, Claim, Conflict, DataFile, Swap
from storelink.warehouse.errors import Damage

ROWS_A_CELL = 500_000
"""Apps share a bucket until its cells would pass this many rows a month."""

_Owned: TypeAlias = tuple[int, str, Scope]
"""Integration, report and scope."""

_FEW = 500
"""Apps that are named one by one in a statement; of more, all are read."""


class DjangoCatalog:
    """See `warehouse.contract.Catalog`. SQLite or PostgreSQL, the same code."""

    def live(
        self,
        integrations: Sequence[int],
        report: str,
        *,
        days: Days | None = None,
        apps: Sequence[AppRef] | None = None,
    ) -> tuple[DataFile, ...]:
        """See Catalog.live."""
        rows = Row.objects.filter(integration_id__in=integrations, report=report, dead_at=None)
        if days is not None:
            rows = rows.filter(last_on__gte=days.first, first_on__lte=days.last)
        if apps is not None:
            wanted = _bucket_pairs(integrations, report, apps)
            return tuple(_file(row) for row in rows if (row.integration_id, row.bucket) in wanted)
        return tuple(map(_file, rows))

    def holders(self, integrations: Sequence[int], report: str) -> frozenset[int]:
        """See Catalog.holders."""
        return holders(integrations).get(report, frozenset())

    def buckets(self, integration: int, report: str, apps: Mapping[str, int]) -> Mapping[str, int]:
        """See Catalog.buckets."""
        known = _known_buckets(integration, report, apps)
        missing = [app for app in apps if app not in known]
        if not missing:
            return known
        with transaction.atomic():
            _lock(integration, report)
            _place(integration, report, {app: apps[app] for app in missing})
        return _known_buckets(integration, report, apps)

    def claims(self, integration: int, report: str, days: Days) -> frozenset[Claim]:
        """See Catalog.claims."""
        rows = ScopeVersion.objects.filter(
            integration_id=integration,
            report=report,
            last_on__gte=days.first,
            first_on__lte=days.last,
        ).values_list("app_id", "first_on", "last_on", "version_order")
        return frozenset(
            Claim(integration, report, Scope(app, Days(first, last)), order)
            for app, first, last, order in rows
        )

    def commit(self, swap: Swap, record: Callable[[], None] | None = None) -> None:
        """See Catalog.commit."""
        try:
            with transaction.atomic():
                for integration, report in sorted(swap.within):
                    _lock(integration, report)
                self._check_claims(swap)
                _swap_files(swap)
                _remember(swap.claims, swap.read)
                if record is not None:
                    record()
        except IntegrityError as error:
            if _is_about_cells(error):
                raise Conflict("another file became live meanwhile") from error
            raise
        except OperationalError as error:
            if _is_serialization(error):
                raise Conflict("the database asked to try again") from error
            raise

    def erase(self, integration: int) -> None:
        """See Catalog.erase."""
        with transaction.atomic():
            Row.objects.filter(integration_id=integration, dead_at=None).update(
                dead_at=timezone.now()
            )
            AppBucket.objects.filter(integration_id=integration).delete()
            ScopeVersion.objects.filter(integration_id=integration).delete()

    def mark_damaged(self, file: DataFile, damage: Damage) -> bool:
        """See Catalog.mark_damaged."""
        live = Row.objects.filter(pk=file.id or 0, dead_at=None)
        if live.filter(damaged_at=None).update(damaged_at=timezone.now(), damage=damage):
            tell_of_damage(file.cell)
            return True
        return live.exists()

    def damaged(self, integration: int) -> tuple[DataFile, ...]:
        """See Catalog.damaged."""
        rows = Row.objects.filter(integration_id=integration, dead_at=None)
        return tuple(map(_file, rows.exclude(damaged_at=None).order_by("pk")))

    def dead(self, before: float) -> tuple[DataFile, ...]:
        """See Catalog.dead."""
        moment = datetime.fromtimestamp(before, UTC)
        return tuple(map(_file, Row.objects.filter(dead_at__lt=moment)))

    def forget(self, ids: Iterable[int]) -> None:
        """See Catalog.forget."""
        Row.objects.filter(pk__in=list(ids)).exclude(dead_at=None).delete()

    def known_paths(self) -> frozenset[str]:
        """See Catalog.known_paths."""
        return frozenset(Row.objects.values_list("path", flat=True))

    def _check_claims(self, swap: Swap) -> None:
        found: set[Claim] = set()
        for (integration, report), days in swap.within.items():
            found |= self.claims(integration, report, days)
        if found != swap.read:
            raise Conflict("a scope was claimed meanwhile")


def _swap_files(swap: Swap) -> None:
    now = timezone.now()
    for cell, replaced in swap.replaced.items():
        if replaced is None:
            continue
        if not Row.objects.filter(pk=replaced, dead_at=None).update(dead_at=now):
            raise Conflict(f"{cell} was replaced meanwhile")
    Row.objects.bulk_create(
        Row(
            integration_id=file.cell.integration,
            report=file.cell.report,
            bucket=file.cell.bucket,
            month=file.cell.month,
            path=file.path,
            first_on=file.first_on,
            last_on=file.last_on,
            row_count=file.row_count,
            byte_count=file.byte_count,
            schema_version=file.schema_version,
            checksum=file.checksum,
        )
        for file in swap.written
    )


def _remember(claims: Iterable[Claim], known: Iterable[Claim]) -> None:
    """Of the same scope, the highest order stays. `known` are those in the table, which nobody
    else changes meanwhile: their reports are locked."""
    orders: dict[_Owned, int] = {}
    for claim in claims:
        key = claim.integration, claim.report, claim.scope
        orders[key] = max(claim.order, orders.get(key, claim.order))
    held = {(claim.integration, claim.report, claim.scope): claim.order for claim in known}
    for key, order in orders.items():
        if order > held.get(key, order):
            ScopeVersion.objects.filter(**_named(key)).update(version_order=order)
    ScopeVersion.objects.bulk_create(
        ScopeVersion(**_named(key), version_order=order)
        for key, order in orders.items()
        if key not in held
    )


def _named(key: _Owned) -> dict[str, Any]:
    integration, report, scope = key
    return {
        "integration_id": integration,
        "report": report,
        "app_id": scope.app,
        "first_on": scope.days.first,
        "last_on": scope.days.last,
    }


def _file(row: Row) -> DataFile:
    return DataFile(
        row.pk,
        Cell(row.integration_id, row.report, row.bucket, row.month),
        row.path,
        row.first_on,
        row.last_on,
        row.row_count,
        row.byte_count,
        row.schema_version,
        row.checksum,
        row.damaged_at is not None,
    )


def _known_buckets(integration: int, report: str, apps: Iterable[str]) -> dict[str, int]:
    wanted = set(apps)
    rows = AppBucket.objects.filter(integration_id=integration, report=report)
    if len(wanted) <= _FEW:
        rows = rows.filter(app_id__in=wanted)
    found = rows.values_list("app_id", "bucket")
    return {app: bucket for app, bucket in found if app in wanted}


def _bucket_pairs(
    integrations: Sequence[int], report: str, apps: Sequence[AppRef]
) -> set[tuple[int, int]]:
    wanted = {(app.integration, app.app_id) for app in apps}
    rows = AppBucket.objects.filter(integration_id__in=integrations, report=report)
    if len(wanted) <= _FEW:
        rows = rows.filter(app_id__in={app for _, app in wanted})
    found = rows.values_list("integration_id", "app_id", "bucket")
    return {(owner, bucket) for owner, app, bucket in found if (owner, app) in wanted}


def _place(integration: int, report: str, apps: Mapping[str, int]) -> None:
    """Big ones first; each into the first bucket that has room, else into a new one."""
    rows = AppBucket.objects.filter(integration_id=integration, report=report)
    held = Counter[int]()
    known = set()
    for app, bucket, count in rows.values_list("app_id", "bucket", "rows_a_month"):
        held[bucket] += count
        known.add(app)
    placed = []
    for app in sorted(apps.keys() - known, key=lambda app: (-apps[app], app)):
        fitting = (b for b in sorted(held) if held[b] + apps[app] <= ROWS_A_CELL)
        bucket = next(fitting, max(held, default=-1) + 1)
        held[bucket] += apps[app]
        placed.append(
            AppBucket(
                integration_id=integration,
                report=report,
                app_id=app,
                bucket=bucket,
                rows_a_month=apps[app],
            )
        )
    AppBucket.objects.bulk_create(placed)


def _lock(integration: int, report: str) -> None:
    """One commit at a time for an integration's report. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        number = zlib.crc32(f"{integration}/{report}".encode())
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x5707E, number - 2**31])


def _is_about_cells(error: IntegrityError) -> bool:
    text = str(error)
    return "one_live_file_a_cell" in text or "datafile" in text


def _is_serialization(error: OperationalError) -> bool:
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) in {"40001", "40P01"}

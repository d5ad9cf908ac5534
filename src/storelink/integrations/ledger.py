"""The ledger: which version of which partition is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from storelink.domain.ledger import Entry
from storelink.domain.period import Days
from storelink.domain.report import Partition, Report
from storelink.integrations.models import Integration, LoadedPartition
from storelink.providers.contract import Fetched


@dataclass(frozen=True, slots=True)
class Found:
    """What a partition held: rows, and the days that it speaks of."""

    row_count: int
    days: Days | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A partition that was loaded."""

    report: Report
    fetched: Fetched
    digest: str
    """SHA-256 over its parts."""
    found: Found


_OF_VERSION = (
    "fingerprint",
    "version_order",
    "processed_on",
    "parser_version",
    "digest",
    "row_count",
    "first_on",
    "last_on",
    "scope_app",
    "scope_first_on",
    "scope_last_on",
    "loaded_at",
)
"""What another version of a partition changes."""


def loaded(integration: Integration, app_id: str) -> Mapping[Partition, Entry]:
    """Everything loaded for an app, or for the account as a whole (empty)."""
    rows = LoadedPartition.objects.filter(integration=integration, app_id=app_id).values_list(
        "report", "period", "fingerprint", "parser_version", "processed_on", "last_on"
    )
    return {
        Partition(report, app_id, period): Entry(fingerprint, parser, processed_on, last_on)
        for report, period, fingerprint, parser, processed_on, last_on in rows
    }


def loaded_since(
    integration: Integration, partitions: Iterable[Partition], moment: datetime
) -> frozenset[Partition]:
    """Those of the partitions that were loaded since that moment."""
    wanted = set(partitions)
    rows = LoadedPartition.objects.filter(
        integration=integration,
        report__in={p.report for p in wanted},
        app_id__in={p.app for p in wanted},
        loaded_at__gte=moment,
    )
    return frozenset(Partition(r.report, r.app_id, r.period) for r in rows) & wanted


def record(integration: Integration, entries: Iterable[Recorded]) -> None:
    """Write into the ledger, each partition once. Called inside the transaction that publishes the
    rows."""
    each, now = {entry.fetched.partition: entry for entry in entries}, timezone.now()
    LoadedPartition.objects.bulk_create(
        [_row(integration, entry, now) for entry in each.values()],
        update_conflicts=True,
        unique_fields=["integration", "report", "app_id", "period"],
        update_fields=_OF_VERSION,
    )


def _row(integration: Integration, entry: Recorded, now: datetime) -> LoadedPartition:
    fetched, found = entry.fetched, entry.found
    partition, scope = fetched.partition, fetched.scope
    return LoadedPartition(
        integration=integration,
        report=partition.report,
        app_id=partition.app,
        period=partition.period,
        fingerprint=fetched.fingerprint,
        version_order=fetched.version.order,
        processed_on=fetched.version.processed_on,
        parser_version=entry.report.parser_version,
        digest=entry.digest,
        row_count=found.row_count,
        first_on=found.days.first if found.days else None,
        last_on=found.days.last if found.days else None,
        scope_app=scope.app if scope else "",
        scope_first_on=scope.days.first if scope else None,
        scope_last_on=scope.days.last if scope else None,
        loaded_at=now,
    )


def complete_to(integration: Integration, report: str) -> date | None:
    """The last day of which the report has spoken."""
    last: date | None = LoadedPartition.objects.filter(
        integration=integration, report=report
    ).aggregate(last=Max("last_on"))["last"]
    return last

"""The ledger: which version of which partition is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from storelink.domain.ledger import Entry
from storelink.domain.nothing import Evidence, Proof
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
    "proof",
    "said",
    "account",
    "layout",
    "loaded_at",
)
"""What another version of a partition changes."""
_SAID_AT_MOST = 500


def loaded(integration: Integration, app_id: str) -> Mapping[Partition, Entry]:
    """Everything loaded for an app, or for the account as a whole (empty)."""
    rows = LoadedPartition.objects.filter(integration=integration, app_id=app_id).values_list(
        "report", "period", "fingerprint", "parser_version", "processed_on", "last_on",
        "row_count", "proof", "account",
    )  # fmt: skip
    return {
        Partition(report, app_id, period): Entry(print_, parser, processed, last, count, proof, own)
        for report, period, print_, parser, processed, last, count, proof, own in rows
    }


def adopt(integration: Integration, report: str, account: str) -> None:
    """What was loaded before the account's number was remembered was loaded for this one."""
    rows = LoadedPartition.objects.filter(integration=integration, report=report, account="")
    rows.update(account=account)


def layouts_given(integration: Integration, report: str) -> frozenset[str]:
    """The versions of a report of which a file has come."""
    rows = LoadedPartition.objects.filter(
        integration=integration, report=report, proof=Proof.FILE
    ).exclude(layout="")
    return frozenset(rows.values_list("layout", flat=True).distinct())


def rows_here(integration: Integration, partitions: Iterable[Partition]) -> Mapping[Partition, int]:
    """How many rows are loaded of each of the partitions, where there are any."""
    wanted = set(partitions)
    rows = LoadedPartition.objects.filter(
        integration=integration,
        report__in={p.report for p in wanted},
        app_id__in={p.app for p in wanted},
        period__in={p.period for p in wanted},
        row_count__gt=0,
    )
    found = {Partition(r.report, r.app_id, r.period): r.row_count for r in rows}
    return {partition: count for partition, count in found.items() if partition in wanted}


def confirm(integration: Integration, partition: Partition, account: str) -> None:
    """The store has nothing for this account where rows are here: they stay, and it is not asked
    for that account again."""
    LoadedPartition.objects.filter(
        integration=integration,
        report=partition.report,
        app_id=partition.app,
        period=partition.period,
    ).update(account=account)


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
        proof=fetched.proof,
        said=_said(fetched.nothing)[:_SAID_AT_MOST],
        account=fetched.account,
        layout=fetched.layout,
        loaded_at=now,
    )


def _said(nothing: Evidence | None) -> str:
    return "; ".join(filter(None, (nothing.said, nothing.rests_on))) if nothing else ""


def complete_to(integration: Integration, report: str) -> date | None:
    """The last day of which the report has spoken."""
    last: date | None = LoadedPartition.objects.filter(
        integration=integration, report=report
    ).aggregate(last=Max("last_on"))["last"]
    return last

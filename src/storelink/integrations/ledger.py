"""The ledger: which version of which partition is loaded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from storelink.domain.ledger import Entry
from storelink.domain.nothing import Evidence, Proof, is_proven
from storelink.domain.period import Days
from storelink.domain.report import Partition, Report, Scope
from storelink.integrations.models import (
    ExpiredPartition,
    Integration,
    LoadedPartition,
    ReportState,
)
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
    "checked_at",
    "checked_on",
)
"""What another version of a partition changes."""
_SAID_AT_MOST = 500


def loaded(integration: Integration, app_id: str) -> Mapping[Partition, Entry]:
    """Everything loaded for an app, or for the account as a whole (empty)."""
    rows = LoadedPartition.objects.filter(integration=integration, app_id=app_id).values_list(
        "report", "period", "fingerprint", "parser_version", "processed_on", "last_on",
        "row_count", "proof", "account", "first_on", "checked_on", "checked_at", named=True,
    )  # fmt: skip
    return {
        Partition(row.report, app_id, row.period): Entry(
            row.fingerprint, row.parser_version, row.processed_on, row.last_on, row.row_count,
            row.proof, row.account, row.first_on, row.checked_on, row.checked_at,
        )
        for row in rows
    }  # fmt: skip


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
    found = {
        Partition(row.report, row.app_id, row.period): row.row_count
        for row in _rows_of(integration, wanted)
        if row.row_count
    }
    return {partition: count for partition, count in found.items() if partition in wanted}


def expired(integration: Integration, app_id: str) -> frozenset[Partition]:
    """What the store keeps no longer, of an app or of the account as a whole (empty): it was asked
    for once."""
    rows = ExpiredPartition.objects.filter(integration=integration, app_id=app_id)
    return frozenset(Partition(row.report, app_id, row.period) for row in rows)


def record_expired(integration: Integration, partition: Partition, sentence: str) -> None:
    """The store keeps this no longer. What was loaded of it before stays."""
    ExpiredPartition.objects.update_or_create(
        integration=integration,
        report=partition.report,
        app_id=partition.app,
        period=partition.period,
        defaults={"asked_at": timezone.now()},
    )
    state = ReportState.objects.filter(integration=integration, report=partition.report)
    state.update(history_note=sentence)


_LIMIT = "STORELINK_HISTORY_DAYS"


def note_limit(integration: Integration, report: str, days: int) -> None:
    """This server asks for the last days alone, and the store has more: said beside the report."""
    sentence = f"Only the last {days} days are asked for ({_LIMIT}). The store has older ones."
    states = ReportState.objects.filter(integration=integration, report=report)
    states.exclude(history_note=sentence).update(history_note=sentence)


def forget_limit(integration: Integration) -> None:
    """The server asks for all that a store keeps."""
    states = ReportState.objects.filter(integration=integration, history_note__contains=_LIMIT)
    states.update(history_note="")


def asked_since(
    integration: Integration, partitions: Iterable[Partition], moment: datetime
) -> frozenset[Partition]:
    """Those of the partitions that the store was asked for since that moment, and answered."""
    wanted = set(partitions)
    rows = LoadedPartition.objects.filter(
        integration=integration,
        report__in={p.report for p in wanted},
        app_id__in={p.app for p in wanted},
        checked_at__gte=moment,
    )
    return frozenset(Partition(r.report, r.app_id, r.period) for r in rows) & wanted


def unchanged(
    integration: Integration, arrived: Iterable[tuple[Report, Fetched, str]]
) -> frozenset[Partition]:
    """Those whose content (report, what came, its digest) is loaded already, by today's parser."""
    each = {fetched.partition: (report, fetched, digest) for report, fetched, digest in arrived}
    found = set()
    for row in _rows_of(integration, each):
        partition = Partition(row.report, row.app_id, row.period)
        if partition not in each:
            continue
        report, fetched, digest = each[partition]
        if (
            row.digest == digest
            and row.version_order == fetched.version.order
            and row.parser_version == report.parser_version
            and (row.account, row.proof) == (fetched.account, fetched.proof)
            and _scope_of(row) == fetched.scope
        ):
            found.add(partition)
    return frozenset(found)


def note_unchanged(
    integration: Integration, arrived: Iterable[Fetched], today: date | None
) -> None:
    """The store was asked, and what it has is what is loaded."""
    each = {fetched.partition: fetched for fetched in arrived}
    rows = []
    for row in _rows_of(integration, each):
        fetched = each.get(Partition(row.report, row.app_id, row.period))
        if fetched is not None:
            row.fingerprint, row.processed_on = fetched.fingerprint, fetched.version.processed_on
            row.checked_at, row.checked_on = timezone.now(), today
            rows.append(row)
    fields = ["fingerprint", "processed_on", "checked_at", "checked_on"]
    LoadedPartition.objects.bulk_update(rows, fields, batch_size=200)


def note_kept_as_is(
    integration: Integration,
    partitions: Collection[Partition],
    today: date | None,
    account: str = "",
) -> bool:
    """The store was asked again and has nothing to say of these: what is loaded of them stays.
    Whether anything is. `account` is the one that it was asked for."""
    rows = [
        row
        for row in _rows_of(integration, partitions)
        if Partition(row.report, row.app_id, row.period) in partitions
        and is_proven(row.row_count, row.proof)
    ]
    for row in rows:
        row.checked_at, row.checked_on = timezone.now(), today
        row.account = account or row.account
    fields = ["checked_at", "checked_on", "account"]
    LoadedPartition.objects.bulk_update(rows, fields, batch_size=200)
    return bool(rows)


def _rows_of(
    integration: Integration, partitions: Collection[Partition]
) -> Iterable[LoadedPartition]:
    """Among others, the lines of these partitions."""
    return LoadedPartition.objects.filter(
        integration=integration,
        report__in={partition.report for partition in partitions},
        app_id__in={partition.app for partition in partitions},
        period__in={partition.period for partition in partitions},
    )


def _scope_of(row: LoadedPartition) -> Scope | None:
    if row.scope_first_on is None or row.scope_last_on is None:
        return None
    return Scope(row.scope_app, Days(row.scope_first_on, row.scope_last_on))


def record(
    integration: Integration, entries: Iterable[Recorded], today: date | None = None
) -> None:
    """Write into the ledger, each partition once. Called inside the transaction that publishes the
    rows. `today` is the store's day."""
    each, now = {entry.fetched.partition: entry for entry in entries}, timezone.now()
    LoadedPartition.objects.bulk_create(
        [_row(integration, entry, now, today) for entry in each.values()],
        update_conflicts=True,
        unique_fields=["integration", "report", "app_id", "period"],
        update_fields=_OF_VERSION,
    )


def _row(
    integration: Integration, entry: Recorded, now: datetime, today: date | None
) -> LoadedPartition:
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
        checked_at=now,
        checked_on=today,
    )


def _said(nothing: Evidence | None) -> str:
    return "; ".join(filter(None, (nothing.said, nothing.rests_on))) if nothing else ""


def complete_to(integration: Integration, report: str) -> date | None:
    """The last day of which the report has spoken."""
    last: date | None = LoadedPartition.objects.filter(
        integration=integration, report=report
    ).aggregate(last=Max("last_on"))["last"]
    return last

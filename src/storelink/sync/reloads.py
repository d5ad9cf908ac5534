"""Ranges of days that a person wants loaded again, as the runs carry them out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from storelink.domain.period import Days
from storelink.domain.report import Offer, Partition
from storelink.integrations import ledger
from storelink.integrations.models import (
    Integration,
    KeptFile,
    LoadedPartition,
    Reload,
    Run,
)
from storelink.sync.plan import Again, is_asked_again

GIVE_UP_AFTER = timedelta(days=3)
"""What the store refuses for so long is not waited for any longer."""


def wanted_again(integration: Integration) -> tuple[Again, ...]:
    """What people want again and is not done yet."""
    rows = Reload.objects.filter(integration=integration, ended_at=None)
    return tuple(
        Again(row.asked_at, Days(row.first_on, row.last_on), row.report, row.app_id) for row in rows
    )


def forced(integration: Integration, partitions: Collection[Partition]) -> frozenset[Partition]:
    """Those of the partitions that a person wants again: they are loaded whatever came."""
    again = wanted_again(integration)
    if not again:
        return frozenset()
    found: set[Partition] = set()
    for app in {partition.app for partition in partitions}:
        loaded = ledger.loaded(integration, app)
        found |= {
            one
            for one in partitions
            if one in loaded and is_asked_again(Offer(one), loaded[one], again)
        }
    return frozenset(found)


def end_reloads(run: Run, *, is_done: bool) -> None:
    """At the end of a run: what it has carried out is over, with a sentence on what came of it."""
    now = timezone.now()
    for row in Reload.objects.filter(
        integration=run.integration, ended_at=None, asked_at__lte=run.started_at
    ):
        if is_done or row.asked_at < now - GIVE_UP_AFTER:
            row.ended_at, row.outcome = now, _outcome(row)
            row.save(update_fields=["ended_at", "outcome"])


def _outcome(row: Reload) -> str:
    lines = LoadedPartition.objects.filter(integration=row.integration).filter(
        Q(first_on__lte=row.last_on, last_on__gte=row.first_on)
    )
    if row.report:
        lines = lines.filter(report=row.report)
    if row.app_id:
        lines = lines.filter(app_id=row.app_id)
    asked = {_key(one) for one in lines.filter(checked_at__gte=row.asked_at)}
    left = lines.exclude(checked_at__gte=row.asked_at).count()
    new = KeptFile.objects.filter(integration=row.integration, arrived_at__gte=row.asked_at)
    changed = len({_key(one) for one in new} & asked)
    words = f"{_files(len(asked))} loaded again, of which {changed} had changed at the store."
    if not asked:
        words = "There was nothing to load again."
    if left:
        words += f" {_files(left)} the store no longer has; what was loaded of them stays."
    return words


def _key(one: LoadedPartition | KeptFile) -> tuple[str, str, str]:
    return one.report, one.app_id, one.period


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"

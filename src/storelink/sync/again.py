"""A newer parser reads what was kept: nothing is asked of the store, which may not have it still."""

from __future__ import annotations

from django.db import close_old_connections

from storelink.domain.period import Days
from storelink.domain.report import Partition, Report, Scope, Version
from storelink.integrations.kept import kept_parts
from storelink.integrations.models import Integration, LoadedPartition
from storelink.providers.contract import Fetched, Part


def kept_again(integration: Integration, report: Report, partition: Partition) -> Fetched | None:
    """The partition as kept, where an older parser loaded it; None where it must be fetched."""
    close_old_connections()
    row = LoadedPartition.objects.filter(
        integration=integration,
        report=partition.report,
        app_id=partition.app,
        period=partition.period,
        parser_version__lt=report.parser_version,
    ).first()
    if row is None:
        return None
    version = Version(row.version_order, row.processed_on)
    parts = kept_parts(integration, partition, version)
    if not parts and row.row_count:
        return None
    return Fetched(
        partition,
        version,
        tuple(Part(name, path) for name, path in parts),
        row.fingerprint,
        _scope(row),
    )


def _scope(row: LoadedPartition) -> Scope | None:
    if row.scope_first_on is None or row.scope_last_on is None:
        return None
    return Scope(row.scope_app, Days(row.scope_first_on, row.scope_last_on))

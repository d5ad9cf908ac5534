"""A newer parser reads what was kept: the store is not asked, which may not have it any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storelink.domain.nothing import Evidence, Proof
from storelink.domain.period import Days
from storelink.domain.report import Partition, Scope, Version
from storelink.integrations.kept import kept_parts
from storelink.integrations.models import Integration, LoadedPartition
from storelink.providers.contract import Fetched, Part, Provider


def kept_again(
    integration: Integration, provider: Provider, partitions: Sequence[Partition]
) -> Mapping[Partition, Fetched]:
    """Those that an older parser loaded, as kept; the others must be fetched."""
    wanted = set(partitions)
    rows = LoadedPartition.objects.filter(
        integration=integration,
        report__in={one.report for one in wanted},
        app_id__in={one.app for one in wanted},
    )
    found: dict[Partition, Fetched] = {}
    for row in rows:
        partition = Partition(row.report, row.app_id, row.period)
        if partition in wanted and row.parser_version < provider.report(row.report).parser_version:
            kept = _as_kept(integration, partition, row)
            found |= {partition: kept} if kept else {}
    return found


def _as_kept(
    integration: Integration, partition: Partition, row: LoadedPartition
) -> Fetched | None:
    version = Version(row.version_order, row.processed_on)
    parts = kept_parts(integration, partition, version, row.digest)
    nothing = None if parts else _evidence(row)
    if not parts and nothing is None:
        return None
    named = tuple(Part(name, path) for name, path in parts)
    return Fetched(
        partition, version, named, row.fingerprint, _scope(row), nothing, row.account, row.layout
    )


def _evidence(row: LoadedPartition) -> Evidence | None:
    """Why there was nothing, as far as the ledger knows."""
    if row.row_count or row.proof in {Proof.UNKNOWN, Proof.FILE}:
        return None
    return Evidence(Proof(row.proof), row.said, rests_on=row.said)


def _scope(row: LoadedPartition) -> Scope | None:
    if row.scope_first_on is None or row.scope_last_on is None:
        return None
    return Scope(row.scope_app, Days(row.scope_first_on, row.scope_last_on))

"""The list of live files, read for many reports at once: what a page's figures come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from storelink.domain.period import Days
from storelink.integrations.models import AppBucket
from storelink.integrations.models import DataFile as Row
from storelink.warehouse.contract import AppRef, Cell, DataFile


def holders(integrations: Iterable[int]) -> Mapping[str, frozenset[int]]:
    """Report (as in Cell) → those of the integrations that have live files of it."""
    rows = Row.objects.filter(integration_id__in=list(integrations), dead_at=None).order_by()
    found: dict[str, set[int]] = {}
    for report, integration in rows.values_list("report", "integration_id").distinct():
        found.setdefault(report, set()).add(integration)
    return {report: frozenset(own) for report, own in found.items()}


def live_files(integrations: Iterable[int], days: Days) -> tuple[DataFile, ...]:
    """The live files of all reports that have rows between these days, one snapshot."""
    rows = Row.objects.filter(
        integration_id__in=list(integrations), dead_at=None,
        last_on__gte=days.first, first_on__lte=days.last,
    ).values_list(*_FIELDS)  # fmt: skip
    return tuple(
        DataFile(pk, Cell(*cell), *plain, is_damaged=damaged_at is not None)
        for pk, *cell, path, first, last, n, size, version, checksum, damaged_at in rows
        for plain in ((path, first, last, n, size, version, checksum),)
    )


_FIELDS = (
    "pk", "integration_id", "report", "bucket", "month", "path", "first_on", "last_on", "row_count",
    "byte_count", "schema_version", "checksum", "damaged_at",
)  # fmt: skip


def app_buckets(
    reports: Iterable[str], apps: Sequence[AppRef]
) -> Mapping[str, frozenset[tuple[int, int]]]:
    """Report → (integration, bucket) of the cells that these apps' rows are in."""
    wanted = {(app.integration, app.app_id) for app in apps}
    rows = AppBucket.objects.filter(
        integration_id__in={app.integration for app in apps},
        report__in=list(reports),
        app_id__in={app.app_id for app in apps},
    ).values_list("report", "integration_id", "app_id", "bucket")
    found: dict[str, set[tuple[int, int]]] = {}
    for report, integration, app, bucket in rows:
        if (integration, app) in wanted:
            found.setdefault(report, set()).add((integration, bucket))
    return {report: frozenset(pairs) for report, pairs in found.items()}

"""What has arrived, as loads of the warehouse: small files of one report in groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

from storelink.domain.report import Report
from storelink.providers.contract import Fetched, Provider, StoreApp
from storelink.warehouse.contract import Load, LoadGroup

_SMALL_BYTES = 256 << 10
"""A larger file keeps a core busy by itself."""
_AT_MOST = 64
"""Loads of a group."""

Told = tuple[Report, Fetched]


def common_to_a_group(told: Told) -> tuple[str, bool]:
    """Report, and whether it is one small file: sorted by this, neighbours make groups."""
    report, fetched = told
    is_small = len(fetched.parts) == 1 and fetched.parts[0].path.stat().st_size <= _SMALL_BYTES
    return report.key, is_small


def loads_of(
    integration: int, provider: Provider, told: Sequence[Told], apps: Sequence[StoreApp]
) -> Iterator[Load | LoadGroup]:
    """A load for each, in order; in a group where the provider can read them together."""
    for (_, is_small), group in groupby(told, common_to_a_group):
        some = list(group)
        together = provider.parse_together if is_small else None
        for start in range(0, len(some), _AT_MOST):
            part = some[start : start + _AT_MOST]
            loads = [_load(integration, provider, one, apps) for one in part]
            if together is None or len(part) == 1:
                yield from loads
            else:
                yield LoadGroup(loads, partial(together, part[0][0], [one for _, one in part]))


def _load(integration: int, provider: Provider, told: Told, apps: Sequence[StoreApp]) -> Load:
    report, fetched = told
    return Load(
        integration=integration,
        report=report,
        version=fetched.version,
        batches=provider.parse(report, fetched, apps),
        scope=fetched.scope,
    )

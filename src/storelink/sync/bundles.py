"""What has arrived, as loads of the warehouse: small files of one report in bundles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

import pyarrow as pa

from storelink.domain.report import Report
from storelink.providers.contract import Fetched, Provider, StoreApp
from storelink.warehouse.contract import Bundle, Load

_SMALL_BYTES = 256 << 10
_AT_MOST = 64
"""Loads of a bundle."""

Told = tuple[Report, Fetched]


def bundling(told: Told) -> tuple[str, bool]:
    """What a bundle has in common: sorted by it, there is something to bundle."""
    report, fetched = told
    is_small = len(fetched.parts) == 1 and fetched.parts[0].path.stat().st_size <= _SMALL_BYTES
    return report.key, is_small


def loads_of(
    integration: int, provider: Provider, told: Sequence[Told], apps: Sequence[StoreApp]
) -> Iterator[Load | Bundle]:
    """A load for each, in order; neighbours of one report bundled where they are small and the
    provider can read them together."""
    for (_, is_small), group in groupby(told, bundling):
        some = list(group)
        together = provider.parse_together if is_small else None
        for start in range(0, len(some), _AT_MOST):
            part = some[start : start + _AT_MOST]
            loads = [_load(integration, provider, one, apps) for one in part]
            if together is None or len(part) == 1:
                yield from loads
            else:
                yield Bundle(loads, partial(together, part[0][0], [one for _, one in part]))


def _load(integration: int, provider: Provider, told: Told, apps: Sequence[StoreApp]) -> Load:
    report, fetched = told
    return Load(
        integration=integration,
        report=report,
        version=fetched.version,
        batches=_Lazily(provider, told, apps),
        scope=fetched.scope,
    )


class _Lazily:
    """Parsed when it is asked for, and not where it was read in a bundle."""

    def __init__(self, provider: Provider, told: Told, apps: Sequence[StoreApp]) -> None:
        self._parse = partial(provider.parse, *told, apps)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return iter(self._parse())

"""What has arrived, as loads of the warehouse: small files of one report in groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.report import Report
from storelink.providers import understand
from storelink.providers.contract import Fetched, Provider, StoreApp
from storelink.warehouse.contract import Load, LoadGroup

_SMALL_BYTES = 2 << 20
"""A larger file keeps a core busy by itself."""
_AT_MOST = 64
_AT_MOST_BYTES = 16 << 20
"""Loads of a group, and their files together: two groups are held in memory at a time."""

Told = tuple[Report, Fetched]


def common_to_a_group(told: Told) -> tuple[str, bool]:
    """Report, and whether it is one small file: sorted by this, neighbours make groups."""
    report, fetched = told
    return report.key, len(fetched.parts) == 1 and _size_of(fetched) <= _SMALL_BYTES


def loads_of(
    integration: int,
    provider: Provider,
    told: Sequence[Told],
    apps: Sequence[StoreApp],
    *,
    bounds: Bounds = DEFAULT_BOUNDS,
) -> Iterator[Load | LoadGroup]:
    """A load for each, in order; in a group where the provider can read them together."""
    for (_, is_small), alike in groupby(told, common_to_a_group):
        together = provider.parse_together if is_small else None
        for some in _cut(alike):
            loads = [_load(integration, provider, one, apps, bounds=bounds) for one in some]
            if together is None or len(some) == 1:
                yield from loads
            else:
                fetched = [one for _, one in some]
                yield LoadGroup(loads, partial(together, some[0][0], fetched, bounds))


def _cut(alike: Iterable[Told]) -> Iterator[list[Told]]:
    some: list[Told] = []
    held = 0
    for told in alike:
        size = _size_of(told[1])
        if some and (len(some) == _AT_MOST or held + size > _AT_MOST_BYTES):
            yield some
            some, held = [], 0
        some.append(told)
        held += size
    yield some


def _size_of(fetched: Fetched) -> int:
    return sum(part.path.stat().st_size for part in fetched.parts)


def _load(
    integration: int,
    provider: Provider,
    told: Told,
    apps: Sequence[StoreApp],
    *,
    bounds: Bounds,
) -> Load:
    report, fetched = told
    return Load(
        integration=integration,
        report=report,
        version=fetched.version,
        batches=understand.batches(provider, report, fetched, apps, bounds=bounds),
        scope=fetched.scope,
    )

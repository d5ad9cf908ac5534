"""The bucket's files as partitions: which app's and which month's they are, and what they hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from storelink.domain.errors import Busy, NotReady
from storelink.domain.report import Grain, Offer, Partition, Report, Scope, Version
from storelink.providers.contract import Fetched, Part
from storelink.providers.google_play.bucket import Buckets, Rewritten, StoredObject
from storelink.providers.google_play.months import days_of, partition_days
from storelink.providers.google_play.names import named, package_of
from storelink.providers.google_play.reports.catalogue import PLACE_OF, PLACES, Place

SUBSCRIPTIONS: Final = "subscriptions"
_TRIES: Final = 3
"""Of a partition whose files Google rewrites while they are read."""
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_NAME: Final = 150

_OF_APPS: Final = tuple(
    place
    for place in PLACES
    if place.kind != SUBSCRIPTIONS
    and all(report.grain is Grain.APP for report in place.reports.values())
)
"""Where names tell an app for sure."""

Month = dict[str, list[StoredObject]]
"""Month → its objects."""
Index = dict[tuple[str, str], Month]
"""(report key, app) → its months."""


@dataclass
class BucketFiles:
    """Lists a folder once, and again only where a file of it is found changed. Safe to share
    between threads."""

    buckets: Buckets
    _indexes: dict[str, Index] = field(default_factory=dict)
    """Folder → what is in it."""
    _lock: Lock = field(default_factory=Lock)

    def available(self, report: Report, app: str) -> Iterator[Offer]:
        """A partition for every month that has files."""
        index = self._index(PLACE_OF[report.key])
        for month, objects in index.get((report.key, app), {}).items():
            yield Offer(Partition(report.key, app, month), _fingerprint(objects), days_of(month))

    def fetch(self, partition: Partition, folder: Path) -> Fetched:
        """All files of a month, as stored. NotReady where Google has none (any more)."""
        for number in range(_TRIES):
            objects = self._objects(partition, is_fresh=number > 0)
            try:
                parts = tuple(
                    self._part(stored, place, folder) for place, stored in enumerate(objects)
                )
            except Rewritten:
                _clear(folder)
                continue
            except BaseException:
                _clear(folder)
                raise
            return _fetched(partition, objects, parts)
        raise Busy(
            "Google is rewriting this file right now. Storelink tries again by itself.",
            detail=f"{partition.report} {partition.app} {partition.period}",
            reason="rewritten",
        )

    def packages(self) -> frozenset[str]:
        """Every app that has a file. Raises as listing does."""
        return frozenset(app for place in _OF_APPS for _, app in self._index(place))

    def _objects(self, partition: Partition, *, is_fresh: bool) -> Sequence[StoredObject]:
        index = self._index(PLACE_OF[partition.report], is_fresh=is_fresh)
        objects = index.get((partition.report, partition.app), {}).get(partition.period)
        if not objects:
            raise NotReady(
                "Google does not have this file (yet), or has it no longer.",
                detail=f"{partition.report} {partition.app} {partition.period}",
                reason="not_found",
            )
        return objects

    def _part(self, stored: StoredObject, place: int, folder: Path) -> Part:
        name = f"{place:03}_{_UNSAFE.sub('_', stored.name.rpartition('/')[2])[-_MAX_NAME:]}"
        part = Part(name, folder / name)
        self.buckets.download(stored, part.path)
        return part

    def _index(self, place: Place, *, is_fresh: bool = False) -> Index:
        known = frozenset() if _is_sure(place) else self.packages()
        with self._lock:
            if is_fresh or place.folder not in self._indexes:
                self._indexes[place.folder] = self._listed(place.folder, known)
            return self._indexes[place.folder]

    def _listed(self, folder: str, known: frozenset[str]) -> Index:
        places = [place for place in PLACES if place.folder == folder]
        index: Index = {}
        for stored in self.buckets.objects(folder):
            for place in places:
                found = named(stored.name, place)
                if found is None:
                    continue
                app = package_of(found.app, known) if found.has_product else found.app
                months = index.setdefault((found.report.key, app), {})
                months.setdefault(found.month, []).append(stored)
        return index


def _is_sure(place: Place) -> bool:
    """False for the folder in whose names packages and products can't be told apart."""
    return place.kind != SUBSCRIPTIONS


def _clear(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def _fingerprint(objects: Sequence[StoredObject]) -> str:
    lines = sorted(f"{each.name} {each.content}" for each in objects)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def _fetched(
    partition: Partition, objects: Sequence[StoredObject], parts: tuple[Part, ...]
) -> Fetched:
    days = partition_days(partition)
    version = Version(
        max(each.generation for each in objects), max(each.updated_on for each in objects)
    )
    scope = Scope(partition.app, days) if days else None
    return Fetched(partition, version, parts, _fingerprint(objects), scope)

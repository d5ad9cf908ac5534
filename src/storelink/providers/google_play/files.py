"""The bucket's files as partitions: which app's and which month's they are, and what they hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from storelink.domain.errors import Busy, Incomplete, NeedsPermission, NotReady
from storelink.domain.report import Grain, Offer, Partition, Report, Scope, Version
from storelink.providers.contract import Fetched, Part
from storelink.providers.google_play.bucket import (
    Buckets,
    Listed,
    Rewritten,
    StoredObject,
    content_of,
    stored_object,
)
from storelink.providers.google_play.months import days_of, partition_days
from storelink.providers.google_play.names import Names, package_of
from storelink.providers.google_play.reports.catalogue import PLACE_OF, PLACES
from storelink.providers.google_play.reports.money import SUBSCRIPTIONS_COUNTRY
from storelink.providers.paging import gathered

_TRIES: Final = 3
"""Of a partition whose files Google rewrites while they are read."""
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_NAME: Final = 150

_SUBSCRIPTIONS: Final = PLACE_OF[SUBSCRIPTIONS_COUNTRY.key].folder
_OF_APPS: Final = tuple(
    dict.fromkeys(
        place.folder
        for place in PLACES
        if place.folder != _SUBSCRIPTIONS
        and all(report.grain is Grain.APP for report in place.reports.values())
    )
)
"""Where names tell an app for sure."""

Month = dict[str, list[Listed]]
"""Month → its objects."""
Index = dict[str, dict[str, Month]]
"""Report key → app → its months."""


@dataclass
class BucketFiles:
    """Lists a folder once, and again only where a file of it is found changed. Safe to share
    between threads."""

    buckets: Buckets
    _indexes: dict[str, Index | NeedsPermission] = field(default_factory=dict)
    """Folder → what is in it, or why it may not be seen: every app and report asks."""
    _cut_short: dict[str, Incomplete] = field(default_factory=dict)
    """Folder → why not all of it could be listed."""
    _lock: Lock = field(default_factory=Lock)

    def available(self, report: Report, app: str) -> Iterator[Offer]:
        """A partition for every month that has files. Incomplete after those that came."""
        folder = PLACE_OF[report.key].folder
        index = self._index(folder)
        for month, objects in index.get(report.key, {}).get(app, {}).items():
            yield Offer(Partition(report.key, app, month), _fingerprint(objects), days_of(month))
        if folder in self._cut_short:
            raise self._cut_short[folder]

    def fetch(self, partition: Partition, folder: Path) -> Fetched:
        """All files of a month, as stored. NotReady where Google has none (any more)."""
        for number in range(_TRIES):
            objects = self._objects(partition, is_fresh=number > 0)
            try:
                stored = sorted(
                    map(stored_object, objects), key=lambda one: one.updated, reverse=True
                )
                parts = tuple(self._part(each, n, folder) for n, each in enumerate(stored))
            except Rewritten:
                _clear(folder)
                continue
            except BaseException:
                _clear(folder)
                raise
            return _fetched(partition, stored, _fingerprint(objects), parts)
        raise Busy(
            "Google is rewriting this file right now. Storelink tries again by itself.",
            detail=f"{partition.report} {partition.app} {partition.period}",
            reason="rewritten",
        )

    def packages(self) -> frozenset[str]:
        """Every app that has a file. Raises as listing does."""
        return frozenset(
            app for folder in _OF_APPS for apps in self._index(folder).values() for app in apps
        )

    @property
    def cut_short(self) -> Incomplete | None:
        """Where a folder that tells of apps could not be listed wholly."""
        return next((self._cut_short[one] for one in _OF_APPS if one in self._cut_short), None)

    def _objects(self, partition: Partition, *, is_fresh: bool) -> Sequence[Listed]:
        index = self._index(PLACE_OF[partition.report].folder, is_fresh=is_fresh)
        objects = index.get(partition.report, {}).get(partition.app, {}).get(partition.period)
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

    def _index(self, folder: str, *, is_fresh: bool = False) -> Index:
        is_due = is_fresh or folder not in self._indexes
        known = self.packages() if is_due and folder == _SUBSCRIPTIONS else None
        with self._lock:
            if is_fresh or folder not in self._indexes:
                try:
                    self._indexes[folder] = self._listed(folder, known)
                except NeedsPermission as refusal:
                    self._indexes[folder] = refusal
            index = self._indexes[folder]
        if isinstance(index, NeedsPermission):
            raise index
        return index

    def _listed(self, folder: str, known: frozenset[str] | None) -> Index:
        """`known`: the packages that there are, where names hold more than them."""
        told, index = Names(folder).told, Index()
        came, cut = gathered(self.buckets.objects(folder))
        self._cut_short.pop(folder, None)
        if cut is not None:
            self._cut_short[folder] = cut
        for listed in came:
            found = told(listed[1]["name"])
            if found is not None:
                app = found.app if known is None else package_of(found.app, known)
                apps = index.setdefault(found.report, {})
                apps.setdefault(app, {}).setdefault(found.month, []).append(listed)
        return index


def _clear(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def _fingerprint(objects: Sequence[Listed]) -> str:
    if len(objects) == 1:
        return content_of(objects[0])
    lines = sorted(f"{each[1]['name']} {content_of(each)}" for each in objects)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def _fetched(
    partition: Partition,
    objects: Sequence[StoredObject],
    fingerprint: str,
    parts: tuple[Part, ...],
) -> Fetched:
    days = partition_days(partition)
    version = Version(
        max(each.generation for each in objects), max(each.updated_on for each in objects)
    )
    scope = Scope(partition.app, days) if days else None
    return Fetched(partition, version, parts, fingerprint, scope)

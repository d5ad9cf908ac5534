"""Files as the store sent them, kept under their checksum."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice, product
from pathlib import Path

from storelink.domain.report import Partition, Version
from storelink.integrations.models import Integration, KeptFile
from storelink.integrations.storage import files
from storelink.providers.contract import Fetched, Part

_MOST_CHOICES = 1000
_WRITERS = 4
"""Files that are made durable at the same time: each waits for the disk."""


def keep_all(integration: Integration, arrived: Sequence[Fetched]) -> list[str]:
    """Keep every part of each; for each the SHA-256 over its parts. Safe to repeat.

    The bytes are durable before a row says so. OSError where the disk is full.
    """
    each = [[_Part(one, part, sha256_of(part.path)) for part in one.parts] for one in arrived]
    parts = [part for own in each for part in own]
    rows = _rows_of(integration, parts)
    new = [row for row in rows.values() if row.byte_count < 0]
    sources = {part.checksum: part.part.path for part in parts}
    paths = {row.path: sources[row.sha256] for row in new}  # the same bytes are kept once
    with ThreadPoolExecutor(_WRITERS, "keep") as pool:
        sizes = dict(zip(paths, pool.map(_put, paths, paths.values()), strict=True))
    for row in new:
        row.byte_count = sizes[row.path]
    KeptFile.objects.bulk_update(new, ["byte_count"])
    return [_over(part.checksum for part in own) for own in each]


def _over(checksums: Iterable[str]) -> str:
    return hashlib.sha256("".join(checksums).encode()).hexdigest()


def sha256_of(path: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kept_parts(
    integration: Integration, partition: Partition, version: Version, digest: str
) -> Sequence[tuple[str, Path]]:
    """Name and local path of what is kept of a partition's version, in order: of the files that
    came under one version, those whose `digest` is given."""
    rows = KeptFile.objects.filter(
        integration=integration,
        report=partition.report,
        app_id=partition.app,
        period=partition.period,
        version_order=version.order,
        byte_count__gte=0,
    ).order_by("name", "-pk")
    by_name: dict[str, list[KeptFile]] = {}
    for row in rows:
        by_name.setdefault(row.name, []).append(row)
    newest = tuple(found[0] for found in by_name.values())
    chosen = next(filter(partial(_is, digest), _choices(by_name)), newest)
    return [(row.name, files().get(row.path)) for row in chosen]


def _choices(by_name: Mapping[str, Sequence[KeptFile]]) -> Iterator[tuple[KeptFile, ...]]:
    """Of every name one, or fewer names: a version may have had fewer parts. The newest first."""
    names = list(by_name.values())
    every = (product(*names[:count]) for count in range(len(names), 0, -1))
    return islice(chain.from_iterable(every), _MOST_CHOICES)


def _is(digest: str, rows: Sequence[KeptFile]) -> bool:
    return _over(row.sha256 for row in rows) == digest


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """What is kept of one version of a partition."""

    partition: Partition
    version: Version
    parts: tuple[Part, ...]
    is_whole: bool
    """False where a kept file is gone, or is not what arrived."""


def kept_versions(integration: Integration, report: str) -> list[KeptVersion]:
    """Every version of every partition of a report that is kept, in the order of arrival. Each file
    is read once, to see that it is what arrived."""
    rows = KeptFile.objects.filter(integration=integration, report=report, byte_count__gte=0)
    found: dict[tuple[str, str, int], dict[str, KeptFile]] = {}
    for row in rows.order_by("arrived_at", "pk"):
        # Of the same name and version, the bytes that arrived last.
        found.setdefault((row.app_id, row.period, row.version_order), {})[row.name] = row
    return [_version(list(own.values())) for own in found.values()]


def _version(rows: Sequence[KeptFile]) -> KeptVersion:
    first = rows[0]
    ordered = sorted(rows, key=lambda row: (row.name, row.pk))
    paths = [(row.name, _sound_path(row)) for row in ordered]
    return KeptVersion(
        Partition(first.report, first.app_id, first.period),
        Version(first.version_order, max(row.processed_on for row in rows)),
        tuple(Part(name, path) for name, path in paths if path is not None),
        is_whole=all(path is not None for _, path in paths),
    )


def _sound_path(row: KeptFile) -> Path | None:
    """The bytes as they arrived; a damaged copy is fetched from the bucket once more."""
    for get in (files().get, files().get_again):
        try:
            path = get(row.path)
            if sha256_of(path) == row.sha256:
                return path
        except FileNotFoundError:
            continue
    return None


_Key = tuple[str, str, str, str, str, int]


@dataclass(frozen=True, slots=True)
class _Part:
    fetched: Fetched
    part: Part
    checksum: str

    @property
    def key(self) -> _Key:
        """What makes it one row of an integration."""
        where = self.fetched.partition
        order = self.fetched.version.order
        return where.report, where.app, where.period, self.part.name, self.checksum, order


def _rows_of(integration: Integration, parts: Sequence[_Part]) -> Mapping[_Key, KeptFile]:
    """A row for each, new ones with fewer than no bytes: a row never claims what a crash took."""
    KeptFile.objects.bulk_create(
        [_row(integration, part) for part in {part.key: part for part in parts}.values()],
        ignore_conflicts=True,
    )
    found = KeptFile.objects.filter(
        integration=integration, sha256__in={part.checksum for part in parts}
    )
    keys = {part.key for part in parts}
    return {_key(row): row for row in found if _key(row) in keys}


def _row(integration: Integration, part: _Part) -> KeptFile:
    report, app, period, name, checksum, order = part.key
    return KeptFile(
        integration=integration, report=report, app_id=app, period=period, name=name,
        sha256=checksum, version_order=order, byte_count=-1,
        processed_on=part.fetched.version.processed_on,
        path=f"kept/{integration.pk}/{checksum[:2]}/{checksum}",
    )  # fmt: skip


def _key(row: KeptFile) -> _Key:
    return row.report, row.app_id, row.period, row.name, row.sha256, row.version_order


def _put(path: str, source: Path) -> int:
    """The bytes into the store, durably. How many they are."""
    copy = files().workshop / path.replace("/", "_")
    shutil.copyfile(source, copy)
    size = copy.stat().st_size
    files().put(path, copy)
    return size

"""Files as the store sent them, kept under their checksum."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from storelink.domain.report import Partition, Version
from storelink.integrations.models import Integration, KeptFile
from storelink.integrations.storage import files
from storelink.providers.contract import Fetched, Part


def keep(integration: Integration, fetched: Fetched) -> str:
    """Keep every part; the SHA-256 over all of them. Safe to repeat.

    The bytes are durable before the row is written. OSError where the disk is full.
    """
    digest = hashlib.sha256()
    for part in fetched.parts:
        checksum = sha256_of(part.path)
        digest.update(checksum.encode())
        _keep_part(integration, fetched, part, checksum)
    return digest.hexdigest()


def sha256_of(path: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kept_parts(
    integration: Integration, partition: Partition, version: Version
) -> Sequence[tuple[str, Path]]:
    """Name and local path of what is kept of a partition's version, in order."""
    rows = KeptFile.objects.filter(
        integration=integration,
        report=partition.report,
        app_id=partition.app,
        period=partition.period,
        version_order=version.order,
        byte_count__gte=0,
    ).order_by("name", "pk")
    newest = {row.name: row.path for row in rows}
    return [(name, files().get(path)) for name, path in newest.items()]


def _keep_part(integration: Integration, fetched: Fetched, part: Part, checksum: str) -> None:
    path = f"kept/{integration.pk}/{checksum[:2]}/{checksum}"
    partition = fetched.partition
    row, is_new = KeptFile.objects.get_or_create(
        integration=integration,
        report=partition.report,
        app_id=partition.app,
        period=partition.period,
        name=part.name,
        sha256=checksum,
        version_order=fetched.version.order,
        defaults={
            "path": path,
            "byte_count": -1,
            "processed_on": fetched.version.processed_on,
        },
    )
    if not is_new and row.byte_count >= 0:
        return
    # Negative until the bytes are there: a row never claims what a crash took.
    copy = files().workshop / f"{checksum}-{integration.pk}-{row.pk}"
    shutil.copyfile(part.path, copy)
    size = copy.stat().st_size
    files().put(path, copy)
    KeptFile.objects.filter(pk=row.pk).update(byte_count=size)

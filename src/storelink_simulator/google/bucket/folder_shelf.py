"""A folder of real files as a bucket: names are paths below it, bytes are the files', unchanged.

A `bucket-manifest.json` in the folder or beside it may say when an object was written, its type and
its encoding; without one the file's own time counts, and gzip is recognised by its first bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from storelink_simulator.google.bucket.stored import Stored

MANIFEST = "bucket-manifest.json"
_TYPES = {".csv": "text/csv", ".zip": "application/zip"}
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class FolderShelf:
    """The objects of a folder. No folder: none."""

    root: Path | None
    folder: str = ""

    @cached_property
    def told(self) -> tuple[Stored, ...]:
        """All objects in the order of their names."""
        if self.root is None:
            return ()
        known = _manifest(self.root)
        found = (
            _stored(self.root, path, known)
            for path in self.root.rglob("*")
            if path.is_file() and path.name != MANIFEST and not path.name.startswith(".")
        )
        return tuple(sorted(found, key=lambda one: one.name))

    def listed(self, now: datetime, prefix: str, start: str) -> Iterator[Stored]:
        """Whatever the simulated time is: real files are there."""
        del now
        for stored in self.told:
            if stored.name.startswith(prefix) and stored.name >= start:
                yield stored


def _manifest(root: Path) -> dict[str, dict[str, Any]]:
    for place in (root / MANIFEST, root.parent / MANIFEST):
        if place.is_file():
            objects = json.loads(place.read_text())["objects"]
            return {str(one["name"]): one for one in objects}
    return {}


def _stored(root: Path, path: Path, known: dict[str, dict[str, Any]]) -> Stored:
    name = path.relative_to(root).as_posix()
    said = known.get(name, {})
    with path.open("rb") as file:
        is_gzip = file.read(2) == _GZIP
    updated = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if "updated" in said:
        updated = datetime.fromisoformat(said["updated"])
    kind = said.get("contentType") or _TYPES.get(path.suffix, "application/octet-stream")
    return Stored(name, updated, kind, "gzip" if is_gzip else None, path.read_bytes)

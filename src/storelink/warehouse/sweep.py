"""Deletes what nobody can need any more: files that died a while ago, and orphans of crashes."""

from __future__ import annotations

import logging
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storelink.warehouse.contract import Catalog, FileStore
from storelink.warehouse.facts import FACTS

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did."""

    dead: int
    orphans: int
    unfinished: int
    """Left in the workshop by processes that were killed."""
    kept_for_now: int
    """Files that the system did not let go, such as one that is open on Windows; next time."""


def sweep(catalog: Catalog, files: FileStore, grace_seconds: float, orphan_seconds: float) -> Swept:
    """See Warehouse.sweep. The folder is listed before the list is read: a file that is published
    in between is known then."""
    now = time.time()
    found = [path for path, changed_at in files.list(FACTS) if changed_at < now - orphan_seconds]
    known = catalog.known_paths() if found else frozenset()
    orphans = [path for path in found if path not in known]
    dead = catalog.dead(now - grace_seconds)
    unlinked = [file for file in dead if _deleted(files, file.path)]
    catalog.forget([file.id for file in unlinked if file.id is not None])
    removed = sum(_deleted(files, path) for path in orphans)
    return Swept(
        dead=len(unlinked),
        orphans=removed,
        unfinished=_clear(files.workshop, now - orphan_seconds),
        kept_for_now=len(dead) - len(unlinked) + len(orphans) - removed,
    )


def _clear(workshop: Path, before: float) -> int:
    """Remove what a killed process left half done; others may be doing the same."""
    removed = 0
    for entry in workshop.iterdir():
        with suppress(FileNotFoundError):
            if entry.stat().st_mtime < before:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
                removed += 1
    return removed


def _deleted(files: FileStore, path: str) -> bool:
    try:
        files.delete(path)
    except OSError as error:
        _log.warning("%s could not be deleted, which is tried again later: %s", path, error)
        return False
    return True

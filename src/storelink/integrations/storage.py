"""Where data lies: the file store and the warehouse of this process, from the settings."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from storelink.integrations.catalog import DjangoCatalog
from storelink.warehouse.bucket import bucket_store
from storelink.warehouse.contract import FileStore
from storelink.warehouse.folder import FolderStore
from storelink.warehouse.warehouse import Limits, Warehouse


@cache
def files() -> FileStore:
    """A folder, or an S3-compatible bucket where the data address begins with s3://."""
    address: str = settings.DATA_URL
    if address.startswith("s3://"):
        return bucket_store(address, Path(settings.HOME) / "cache", settings.CACHE_MIB * 2**20)
    return FolderStore(Path(address))


@cache
def warehouse() -> Warehouse:
    """One a process: it holds the DuckDB connection."""
    limits = Limits(app_days=settings.FILE_BOUNDS.app_days)
    return Warehouse(DjangoCatalog(), files(), limits)

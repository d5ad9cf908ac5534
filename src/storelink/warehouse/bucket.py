"""Keeps the warehouse's files in an S3-compatible bucket, with a cache on this machine.

Files are immutable and never share a name, so that “fetch once, keep” is always right.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from storelink.domain.errors import Misconfigured
from storelink.warehouse.cache import Cache
from storelink.warehouse.errors import StorageAway

try:
    import boto3
    from boto3.exceptions import Boto3Error
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError
except ImportError:  # the extra `s3` is not installed
    boto3 = None

_ABSENT = {"404", "NoSuchKey"}
_CONNECT_SECONDS, _READ_SECONDS, _TRIES = 5, 30, 3
"""A bucket that is away is waited for by whoever wants it, who says so; not here, in silence."""


class BucketStore:
    """See `contract.FileStore`. Credentials and endpoint come from the usual AWS_… settings."""

    def __init__(self, client: Any, bucket: str, prefix: str, cache: Cache) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix.strip("/")
        self._cache = cache
        self.workshop = cache.workshop
        self.local_root = cache.root

    def put(self, path: str, source: Path) -> None:
        """Upload, then keep the copy: it is there for all before anyone is told of it."""
        self._cache.place(path)
        with _as_os_error(f"take {path}"):
            self._client.upload_file(str(source), self._bucket, self._key(path))
        self._cache.keep(path, source)

    def get(self, path: str) -> Path:
        """The cached copy, fetched first if need be. OSError where the bucket cannot be asked."""
        return self._cache.find(path) or self._fetch(path)

    def get_again(self, path: str) -> Path:
        """Fetched anew: the copy on this machine may be damaged."""
        self._cache.delete(path)
        return self._fetch(path)

    @property
    def holds_copies(self) -> bool:
        return True

    def list(self, prefix: str) -> Iterable[tuple[str, float]]:
        """Everything in the bucket under the folder `prefix`."""
        within = self._key(f"{prefix.rstrip('/')}/" if prefix else "")
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=within
        )
        with _as_os_error("list its files"):
            for page in pages:
                for found in page.get("Contents", ()):
                    path = found["Key"].removeprefix(self._key(""))
                    yield path, found["LastModified"].timestamp()

    def delete(self, path: str) -> None:
        """Remove from the bucket and from this machine's cache."""
        with _as_os_error(f"delete {path}"):
            self._client.delete_object(Bucket=self._bucket, Key=self._key(path))
        self._cache.delete(path)

    def _fetch(self, path: str) -> Path:
        """Each fetch into a file of its own: others may want the same one at this moment."""
        self._cache.place(path)
        handle, name = tempfile.mkstemp(dir=self.workshop, prefix=PurePosixPath(path).name)
        os.close(handle)
        part = Path(name)
        try:
            with _as_os_error(f"give {path}"):
                self._client.download_file(self._bucket, self._key(path), name)
            return self._cache.keep(path, part)
        finally:
            part.unlink(missing_ok=True)

    def _key(self, path: str) -> str:
        return f"{self._prefix}/{path}" if self._prefix else path


@contextmanager
def _as_os_error(doing: str) -> Iterator[None]:
    """FileNotFoundError where the file is not there, OSError for all else."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _ABSENT and doing.startswith("give"):
            raise FileNotFoundError(f"No such file in the bucket, to {doing}") from error
        raise StorageAway(f"The bucket did not {doing}: {error}") from error
    except (Boto3Error, BotoCoreError) as error:
        raise StorageAway(f"The bucket did not {doing}: {error}") from error


def _client() -> Any:
    return boto3.client(
        "s3",
        config=Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": _TRIES},
        ),
    )


def bucket_store(address: str, cache: Path, cache_bytes: int) -> BucketStore:
    """`s3://bucket/prefix`. Misconfigured where the package for it is missing."""
    if boto3 is None:
        raise Misconfigured(
            "STORELINK_DATA_URL names a bucket, for which the package boto3 is missing. "
            "Install Storelink with its extra: pip install 'storelink[s3]'."
        )
    parts = urlsplit(address)
    return BucketStore(_client(), parts.netloc, parts.path, Cache(cache, cache_bytes))

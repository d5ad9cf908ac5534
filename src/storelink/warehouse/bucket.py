"""Keeps the warehouse's files in an S3-compatible bucket, with a cache on this machine.

Files are immutable and never share a name, so that “fetch once, keep” is always right.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from storelink.domain.errors import Misconfigured
from storelink.warehouse.folder import FolderStore

try:
    import boto3
    from botocore.exceptions import ClientError
except ImportError:  # the extra `s3` is not installed
    boto3 = None


class BucketStore:
    """See `contract.FileStore`. Credentials and endpoint come from the usual AWS_… settings."""

    def __init__(self, client: Any, bucket: str, prefix: str, cache: Path) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix.strip("/")
        self._cache = FolderStore(cache)
        self.workshop = self._cache.workshop
        self.local_root = self._cache.local_root

    def put(self, path: str, source: Path) -> None:
        """Upload, then keep the copy: it is there for all before anyone is told of it."""
        try:
            self._client.upload_file(str(source), self._bucket, self._key(path))
        except ClientError as error:
            raise OSError(f"the bucket refused {path}: {error}") from error
        self._cache.put(path, source)

    def get(self, path: str) -> Path:
        """The cached copy, fetched first if need be."""
        local = self._cache.get(path)
        if not local.exists():
            self._fetch(path)
        return local

    def list(self, prefix: str) -> Iterable[tuple[str, float]]:
        """Everything in the bucket under the prefix."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._key(prefix)
        )
        for page in pages:
            for found in page.get("Contents", ()):
                path = found["Key"].removeprefix(f"{self._prefix}/" if self._prefix else "")
                yield path, found["LastModified"].timestamp()

    def delete(self, path: str) -> None:
        """Remove from the bucket and from this machine's cache."""
        self._client.delete_object(Bucket=self._bucket, Key=self._key(path))
        self._cache.delete(path)

    def _fetch(self, path: str) -> None:
        part = self.workshop / f"{PurePosixPath(path).name}.part"
        try:
            self._client.download_file(self._bucket, self._key(path), str(part))
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in {"404", "NoSuchKey"}:
                raise FileNotFoundError(f"{path}: No such file in the bucket") from error
            raise OSError(f"the bucket did not give {path}: {error}") from error
        self._cache.put(path, part)

    def _key(self, path: str) -> str:
        return f"{self._prefix}/{path}" if self._prefix else path


def bucket_store(address: str, cache: Path) -> BucketStore:
    """`s3://bucket/prefix`. Misconfigured where the package for it is missing."""
    if boto3 is None:
        raise Misconfigured(
            "STORELINK_DATA_URL names a bucket, for which the package boto3 is missing. "
            "Install Storelink with its extra: pip install 'storelink[s3]'."
        )
    parts = urlsplit(address)
    return BucketStore(boto3.client("s3"), parts.netloc, parts.path, cache)

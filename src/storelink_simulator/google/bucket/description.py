"""How an object is described: Cloud Storage's resource, only as far as it is asked for."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from urllib.parse import quote

from storelink_simulator.google.bucket.checksums import Checksums
from storelink_simulator.google.bucket.contents import Contents
from storelink_simulator.google.bucket.fields import Mask
from storelink_simulator.google.bucket.stored import Stored


class Described:
    """An object of a bucket, whose bytes are only made where a hash or the size is wanted."""

    def __init__(self, contents: Contents, bucket: str, stored: Stored, *, host: str) -> None:
        """`host` is the address that the client came by: links lead there, as an emulator's do."""
        self._contents = contents
        self._bucket = bucket
        self.stored = stored
        self.host = host.rstrip("/")

    @cached_property
    def checksums(self) -> Checksums:
        """Size and hashes of the stored bytes."""
        return self._contents.checksums(self._bucket, self.stored)

    @property
    def etag(self) -> str:
        """The etag of this state."""
        number = self.stored.generation.to_bytes(8, "big")
        return base64.b64encode(b"\x08" + number + b"\x10\x01").decode()

    def json(self, mask: Mask) -> dict[str, str]:
        """The wanted fields; those that do not apply are left out."""
        found = {name: make(self) for name, make in _FIELDS.items() if mask.has(name)}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def path(self) -> str:
        """Its address below an API's root."""
        return f"/b/{self._bucket}/o/{quote(self.stored.name, safe='')}"

    @property
    def id(self) -> str:
        """Bucket, name and generation."""
        return f"{self._bucket}/{self.stored.name}/{self.stored.generation}"

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return self._bucket


def moment(at: datetime) -> str:
    """A time as Cloud Storage writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


_FIELDS: dict[str, Callable[[Described], str | None]] = {
    "kind": lambda _: "storage#object",
    "id": lambda one: one.id,
    "selfLink": lambda one: f"{one.host}/storage/v1{one.path}",
    "mediaLink": lambda one: (
        f"{one.host}/download/storage/v1{one.path}?generation={one.stored.generation}&alt=media"
    ),
    "name": lambda one: one.stored.name,
    "bucket": lambda one: one.bucket,
    "generation": lambda one: str(one.stored.generation),
    "metageneration": lambda _: "1",
    "contentType": lambda one: one.stored.content_type,
    "storageClass": lambda _: "STANDARD",
    "size": lambda one: str(one.checksums.size),
    "md5Hash": lambda one: one.checksums.md5,
    "contentEncoding": lambda one: one.stored.content_encoding,
    "crc32c": lambda one: one.checksums.crc32c,
    "etag": lambda one: one.etag,
    "timeCreated": lambda one: moment(one.stored.updated_at),
    "updated": lambda one: moment(one.stored.updated_at),
    "timeStorageClassUpdated": lambda one: moment(one.stored.updated_at),
    "timeFinalized": lambda one: moment(one.stored.updated_at),
}

"""Fetches a file into a folder: as sent, bounded, with the checksum of what came."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from storelink.domain.errors import Unexpected
from storelink.providers.deadline import received
from storelink.providers.http import PoliteClient
from storelink.providers.redaction import bare_address

MAX_FILE_BYTES: Final = 4 << 30


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file on this machine, or an answer that was none."""

    status: int
    size: int = 0
    md5: str = ""
    """Hexadecimal, of the bytes as sent. The stores' own checksum, not a protection."""
    head: bytes = b""
    """The first bytes: what kind of file it is, or what the store said instead."""
    headers: Mapping[str, str] | None = None


def download(
    http: PoliteClient,
    url: str,
    path: Path,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    max_bytes: int = MAX_FILE_BYTES,
) -> Downloaded:
    """GET `url` into `path`, bytes as sent (not unpacked even if the server calls them encoded).

    An answer other than 200 writes nothing; its status and first 64 KiB come back. Busy where the
    store cannot be reached, goes silent or drips (`deadline`), Unexpected where the file is larger
    than `max_bytes`. No half-written file stays behind.
    """
    wanted = {"Accept-Encoding": "identity", **(headers or {})}
    options = {"headers": wanted} | ({"params": dict(params)} if params else {})
    with http.stream("GET", url, **options) as response:
        if response.status_code != 200:
            return Downloaded(response.status_code, head=_head(response), headers=response.headers)
        try:
            return _write(response, path, max_bytes)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _write(response: httpx.Response, path: Path, max_bytes: int) -> Downloaded:
    digest = hashlib.md5(usedforsecurity=False)
    size, head = 0, b""
    with path.open("wb") as file:
        for piece in response.iter_raw(1 << 16):
            size += len(piece)
            if size > max_bytes:
                raise Unexpected(
                    "The store’s file is larger than any report. It was not kept.",
                    detail=f"GET {bare_address(str(response.request.url))}",
                    reason="file_too_large",
                )
            received(len(piece))
            head = head or piece[:16]
            digest.update(piece)
            file.write(piece)
    return Downloaded(200, size, digest.hexdigest(), head, response.headers)


def _head(response: httpx.Response) -> bytes:
    head = b""
    for piece in response.iter_bytes():
        head += piece
        if len(head) >= 1 << 16:
            break
    return head[: 1 << 16]

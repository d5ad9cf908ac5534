"""The bytes of an object: compressed ones as they are or unpacked on the way, ranges, checksums."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

from werkzeug.wrappers import Request, Response

from storelink_simulator.google.bucket.description import Described
from storelink_simulator.google.errors import Refused

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_PIECE = 64 << 10


def media_answer(request: Request, one: Described, body: bytes) -> Response:
    """Send an object. Unpacked where it is stored compressed and gzip is not accepted.

    Hashes are always of the stored bytes; ranges of an unpacked one are ignored. Raises Refused
    for a range that cannot be met.
    """
    stored = one.stored
    is_packed = stored.content_encoding == "gzip"
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "").lower()
    if is_packed and not takes_gzip and len(body) == one.checksums.size:
        response = Response(_pieces(gzip.decompress(body)), 200)
        response.headers["Warning"] = "214 UploadServer gunzipped"
    else:
        response = _ranged(request.headers.get("Range"), body)
        if stored.content_encoding:
            response.headers["Content-Encoding"] = stored.content_encoding
    response.headers["Content-Type"] = stored.content_type
    response.headers.update(_headers(one))
    if is_packed:
        response.headers["Vary"] = "Accept-Encoding"
    return response


def _headers(one: Described) -> dict[str, str]:
    checksums, stored = one.checksums, one.stored
    return {
        "ETag": one.etag,
        "Cache-Control": "private, max-age=0",
        "x-goog-generation": str(stored.generation),
        "x-goog-metageneration": "1",
        "x-goog-hash": f"crc32c={checksums.crc32c},md5={checksums.md5}",
        "x-goog-storage-class": "STANDARD",
        "x-goog-stored-content-encoding": stored.content_encoding or "identity",
        "x-goog-stored-content-length": str(checksums.size),
        "Last-Modified": f"{stored.updated_at:%a, %d %b %Y %H:%M:%S} GMT",
    }


def _ranged(header: str | None, body: bytes) -> Response:
    found = _RANGE.fullmatch(header or "")
    if found is None or found[1] == found[2] == "":
        return Response(body, 200)
    first, last = _bounds(found[1], found[2], len(body))
    if first >= len(body) or first > last:
        raise Refused(
            416,
            "requestedRangeNotSatisfiable",
            "Request range not satisfiable",
            headers={"Content-Range": f"bytes */{len(body)}"},
        )
    response = Response(body[first : last + 1], 206)
    response.headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
    return response


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(0, size - int(last[:18])), size - 1
    return int(first[:18]), min(int(last[:18]), size - 1) if last else size - 1


def _pieces(data: bytes) -> Iterator[bytes]:
    """In pieces, so that no length is told before the end, as the service does it."""
    for place in range(0, len(data), _PIECE):
        yield data[place : place + _PIECE]

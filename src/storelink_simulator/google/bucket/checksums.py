"""CRC32C (Castagnoli), which Cloud Storage tells of every object; the standard library has none.

Where Google's own small library is installed (it comes with the official client) it is used: it is
a thousand times faster. The simulator needs it for nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

try:
    from google_crc32c import value as _fast
except ImportError:  # pragma: no cover - the tests have the library
    _fast = None

_POLYNOMIAL = 0x82F63B78


def _entry(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ (_POLYNOMIAL if value & 1 else 0)
    return value


_TABLE = tuple(_entry(value) for value in range(256))


@dataclass(frozen=True, slots=True)
class Checksums:
    """Of the stored bytes: how many, and both hashes in base64."""

    size: int
    md5: str
    crc32c: str


def slow_crc32c(data: bytes) -> int:
    """The checksum of some bytes, byte by byte."""
    found, table = 0xFFFFFFFF, _TABLE
    for byte in data:
        found = table[(found ^ byte) & 0xFF] ^ (found >> 8)
    return found ^ 0xFFFFFFFF


crc32c: Callable[[bytes], int] = _fast or slow_crc32c


def checksums_of(data: bytes) -> Checksums:
    """What an object's description says of its bytes."""
    md5 = hashlib.md5(data, usedforsecurity=False).digest()
    return Checksums(
        len(data),
        base64.b64encode(md5).decode(),
        base64.b64encode(crc32c(data).to_bytes(4, "big")).decode(),
    )

"""CRC-32C (Castagnoli): the checksum of objects that have no MD5, written as Google writes it.

Source: cloud.google.com/storage/docs/data-validation; RFC 3720, appendix B.4
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Final

_POLYNOMIAL: Final = 0x82F63B78
_CHUNK_BYTES: Final = 1 << 18


def _table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        table.append(value)
    return tuple(table)


_TABLE: Final = _table()


def crc32c_of(path: Path) -> str:
    """Base64 of the four bytes, the high one first."""
    value, table = 0xFFFFFFFF, _TABLE
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            for byte in chunk:
                value = table[(value ^ byte) & 0xFF] ^ value >> 8
    return base64.b64encode((value ^ 0xFFFFFFFF).to_bytes(4, "big")).decode("ascii")


def md5_as_hex(base64_md5: str) -> str:
    """Google's base64 as the hexadecimal that others write; empty where it is no MD5."""
    try:
        digest = base64.b64decode(base64_md5, validate=True)
    except ValueError:
        return ""
    return digest.hex() if len(digest) == hashlib.md5(usedforsecurity=False).digest_size else ""

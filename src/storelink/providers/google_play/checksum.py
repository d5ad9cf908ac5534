"""The checksums of objects in a bucket, written as Google writes them.

Source: cloud.google.com/storage/docs/data-validation
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Final

from google_crc32c import Checksum

_CHUNK_BYTES: Final = 1 << 20


def crc32c_of(path: Path) -> str:
    """CRC-32C (Castagnoli), of objects without an MD5: base64 of the four bytes, high one first."""
    checksum = Checksum()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            checksum.update(chunk)
    return base64.b64encode(checksum.digest()).decode("ascii")


def md5_as_hex(base64_md5: str) -> str:
    """Google's base64 as the hexadecimal that others write; empty where it is no MD5."""
    try:
        digest = base64.b64decode(base64_md5, validate=True)
    except ValueError:
        return ""
    return digest.hex() if len(digest) == hashlib.md5(usedforsecurity=False).digest_size else ""

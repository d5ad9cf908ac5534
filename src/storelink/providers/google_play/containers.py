"""The files inside a file: a plain one, one packed by gzip, or the members of a ZIP archive.

Told by the first bytes: Google gives ZIP archives names that end in .csv, and packs plain files.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Final

from storelink.domain.errors import NotUnderstood
from storelink.providers.delimited.unpack import unpacked

ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
"""How an archive begins."""
_CHUNK_BYTES: Final = 1 << 20
_SPOOL_BYTES: Final = 16 << 20
MAX_MEMBERS: Final = 1000
MAX_MEMBER_BYTES: Final = 8 << 30
_MAX_RATIO: Final = 600
_RATIO_COUNTS_FROM: Final = 32 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One delimited file."""

    name: str
    """As an error shall name it: the archive, then the member."""
    chunks: Iterator[bytes]


def entries(source: Path | bytes, name: str) -> Iterator[Entry]:
    """The delimited files in a file, one after another; each must be read before the next.

    NotUnderstood where an archive is damaged, locked, or made to fill memory.
    """
    pieces = unpacked(_chunks(source), name)
    head = next(pieces, b"")
    if not head.startswith(ZIP):
        yield Entry(name, chain([head], pieces))
        return
    with tempfile.SpooledTemporaryFile(_SPOOL_BYTES) as archive:
        for piece in chain([head], pieces):
            archive.write(piece)
        archive.seek(0)
        yield from _members(archive, name)


def _chunks(source: Path | bytes) -> Iterator[bytes]:
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _members(archive: IO[bytes], name: str) -> Iterator[Entry]:
    try:
        opened = zipfile.ZipFile(archive)
    except zipfile.BadZipFile:
        raise _damaged(name) from None
    with opened:
        files = [info for info in opened.infolist() if _is_report(info)]
        if not files or len(files) > MAX_MEMBERS:
            raise NotUnderstood(f"is an archive with {len(files)} report files in it", file=name)
        for info in files:
            _check(info, name)
            inner = Path(info.filename).name
            yield Entry(f"{name}/{inner}", _content(opened, info, name))


def _is_report(info: zipfile.ZipInfo) -> bool:
    """What a person's computer adds to an archive is none."""
    return info.filename.lower().endswith(".csv") and "__MACOSX" not in info.filename


def _check(info: zipfile.ZipInfo, name: str) -> None:
    is_absurd = (
        info.file_size > _RATIO_COUNTS_FROM and info.file_size > info.compress_size * _MAX_RATIO
    )
    if info.flag_bits & 1:
        raise NotUnderstood("is an archive that is locked with a password", file=name)
    if is_absurd or info.file_size > MAX_MEMBER_BYTES:
        raise NotUnderstood(
            "unpacks to hundreds of times its size, as no report does. It was not read", file=name
        )


def _content(opened: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    try:
        with opened.open(info) as member:
            while chunk := member.read(_CHUNK_BYTES):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise _damaged(name) from None


def _damaged(name: str) -> NotUnderstood:
    return NotUnderstood(
        "is damaged: its ZIP content cannot be unpacked. Fetch it again", file=name
    )

"""Whether what was fetched is a file at all, before anybody takes it for a report.

A store, or something that stands before it, answers now and then with a page, with nothing or
with half a file, and says 200. None of that says anything about figures: it is not ready.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from storelink.domain.errors import Missing

_GZIP: Final = b"\x1f\x8b"
_GZIP_WINDOW: Final = 31
_STEP_BYTES: Final = 1 << 18
_LOOKED_AT_BYTES: Final = 256 << 20
"""Of a packed file, unpacked: what is larger is found damaged when it is read."""
_NO_TABLE: Final = (b"<", b"{", b"[")
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""Byte order marks."""


def check_table(path: Path, what: str, *, is_verified: bool = False) -> None:
    """Missing where the file is empty, cut off, or a page or JSON in place of a table: then it
    is deleted. `what` was asked for; the content itself is read later. Where a checksum has
    verified the file, only its beginning is looked at."""
    trouble = _trouble(path, _STEP_BYTES if is_verified else _LOOKED_AT_BYTES)
    if not trouble:
        return
    path.unlink()
    raise Missing(
        f"The store sent {trouble} where a file was expected. Nothing is concluded from it; it is "
        "asked for again.",
        detail=what,
        reason="not_a_file",
    )


def _trouble(path: Path, looked_at: int) -> str:
    """What came instead; empty where it can be a table."""
    head = b""
    try:
        for piece in _content(path, looked_at):
            head = head or _shown(piece)
    except EOFError:
        return "half a file"
    except zlib.error:
        return "a damaged file"
    if not head:
        return "an empty file"
    return "a page or a message" if head.startswith(_NO_TABLE) else ""


def _shown(piece: bytes) -> bytes:
    for mark in _MARKS:
        piece = piece.removeprefix(mark)
    return piece.replace(b"\0", b"").lstrip()[:8]


def _content(path: Path, looked_at: int) -> Iterator[bytes]:
    """The bytes inside, as far as they are looked at. EOFError where a gzip file has no end."""
    with path.open("rb") as file:
        head = file.read(_STEP_BYTES)
        if not head.startswith(_GZIP):
            yield head
            return
        member, waiting, size = zlib.decompressobj(_GZIP_WINDOW), head, 0
        while size < looked_at:
            if not waiting:
                waiting = file.read(_STEP_BYTES)
            if member.eof:
                waiting = waiting.lstrip(b"\0")
                member = zlib.decompressobj(_GZIP_WINDOW) if waiting else member
            if not waiting:
                break
            piece = member.decompress(waiting, _STEP_BYTES)
            waiting = member.unused_data if member.eof else member.unconsumed_tail
            size += len(piece)
            yield piece
    if not member.eof and size < looked_at:
        raise EOFError

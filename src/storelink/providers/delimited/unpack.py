"""The bytes inside a file, whether it is gzip or not, whatever its name says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from isal import isal_zlib

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.errors import NotUnderstood

MAGIC: Final = b"\x1f\x8b"
RATIO_COUNTS_FROM: Final = 32 << 20
"""A small file may shrink as much as it likes: it cannot fill memory."""
_WINDOW: Final = 31
"""zlib's word for: gzip, with its header and checksum."""
_STEP_BYTES: Final = 1 << 20
_PACKED_STEP_BYTES: Final = 32 << 10
"""What is left of a step is copied for each member that ends in it: a file can be made of a great
many tiny ones."""

_DAMAGED: Final[type[Exception]] = isal_zlib.error  # type: ignore[assignment]  # its stub is wrong


def unpacked(
    chunks: Iterable[bytes], file: str = "", bounds: Bounds = DEFAULT_BOUNDS
) -> Iterator[bytes]:
    """The content in pieces of at most about a megabyte; gzip is told by its first two bytes.

    Several gzip members one after another are one file, and a file packed twice is unpacked
    twice. NotUnderstood where the file is cut short, damaged (its checksum is wrong), or unpacks
    to more than the bounds allow or to an absurd multiple of its size.
    """
    yield from _layer(_layer(_stepped(chunks), file, bounds), file, bounds)


def absurd(file: str, bounds: Bounds) -> NotUnderstood:
    """The error of a file that was made to fill memory."""
    return NotUnderstood(
        f"unpacks to hundreds of times its size (more than {bounds.ratio}), as no report does. It "
        "was not read. STORELINK_FILE_RATIO allows more",
        file=file,
    )


def too_large(file: str, bounds: Bounds) -> NotUnderstood:
    """The error of a file with more content than is ever read."""
    return NotUnderstood(
        f"holds more than {bounds.content_bytes >> 20:,} MiB, more than any report. It was not "
        "read. STORELINK_FILE_MIB allows more",
        file=file,
    )


def _stepped(chunks: Iterable[bytes], step: int = _STEP_BYTES) -> Iterator[bytes]:
    for chunk in chunks:
        if len(chunk) <= step:
            yield chunk
            continue
        for at in range(0, len(chunk), step):
            yield chunk[at : at + step]


def _layer(chunks: Iterable[bytes], file: str, bounds: Bounds) -> Iterator[bytes]:
    pieces = iter(chunks)
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= len(MAGIC):
            break
    content = _chain(head, pieces)
    if head.startswith(MAGIC):
        content = _gunzip(_stepped(content, _PACKED_STEP_BYTES), file, bounds)
    yield from _bounded(content, file, bounds)


def _chain(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from rest


def _bounded(pieces: Iterator[bytes], file: str, bounds: Bounds) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > bounds.content_bytes:
            raise too_large(file, bounds)
        yield piece


def _gunzip(pieces: Iterator[bytes], file: str, bounds: Bounds) -> Iterator[bytes]:
    member = isal_zlib.decompressobj(_WINDOW)
    packed = size = 0
    for piece in pieces:
        packed += len(piece)
        waiting = piece
        while waiting:
            if member.eof:
                waiting = waiting.lstrip(b"\0")  # some writers pad with zeros
                if not waiting:
                    break
                member = isal_zlib.decompressobj(_WINDOW)
            try:
                out = member.decompress(waiting, _STEP_BYTES)
            except _DAMAGED:
                raise NotUnderstood(
                    "is damaged: its gzip content does not match its checksum. Fetch it again",
                    file=file,
                ) from None
            waiting = member.unused_data if member.eof else member.unconsumed_tail
            size += len(out)
            if size > RATIO_COUNTS_FROM and size > packed * bounds.ratio:
                raise absurd(file, bounds)
            if out:
                yield out
    if not member.eof:
        raise NotUnderstood("is cut short: its gzip content has no end. Fetch it again", file=file)

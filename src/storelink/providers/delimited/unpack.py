"""The bytes inside a file, whether it is gzip or not, whatever its name says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from isal import isal_zlib

from storelink.domain.errors import NotUnderstood

MAGIC: Final = b"\x1f\x8b"
_WINDOW: Final = 31
"""zlib's word for: gzip, with its header and checksum."""
_STEP_BYTES: Final = 1 << 20
_MAX_RATIO: Final = 600
"""Reports shrink ten- to fortyfold, the same line over and over about three hundredfold; what
shrinks more was made to fill memory (deflate itself ends at 1032)."""
_RATIO_COUNTS_FROM: Final = 32 << 20

MAX_UNPACKED_BYTES: Final = 32 << 30

_DAMAGED: Final[type[Exception]] = isal_zlib.error  # type: ignore[assignment]  # its stub is wrong


def unpacked(
    chunks: Iterable[bytes], file: str = "", max_bytes: int = MAX_UNPACKED_BYTES
) -> Iterator[bytes]:
    """The content in pieces of at most about a megabyte; gzip is told by its first two bytes.

    Several gzip members one after another are one file, and a file packed twice is unpacked
    twice. NotUnderstood where the file is cut short, damaged (its checksum is wrong), or unpacks
    to more than `max_bytes` or to an absurd multiple of its size.
    """
    yield from _layer(_layer(chunks, file, max_bytes), file, max_bytes)


def _layer(chunks: Iterable[bytes], file: str, max_bytes: int) -> Iterator[bytes]:
    pieces = iter(chunks)
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= len(MAGIC):
            break
    if not head.startswith(MAGIC):
        yield from _bounded(_chain(head, pieces), file, max_bytes)
        return
    yield from _bounded(_gunzip(_chain(head, pieces), file), file, max_bytes)


def _chain(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from rest


def _bounded(pieces: Iterator[bytes], file: str, max_bytes: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > max_bytes:
            raise NotUnderstood(
                f"holds more than {max_bytes >> 20:,} MiB, more than any report. It was not read",
                file=file,
            )
        yield piece


def _gunzip(pieces: Iterator[bytes], file: str) -> Iterator[bytes]:
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
            if size > _RATIO_COUNTS_FROM and size > packed * _MAX_RATIO:
                raise NotUnderstood(
                    "unpacks to hundreds of times its size, as no report does. It was not read",
                    file=file,
                )
            if out:
                yield out
    if not member.eof:
        raise NotUnderstood("is cut short: its gzip content has no end. Fetch it again", file=file)

"""The text of a file as UTF-8 without a byte-order mark, whatever encoding it came in."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

from storelink.domain.errors import NotUnderstood


def as_utf8(pieces: Iterable[bytes], file: str = "") -> Iterator[bytes]:
    """UTF-8 with or without its mark passes as it is (unchecked: whoever splits the lines can say
    which line is wrong); UTF-16 of either order, marked or not, is turned into UTF-8."""
    source = iter(pieces)
    head = b""
    for piece in source:
        head += piece
        if len(head) >= 4:
            break
    name, mark = _encoding_of(head)
    head = head[mark:]
    if name == "utf-8":
        if head:
            yield head
        yield from source
        return
    yield from _transcoded(head, source, name, file)


def _encoding_of(head: bytes) -> tuple[str, int]:
    """Name of the encoding and length of the byte-order mark."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return name, len(mark)
    # A header is made of Latin letters: in UTF-16 every other byte of it is zero.
    if len(head) >= 4 and head[1] == head[3] == 0 and head[0] and head[2]:
        return "utf-16-le", 0
    if len(head) >= 4 and head[0] == head[2] == 0 and head[1] and head[3]:
        return "utf-16-be", 0
    return "utf-8", 0


def _transcoded(head: bytes, rest: Iterator[bytes], name: str, file: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        yield decoder.decode(head).encode()
        for piece in rest:
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError:
        raise NotUnderstood(
            f"begins as {name.upper()} text, but goes on as something else", file=file
        ) from None

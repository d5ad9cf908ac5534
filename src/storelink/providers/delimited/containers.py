"""The files inside a file: a plain one, one packed by gzip, or the members of a ZIP archive.

Told by the first bytes: Google gives ZIP archives names that end in .csv, and packs plain files.
This is the one way in for every file, whoever sent it: whatever is wrong with a container is a
NotUnderstood, and never more is in memory than a few pieces.
"""

from __future__ import annotations

import bz2
import copy
import errno
import io
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import IO, Final, Protocol

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.errors import NotUnderstood
from storelink.providers.delimited.encoding import as_utf8
from storelink.providers.delimited.unpack import RATIO_COUNTS_FROM, absurd, too_large, unpacked

ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
"""How an archive begins."""
MAX_MEMBERS: Final = 1000
_CHUNK_BYTES: Final = 1 << 20
_HEAD_BYTES: Final = 256 << 10
_PACKED_BYTES: Final = 16 << 10
_SPOOL_BYTES: Final = 16 << 20
_READ_BYTES: Final = 2 << 20
"""At most this at a time: an archive's list of members is read at once, as long as it claims to
be."""
_ENDINGS: Final = (".csv", ".txt", ".tsv", ".csv.gz", ".txt.gz", ".tsv.gz")
_LZMA_DICTIONARY_BYTES: Final = 64 << 20
_LZMA_HEAD: Final = struct.Struct("<HH")


@dataclass(frozen=True, slots=True)
class Entry:
    """One delimited file."""

    name: str
    """As an error shall name it: the archive, then the member."""
    chunks: Iterator[bytes]


def entries(source: Path | bytes, name: str, bounds: Bounds = DEFAULT_BOUNDS) -> Iterator[Entry]:
    """The delimited files in a file, one after another; each must be read before the next.

    NotUnderstood where an archive is damaged, locked, or made to fill memory.
    """
    pieces = unpacked(_chunks(source), name, bounds)
    head = next(pieces, b"")
    if not head.startswith(ZIP):
        yield Entry(name, chain([head], pieces))
        return
    with tempfile.SpooledTemporaryFile(_SPOOL_BYTES) as archive:
        size = 0
        for piece in chain([head], pieces):
            size += archive.write(piece)
        archive.seek(0)
        yield from _Archive(archive, size, name, bounds).entries()


def _chunks(source: Path | bytes) -> Iterator[bytes]:
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def is_no_archive(content: bytes) -> bool:
    """True for what begins like an archive and has no end of one: something else that does."""
    return content.startswith(b"PK") and b"PK\x05\x06" not in content[-70_000:]


def head_of(entry: Entry) -> bytes:
    """The beginning of a file, as UTF-8. NotUnderstood where it is damaged before that."""
    head = b""
    try:
        for piece in as_utf8(unpacked(entry.chunks, entry.name), entry.name):
            head += piece
            if len(head) >= _HEAD_BYTES:
                break
    except NotUnderstood:
        if not head:
            raise
    return head


class _Archive:
    """A ZIP archive: its members, and how much of them has come out so far."""

    def __init__(self, file: IO[bytes], size: int, name: str, bounds: Bounds) -> None:
        self._file = file
        self._size = size
        self._name = name
        self._bounds = bounds
        self._unpacked = 0

    def entries(self) -> Iterator[Entry]:
        with self._damage_is_told():
            opened = zipfile.ZipFile(_InPieces(self._file))
        with opened:
            members = [info for info in opened.infolist() if _is_report(info)]
            self._check(members)
            for info in members:
                inner = Path(info.filename).name
                yield Entry(f"{self._name}/{inner}", self._content(opened, info))

    def _check(self, members: list[zipfile.ZipInfo]) -> None:
        if not members or len(members) > MAX_MEMBERS:
            raise NotUnderstood(
                f"is an archive with {len(members)} report files in it", file=self._name
            )
        if any(info.flag_bits & 1 for info in members):
            raise NotUnderstood("is an archive that is locked with a password", file=self._name)
        if len({info.filename for info in members}) < len(members):
            raise NotUnderstood("is an archive with two files of one name", file=self._name)
        if any(self._is_absurd(info) for info in members):
            raise absurd(self._name, self._bounds)
        placed = sorted(members, key=lambda info: info.header_offset)
        if any(a.header_offset + a.compress_size > b.header_offset for a, b in pairwise(placed)):
            raise self._damaged()

    def _is_absurd(self, info: zipfile.ZipInfo) -> bool:
        """As the archive itself says; `_content` looks at what really comes out."""
        most = max(RATIO_COUNTS_FROM, info.compress_size * self._bounds.ratio)
        return info.file_size > most

    def _content(self, opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
        unpack = _UNPACKERS.get(info.compress_type)
        if unpack is None:
            raise NotUnderstood(
                "is an archive that is packed in a way that reports are not", file=self._name
            )
        with self._damage_is_told():
            for piece in unpack(opened, info):
                self._unpacked += len(piece)
                if self._unpacked > self._bounds.content_bytes:
                    raise too_large(self._name, self._bounds)
                most = max(RATIO_COUNTS_FROM, self._size * self._bounds.ratio)
                if self._unpacked > most:
                    raise absurd(self._name, self._bounds)
                yield piece

    @contextmanager
    def _damage_is_told(self) -> Iterator[None]:
        """What Python's own reader raises for a damaged archive. A full disk stays one."""
        try:
            yield
        except OSError as error:
            if error.errno not in {None, errno.EINVAL}:
                raise
            raise self._damaged() from None
        except _DAMAGE:
            raise self._damaged() from None

    def _damaged(self) -> NotUnderstood:
        return NotUnderstood(
            "is damaged: its ZIP content cannot be unpacked. Fetch it again", file=self._name
        )


_DAMAGE: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)


class _InPieces:
    """A file that nobody can read at once."""

    def __init__(self, file: IO[bytes]) -> None:
        self.seek = file.seek
        self.tell = file.tell
        self._read = file.read

    def read(self, size: int = -1) -> bytes:
        piece = self._read(_READ_BYTES + 1 if size < 0 else min(size, _READ_BYTES + 1))
        if len(piece) > _READ_BYTES:
            raise zipfile.BadZipFile
        return piece

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        """Whoever made the file closes it."""


def _is_report(info: zipfile.ZipInfo) -> bool:
    """What a person's computer adds to an archive is none."""
    return info.filename.lower().endswith(_ENDINGS) and "__MACOSX" not in info.filename


def _by_python(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with opened.open(info) as member:
        while chunk := member.read(_CHUNK_BYTES):
            yield chunk


class _Decompressor(Protocol):
    """What bz2 and lzma have in common."""

    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def _by_bzip2(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    return _checked(_decompressed(bz2.BZ2Decompressor(), _packed(opened, info)), info)


def _by_lzma(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    packed = _packed(opened, info)
    head = next(packed, b"")
    _, size = _LZMA_HEAD.unpack_from(head)
    properties = head[_LZMA_HEAD.size : _LZMA_HEAD.size + size]
    if len(properties) != 5 or size != 5:
        raise lzma.LZMAError
    dictionary = int.from_bytes(properties[1:], "little")
    # The first byte holds three settings; Python has no public reader of them.
    rest, lc = divmod(properties[0], 9)
    pb, lp = divmod(rest, 5)
    if dictionary > _LZMA_DICTIONARY_BYTES or pb > 4:
        raise lzma.LZMAError
    method = {"id": lzma.FILTER_LZMA1, "dict_size": max(dictionary, 4096), "lc": lc, "lp": lp,
              "pb": pb}  # fmt: skip
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[method])
    rest_of_file = chain([head[_LZMA_HEAD.size + size :]], packed)
    return _checked(_decompressed(unpacker, rest_of_file), info)


def _packed(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member's bytes as they stand in the archive: Python's own way unpacks these methods
    without a limit."""
    raw = copy.copy(info)
    raw.compress_type, raw.file_size = zipfile.ZIP_STORED, info.compress_size
    del raw.CRC
    with opened.open(raw) as member:
        while chunk := member.read(_PACKED_BYTES):
            yield chunk


def _decompressed(unpacker: _Decompressor, pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        waiting = piece
        while not unpacker.eof:
            out = unpacker.decompress(waiting, _CHUNK_BYTES)
            waiting = b""
            if not out:
                break
            yield out


def _checked(pieces: Iterator[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    """As many bytes as the archive says, with the checksum that it says."""
    left, checksum = info.file_size, 0
    for piece in pieces:
        own = piece[:left]
        left -= len(own)
        checksum = zlib.crc32(own, checksum)
        yield own
        if not left:
            break
    if left or checksum != info.CRC:
        raise zipfile.BadZipFile


_UNPACKERS: Final[dict[int, Callable[[zipfile.ZipFile, zipfile.ZipInfo], Iterator[bytes]]]] = {
    zipfile.ZIP_STORED: _by_python,
    zipfile.ZIP_DEFLATED: _by_python,
    zipfile.ZIP_BZIP2: _by_bzip2,
    zipfile.ZIP_LZMA: _by_lzma,
}

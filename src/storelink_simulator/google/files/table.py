"""How a table becomes the bytes of an object: UTF-16 mostly, sometimes not; zips where Google zips.

Which object is written in which way is told by its name, so it stays that way.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storelink_simulator.drawing import number_of

Cell = str | int
CSV_TYPE = "text/csv"
ZIP_TYPE = "application/zip"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows."""

    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Writing:
    """How a CSV is written."""

    encoding: str = "utf-16"
    """`utf-16` is little-endian with a byte-order mark."""
    line_end: str = "\n"
    is_gzip: bool = True

    def bytes_of(self, table: Table) -> bytes:
        """The bytes that are stored."""
        plain = encoded(text_of(table, self.line_end), self.encoding)
        return gzip.compress(plain, 1, mtime=0) if self.is_gzip else plain


def writing_of(seed: int, name: str) -> Writing:
    """How the object of a name is written: nine in ten UTF-16 with LF, five in six compressed."""
    chance = number_of(seed, "writing", name)
    encoding = {0: "utf-8", 1: "utf-8-sig"}.get(chance % 40, "utf-16")
    line_end = "\r\n" if chance // 40 % 12 == 0 else "\n"
    return Writing(encoding, line_end, is_gzip=chance // 480 % 6 != 0)


def text_of(table: Table, line_end: str = "\n") -> str:
    """A table as comma-separated text, quoted where it has to be."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator=line_end)
    writer.writerow(table.header)
    writer.writerows(table.rows)
    return sink.getvalue()


def encoded(text: str, encoding: str) -> bytes:
    """Text as bytes; UTF-16 is always little-endian with its mark, whatever this machine is."""
    if encoding == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    if encoding == "utf-16-be":
        return b"\xfe\xff" + text.encode("utf-16-be")
    return text.encode(encoding)


def zipped(inner_name: str, table: Table) -> bytes:
    """A zip with one UTF-8 CSV in it."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(inner_name, _ZIP_DATE)
        archive.writestr(info, text_of(table).encode(), zipfile.ZIP_DEFLATED)
    return sink.getvalue()

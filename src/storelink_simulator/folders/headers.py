"""The simulator's own reading of report headers: which kind of report a file is.

Not the reader of the product, on purpose; it only finds out where a file is served from.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from dataclasses import dataclass
from pathlib import Path

_LARGEST_BYTES = 256 << 20
_GZIP = b"\x1f\x8b"

# What has to be among the (lower case) column names, most telling first.
_ANALYTICS: tuple[tuple[str, frozenset[str]], ...] = (
    ("installations", frozenset({"event", "download type", "counts"})),
    ("downloads", frozenset({"download type", "counts"})),
    ("engagement", frozenset({"event", "engagement type", "counts"})),
    ("purchases", frozenset({"purchase type", "purchases"})),
    ("pre-orders", frozenset({"pre-orders placed"})),
    ("sessions", frozenset({"sessions", "unique devices"})),
    ("crashes", frozenset({"crashes", "unique devices"})),
)
_SALES: tuple[tuple[str, frozenset[str]], ...] = (
    ("SUBSCRIBER", frozenset({"subscriber id", "event date"})),
    ("SUBSCRIPTION_EVENT", frozenset({"event date", "event", "quantity"})),
    ("SUBSCRIPTION", frozenset({"active standard price subscriptions", "app apple id"})),
    ("PRE_ORDER", frozenset({"ordered", "cumulative ordered"})),
    ("SALES", frozenset({"product type identifier", "units", "begin date"})),
)
_FINANCIAL = frozenset({"partner share", "isrc/isbn"})
_DETAIL = frozenset({"transaction date", "partner share"})
DETAILED_ONLY = frozenset({"source info", "campaign", "page title"})


@dataclass(frozen=True)
class Table:
    """A file as a table: its header, and its lines by lower-case column name."""

    content: bytes
    preamble: tuple[tuple[str, ...], ...]
    header: tuple[str, ...]
    lines: tuple[dict[str, str], ...]

    def column(self, name: str) -> list[str]:
        """The values of a column, without empty ones."""
        values = (line.get(name, "").strip() for line in self.lines)
        return [value for value in values if value]

    @property
    def names(self) -> frozenset[str]:
        """The column names, in lower case."""
        return frozenset(self.header)


class Unreadable(ValueError):
    """The file is no table that a store sends; the text says why."""


def read_table(path: Path) -> Table:
    """Read a plain or compressed file. Raises Unreadable."""
    data = path.read_bytes()
    if len(data) > _LARGEST_BYTES:
        raise Unreadable("larger than 256 MiB")
    if data.startswith(_GZIP):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError) as error:
            raise Unreadable("not a whole gzip file") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("not UTF-8") from error
    lines = text.splitlines()
    start = next((place for place, line in enumerate(lines) if _is_header(line)), None)
    if start is None:
        raise Unreadable("no header of a report that the store sends")
    separator = "\t" if "\t" in lines[start] else ","
    cells = list(csv.reader(io.StringIO("\n".join(lines[start:])), delimiter=separator))
    header = tuple(name.strip().lower() for name in cells[0])
    rows = tuple(dict(zip(header, line, strict=False)) for line in cells[1:] if line)
    preamble = tuple(tuple(line.split(separator)) for line in lines[:start])
    return Table(data, preamble, header, rows)


def kind_of(names: frozenset[str]) -> tuple[str, str] | None:
    """("analytics", family), ("sales", type) or ("finance", type)."""
    if names >= _DETAIL:
        return "finance", "FINANCE_DETAIL"
    if names >= _FINANCIAL:
        return "finance", "FINANCIAL"
    for report_type, wanted in _SALES:
        if names >= wanted:
            return "sales", report_type
    for family, wanted in _ANALYTICS:
        if names >= wanted:
            return "analytics", family
    return None


def _is_header(line: str) -> bool:
    names = frozenset(part.strip().strip('"').lower() for part in re.split("[\t,]", line))
    return kind_of(names) is not None

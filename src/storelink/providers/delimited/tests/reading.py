"""What the tests of the reader share: a layout of every kind, and reading to plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storelink.domain.report import Column, Kind
from storelink.providers.delimited.layout import Layout
from storelink.providers.delimited.reader import Reading, open_delimited

COLUMNS = (
    Column("date", Kind.DATE, "Date"),
    Column("app_id", Kind.TEXT, "App Apple Identifier", also=("App ID",)),
    Column("event", Kind.TEXT, "Event", required=True),
    Column("counts", Kind.COUNT, "Counts"),
    Column("money", Kind.AMOUNT, "Developer Proceeds"),
    Column("rate", Kind.RATE, "Exchange Rate"),
)
LAYOUT = Layout(COLUMNS, tail_starts=("Total_Rows",))


@dataclass(frozen=True)
class Rows:
    reading: Reading
    columns: list[str]
    rows: list[tuple[Any, ...]]


def read(content: bytes, layout: Layout = LAYOUT, **options: Any) -> Rows:
    """Everything in a file, cell by cell."""
    reading = open_delimited([content], layout, "a.tsv", **options)
    rows = [tuple(row.values()) for batch in reading.batches() for row in batch.to_pylist()]
    return Rows(reading, list(reading.schema.names), rows)


def tsv(*lines: str) -> bytes:
    return "\n".join(lines).encode() + b"\n"

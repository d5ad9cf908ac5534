"""How the file of each report is laid out, and what may be odd about it."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import pyarrow as pa

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Grain, Kind, Report
from storelink.providers.delimited.careful import Line, batch_of
from storelink.providers.delimited.cells import is_blank
from storelink.providers.delimited.header import Header, squeezed
from storelink.providers.delimited.layout import Layout
from storelink.providers.delimited.reader import Reading
from storelink.providers.google_play.reports.reviews import REVIEWS

_HEADER_STARTS: Final = ("Date", "Package Name")
"""A row that begins so is the header once more: whole tables are sometimes appended again."""
_NO_FIGURE: Final = frozenset({"NA", "N/A", "NaN"})
_STARS: Final = re.compile(r"\s*[1-5]\s*")
_MILLIS: Final = re.compile(r"\s*\d{0,16}\s*")


@cache
def layout_of(report: Report, *, keeps_unknown: bool) -> Layout:
    """The report's declared columns; rows of a dated report always say their day."""
    return Layout(
        columns=report.columns,
        never_blank=frozenset({"date"}) if is_dated(report) else frozenset(),
        tail_starts=_HEADER_STARTS if report.grain is Grain.APP else (),
        keeps_unknown=keeps_unknown,
        missing_words=_NO_FIGURE,
        mend=_mended_review if report == REVIEWS else None,
    )


def is_dated(report: Report) -> bool:
    """Whether each row tells its day."""
    return any(column.name == "date" for column in report.columns)


def _mended_review(cells: tuple[str, ...], header: Header) -> tuple[str, ...] | None:
    """A review whose words hold commas that were not quoted. Only where every other cell then
    says what its column is for, and no title could hold the comma as well."""
    place = {found.name: found.place for found in header.found if found.is_declared}
    has_title = "title" in place and not is_blank(cells[place["title"]])
    if "text" not in place or has_title:
        return None
    at, surplus = place["text"], len(cells) - header.width
    whole = (*cells[:at], ",".join(cells[at : at + surplus + 1]), *cells[at + surplus + 1 :])
    link = whole[place["link"]] if "link" in place else ""
    replied = whole[place["replied_millis"]] if "replied_millis" in place else ""
    is_plausible = (
        _STARS.fullmatch(whole[place["stars"]])
        and _MILLIS.fullmatch(replied)
        and (is_blank(link) or link.strip().startswith(("http://", "https://")))
    )
    return whole if is_plausible else None


def appended(reading: Reading, table: pa.Table) -> pa.Table:
    """`table`, and what further tables below it say that it does not.

    Rows that it already has are the same table once more. NotUnderstood where a further table
    contradicts it, or is none.
    """
    rows = [line for line in reading.tail if not _is_header(line, reading)]
    if not rows:
        return table
    batch = batch_of(rows, reading.context)
    known = set(_tuples(table))
    fresh = batch.filter(pa.array([row not in known for row in _tuples(batch)], pa.bool_()))
    keys = _key_names(reading)
    known_keys = set(_tuples(table.select(keys)))
    if any(key in known_keys for key in _tuples(fresh.select(keys))):
        raise NotUnderstood(
            "holds its table twice, with different figures",
            file=reading.file,
            line=reading.tail[0].number,
        )
    return pa.concat_tables([table, pa.Table.from_batches([fresh])])


def _is_header(line: Line, reading: Reading) -> bool:
    sources = {found.place: found.source for found in reading.header.found}
    return all(squeezed(line.cells[place]) == squeezed(said) for place, said in sources.items())


def _key_names(reading: Reading) -> list[str]:
    return [c.name for c in reading.context.wanted if c.kind in {Kind.TEXT, Kind.DATE}]


def _tuples(table: pa.Table | pa.RecordBatch) -> list[tuple[object, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

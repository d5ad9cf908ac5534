"""Which of Google's reports a file is, told by its content; its name decides between twins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from storelink.domain.errors import NotUnderstood
from storelink.domain.report import Report
from storelink.providers.delimited.encoding import as_utf8
from storelink.providers.delimited.header import Header, match, squeezed
from storelink.providers.delimited.top import DELIMITERS, TopLine, header_cells, top_lines
from storelink.providers.google_play.containers import Entry, entries
from storelink.providers.google_play.pages import looks_like_page, report_of_page
from storelink.providers.google_play.reports.catalogue import KNOWN, PLACE_OF

_HEAD_BYTES: Final = 256 << 10
_LEAST_KNOWN: Final = 0.5
"""A file of which a report knows less than half the columns is something else."""


@dataclass(frozen=True)
class _Candidate:
    report: Report
    header: Header

    @property
    def is_plausible(self) -> bool:
        has_all = not self.header.lacks(self.report.columns)
        return has_all and len(self.header.names) >= _LEAST_KNOWN * len(self.header.found)


def recognise(content: bytes, name: str) -> Report | None:
    """The report whose columns the file, or the first file of an archive, has; None if it is none
    of Google's that we know.

    NotUnderstood where a packed file is damaged before its header could be read.
    """
    if looks_like_page(content):
        return report_of_page(content)
    if content.startswith(b"PK") and b"PK\x05\x06" not in content[-70_000:]:
        return None
    for entry in entries(content, name):
        for line in top_lines(_head(entry)):
            candidates = list(_candidates(line))
            if candidates:
                return _best(candidates, entry.name)
    return None


def _head(entry: Entry) -> bytes:
    head = b""
    try:
        for piece in as_utf8(entry.chunks, entry.name):
            head += piece
            if len(head) >= _HEAD_BYTES:
                break
    except NotUnderstood:
        if not head:
            raise
    return head


def _candidates(line: TopLine) -> Iterator[_Candidate]:
    for delimiter in DELIMITERS:
        cells = header_cells(line.text, delimiter)
        for report in KNOWN:
            candidate = _Candidate(report, match(cells, report.columns))
            if candidate.is_plausible:
                yield candidate


def _best(candidates: Sequence[_Candidate], name: str) -> Report:
    def merit(candidate: _Candidate) -> tuple[int, int, int]:
        place = PLACE_OF.get(candidate.report.key)
        kind = squeezed(place.kind if place else candidate.report.key)
        is_named = len(kind) if kind in squeezed(name) else 0
        absent = len(candidate.report.columns) - len(candidate.header.names)
        return len(candidate.header.names), is_named, -absent

    return max(candidates, key=merit).report  # the first of equals, in the catalogue's order

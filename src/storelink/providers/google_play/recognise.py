"""Which of Google's reports a file is, told by its content; its name decides between twins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.report import Report
from storelink.providers.delimited.containers import entries, head_of, is_no_archive
from storelink.providers.delimited.header import Header, Matcher, match, squeezed
from storelink.providers.delimited.top import TopLine, candidate_cells, top_lines
from storelink.providers.google_play.pages import looks_like_page, report_of_page
from storelink.providers.google_play.reports.catalogue import KNOWN, PLACE_OF

_LEAST_KNOWN: Final = 0.5
"""A file of which a report knows less than half the columns is something else."""


_MATCHER: Final = Matcher([report.columns for report in KNOWN])


@dataclass(frozen=True)
class _Candidate:
    report: Report
    header: Header


def recognise(content: bytes, name: str, bounds: Bounds = DEFAULT_BOUNDS) -> Report | None:
    """The report whose columns the file, or the first file of an archive, has; None if it is none
    of Google's that we know.

    NotUnderstood where a packed file is damaged before its header could be read.
    """
    if looks_like_page(content):
        return report_of_page(content, bounds)
    if is_no_archive(content):
        return None
    for entry in entries(content, name, bounds):
        for line in top_lines(head_of(entry)):
            candidates = list(_candidates(line, bounds))
            if candidates:
                return _best(candidates, entry.name)
    return None


def _candidates(line: TopLine, bounds: Bounds) -> Iterator[_Candidate]:
    for _, cells in candidate_cells(line, bounds):
        for number in _MATCHER.plausible(cells, _LEAST_KNOWN):
            yield _Candidate(KNOWN[number], match(cells, KNOWN[number].columns))


def _best(candidates: Sequence[_Candidate], name: str) -> Report:
    def merit(candidate: _Candidate) -> tuple[int, int, int]:
        place = PLACE_OF.get(candidate.report.key)
        kind = squeezed(place.kind if place else candidate.report.key)
        is_named = len(kind) if kind in squeezed(name) else 0
        absent = len(candidate.report.columns) - len(candidate.header.names)
        return len(candidate.header.names), is_named, -absent

    return max(candidates, key=merit).report  # the first of equals, in the catalogue's order

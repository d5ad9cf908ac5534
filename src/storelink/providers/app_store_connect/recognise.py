"""Which of Apple's reports a file is, told by its header and not by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.report import Report
from storelink.providers.app_store_connect.reports.analytics import ENGAGEMENT, INSTALLATIONS
from storelink.providers.app_store_connect.reports.catalogue import KNOWN
from storelink.providers.app_store_connect.reports.web import WEB_KINDS
from storelink.providers.app_store_connect.web.parse import recognise_web
from storelink.providers.delimited.containers import entries, head_of, is_no_archive
from storelink.providers.delimited.header import Header, Matcher, match, squeezed
from storelink.providers.delimited.top import TopLine, candidate_cells, header_cells, top_lines

_HEAD_BYTES: Final = 4 << 10
_LEAST_KNOWN: Final = 0.5
"""A file of which a report knows less than half the columns is something else."""

_EVENTS: Final[Mapping[str, frozenset[str]]] = {
    **{report.key: frozenset({"impression", "page view", "tap"}) for report in ENGAGEMENT},
    **{report.key: frozenset({"install", "delete"}) for report in INSTALLATIONS},
}
"""What the column Event says, where two reports could have the same few columns."""


_MATCHER: Final = Matcher([report.columns for report in KNOWN])


@dataclass(frozen=True)
class _Candidate:
    report: Report
    header: Header
    delimiter: str

    @property
    def known(self) -> int:
        return len(self.header.names)

    @property
    def absent(self) -> int:
        return len(self.report.columns) - self.known

    @property
    def is_plausible(self) -> bool:
        """Those of the pages come as JSON. A table with a date and a count is none of them, one
        with all is."""
        return self.report.kinds != WEB_KINDS or not self.absent


def recognise(content: bytes, name: str, bounds: Bounds = DEFAULT_BOUNDS) -> Report | None:
    """The report whose columns the file, or the first file of an archive, has; None if it is none
    of Apple's that we know.

    NotUnderstood where a packed file is damaged before its header could be read.
    """
    if content[:_HEAD_BYTES].lstrip().startswith(b"{"):
        return recognise_web(content, name, bounds)
    if is_no_archive(content):
        return None
    for entry in entries(content, name, bounds):
        lines = list(top_lines(head_of(entry)))
        for place, line in enumerate(lines):
            candidates = list(_candidates(line, bounds))
            if candidates:
                return _best(candidates, lines[place + 1 :], entry.name)
    return None


def _candidates(line: TopLine, bounds: Bounds) -> Iterator[_Candidate]:
    for delimiter, cells in candidate_cells(line, bounds):
        for number in _MATCHER.plausible(cells, _LEAST_KNOWN):
            report = KNOWN[number]
            candidate = _Candidate(report, match(cells, report.columns), delimiter)
            if candidate.is_plausible:
                yield candidate


def _best(candidates: Sequence[_Candidate], rows: Sequence[TopLine], name: str) -> Report:
    def merit(candidate: _Candidate) -> tuple[int, bool, int, int]:
        return (
            candidate.known,
            _is_told_by_events(candidate, rows),
            _told_by_name(candidate.report, squeezed(name)),
            -candidate.absent,
        )

    return max(candidates, key=merit).report  # the first of equals, in the catalogue's order


def _told_by_name(report: Report, name: str) -> int:
    """How much of a file's name is the report's own: a file of a month is named after it, and after
    the one of a day too."""
    words = (squeezed(report.name), squeezed(report.key))
    return max((len(word) for word in words if word in name), default=0)


def _is_told_by_events(candidate: _Candidate, rows: Sequence[TopLine]) -> bool:
    events = _EVENTS.get(candidate.report.key)
    places = [found.place for found in candidate.header.found if found.name == "event"]
    if events is None or not places:
        return False
    for row in rows:
        cells = header_cells(row.text, candidate.delimiter)
        if places[0] < len(cells) and cells[places[0]].strip().lower() in events:
            return True
    return False

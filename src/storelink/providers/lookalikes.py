"""Files that people bring by hand and that are no report: what they are, what to use instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice
from typing import Final

from storelink.domain.bounds import Bounds
from storelink.providers.delimited.containers import entries, head_of, is_no_archive
from storelink.providers.delimited.top import candidate_cells, top_lines

_LONGEST_CELL: Final = 300


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A kind of file of a console's that is none of the reports."""

    lines: tuple[tuple[str, ...], ...]
    """For each line that tells it, patterns of cells that the line has all of: in small letters,
    `*` for anything."""
    sentence: str
    """What it is, and what Storelink reads instead."""


def lookalike_of(
    known: Sequence[Lookalike], content: bytes, name: str, bounds: Bounds
) -> Lookalike | None:
    """The kind that a file is, by its first lines; None if it is none of these. NotUnderstood as
    contract.Recognise."""
    if is_no_archive(content):
        return None
    for entry in islice(entries(content, name, bounds), 1):
        rows = [
            [cell.strip().lower() for cell in cells if len(cell) <= _LONGEST_CELL]
            for line in top_lines(head_of(entry))
            for _, cells in candidate_cells(line, bounds)
        ]
        for kind in known:
            if all(any(_has_all(row, line) for row in rows) for line in kind.lines):
                return kind
    return None


def _has_all(row: Sequence[str], patterns: Sequence[str]) -> bool:
    return all(any(fnmatchcase(cell, pattern) for cell in row) for pattern in patterns)

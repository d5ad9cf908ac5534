"""Reports of one name that differ only by how they are split, told as one line that opens.

Sixty lines are no answer to “what has come in”. A store's name tells the split behind a comma:
“Installs, by country”, “Installs, by device”.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storelink.domain.report import Period
from storelink.web.report_lines import Line

_FIRST_TOLD = ("bad-text", "info-text", "no", "yes")
"""Of lines that stand differently, this tone is the group's."""

_PERIODS = tuple(Period)
"""The shortest first."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together; a single line is a group of one."""

    name: str
    lines: Sequence[Line]

    @property
    def leading(self) -> Line:
        """The line whose icon and tone stand for all: what is wrong, then what is loading."""
        return min(self.lines, key=lambda line: _FIRST_TOLD.index(line.tone))

    @property
    def words(self) -> str:
        """The same words where all stand the same, else how many have data."""
        told = {line.words for line in self.lines}
        if len(told) == 1:
            return told.pop()
        return f"{sum(line.loaded_at is not None for line in self.lines)} of {len(self.lines)}"

    @property
    def about(self) -> str:
        """The earliest of the days up to which they are complete, or what the leading line says.
        Of reports over days and over months the days count: last year's file tells little of today.
        """
        finest = min(_PERIODS.index(line.period) for line in self.lines)
        days = [
            line
            for line in self.lines
            if line.complete_to is not None and _PERIODS.index(line.period) == finest
        ]
        if self.leading.tone == "bad-text" or not days:
            return self.leading.about
        return min(days, key=lambda line: str(line.complete_to)).about

    @property
    def share(self) -> float | None:
        """How much of the run's work is done, over those that are loading."""
        shares = [line.share for line in self.lines if line.share is not None]
        return sum(shares) / len(shares) if shares else None


def in_groups(lines: Iterable[Line]) -> tuple[Group, ...]:
    """The lines, grouped by the name before the comma, in the order of each group's first."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.name.partition(",")[0], []).append(line)
    return tuple(
        Group(name if len(group) > 1 else group[0].name, group) for name, group in found.items()
    )

"""How the lines of a kind of file are to be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from storelink.domain.report import Column
from storelink.providers.delimited.days import Order
from storelink.providers.delimited.header import Header, squeezed

Mend = Callable[[tuple[str, ...], Header], tuple[str, ...] | None]
"""The cells of a line that has more of them than the header → as many as the header has; None
where they cannot be told for sure."""


@dataclass(frozen=True)
class Layout:
    """Declared columns, and what else may stand in the file."""

    columns: tuple[Column, ...]
    never_blank: frozenset[str] = frozenset()
    """Our names of columns whose cells must say something, if the file has the column."""
    tail_starts: tuple[str, ...] = ()
    """First cells that end the rows: totals follow, down to the end of the file."""
    may_repeat: bool = False
    """Whether the header may come again with more rows below it, and what they mean is known."""
    keeps_unknown: bool = True
    """False: columns nobody declared are checked but not handed out."""
    missing_words: frozenset[str] = frozenset()
    """What a store writes in a column of figures where it has none, such as `NA`."""
    mend: Mend | None = None
    """For stores that leave commas in people's words unquoted."""
    dated: frozenset[str] = frozenset()
    """Our names of columns whose days lie in the period that the file is of."""
    usual_order: Order | None = None
    """How the store writes days with slashes; None where it is not known to write such."""
    summed: tuple[str, ...] = ()
    """Our names of columns of amounts that the totals below the rows tell the sums of."""

    @cached_property
    def _tails(self) -> frozenset[str]:
        return frozenset(squeezed(start) for start in self.tail_starts)

    @cached_property
    def tail_pattern(self) -> re.Pattern[bytes] | None:
        """Finds a line that may begin the tail; None where the layout has none."""
        if not self.tail_starts:
            return None
        loose = "|".join(r"[\s\-_]*".join(map(re.escape, tail)) for tail in sorted(self._tails))
        # Of many blank lines each begins anew: none is looked through twice.
        return re.compile(rf'(?:\A|\n)[ \t\r\-_"]*(?:{loose})'.encode(), re.IGNORECASE)

    def is_tail(self, cells: Sequence[str]) -> bool:
        """True for the line with which the rows end."""
        return bool(self._tails) and squeezed(cells[0]) in self._tails

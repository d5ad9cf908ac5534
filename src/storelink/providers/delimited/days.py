"""Days written with slashes: whether the month stands first or the day, for a whole file.

`03/10/2026` is a day in March or one in October. What a file's own period, and its other days,
say decides; where they do not, the file is refused and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import lru_cache

from storelink.domain.period import Days
from storelink.providers.delimited.cells import BLANKS, SLASHED

Words = Mapping[str, Collection[str]]
"""Column → the days written with slashes that it has."""


class Order(Enum):
    """Which of the two numbers stands first."""

    MONTH_FIRST = "month"
    DAY_FIRST = "day"


class UnclearDay(ValueError):
    """A day that can be read in two ways, or in none. `word` is what stands there."""

    def __init__(self, sentence: str, word: str) -> None:
        super().__init__(sentence)
        self.word = word


def is_slashed(word: str) -> bool:
    """Whether a cell is a day with slashes."""
    return "/" in word and SLASHED.fullmatch(word.strip(BLANKS)) is not None


@lru_cache(maxsize=8192)
def slashed_day(word: str, order: Order) -> date | None:
    """The day that a word says in that order; None where the calendar has none such."""
    found = SLASHED.fullmatch(word.strip(BLANKS))
    if found is None:
        return None
    first, second, year = map(int, found.groups())
    month, day = (first, second) if order is Order.MONTH_FIRST else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass
class SlashedDays:
    """The order of one file's slashed days, settled by the first rows and held to the last."""

    usual: Order | None = None
    """How the store is known to write; None: it is not known to use slashes at all."""
    within: Days | None = None
    """The days that the file is of, where known."""
    dated: frozenset[str] = field(default=frozenset())
    """Our names of the columns whose days lie in these."""
    order: Order | None = None
    """Once settled."""

    def decide(self, words: Words) -> Order:
        """The order of these words, and of all before them. UnclearDay where there is none."""
        every = [word for column in words.values() for word in column]
        own = [word for name, column in words.items() if name in self.dated for word in column]
        if self.order is not None:
            self._hold(self.order, every, own)
            return self.order
        possible = [order for order in Order if all(slashed_day(w, order) for w in every)]
        if not possible or not (self.within or self.usual in {None, *possible}):
            raise UnclearDay(*_no_reading(every))
        if self.within is not None and own:
            return self._by_period(possible, every, own)
        return self._by_custom(possible, every)

    def keep(self, words: Words, order: Order) -> None:
        """Hold all words to come to the order that these were read in, unless they are the same
        days in both (10/10/2026)."""
        every = (word for column in words.values() for word in column)
        if any(len({slashed_day(word, each) for each in Order}) > 1 for word in every):
            self.order = order

    def _by_period(self, possible: list[Order], every: list[str], own: list[str]) -> Order:
        fitting = [order for order in possible if all(self._fits(word, order) for word in own)]
        if fitting:
            return self._by_custom(fitting, every)
        if self.usual in possible:
            return self.usual  # whoever knows the report says that it is of another period
        if len(possible) == 1 and any(self._fits(word, possible[0]) for word in own):
            return possible[0]
        word = next(word for word in own if not self._fits(word, possible[0]))
        raise UnclearDay(
            f"“{word.strip()}” is no day of {self._shown}, whichever number is the month. The file "
            "was not read",
            word,
        )

    def _by_custom(self, possible: list[Order], every: list[str]) -> Order:
        if len(possible) == 1:
            return possible[0]
        if self.usual is not None:
            return self.usual
        for word in every:
            month_first, day_first = (slashed_day(word, order) for order in Order)
            if month_first != day_first:
                raise UnclearDay(
                    f"“{word.strip()}” can be {month_first} or {day_first}, and nothing in the "
                    "file tells which. It was not read",
                    word,
                )
        return possible[0]

    def _hold(self, order: Order, every: Iterable[str], own: Iterable[str]) -> None:
        for word in every:
            if slashed_day(word, order) is None:
                raise UnclearDay(
                    f"“{word.strip()}” is not a day of the calendar if the {order.value} stands "
                    "first, as in the rows above. The file was not read",
                    word,
                )
        other = Order.DAY_FIRST if order is Order.MONTH_FIRST else Order.MONTH_FIRST
        if self.within is None or order is self.usual:
            return
        for word in own:
            if not self._fits(word, order) and self._fits(word, other):
                raise UnclearDay(
                    f"“{word.strip()}” lies in {self._shown} only if it is read the other way "
                    "round than the rows above. The file was not read",
                    word,
                )

    def _fits(self, word: str, order: Order) -> bool:
        day = slashed_day(word, order)
        return day is not None and self.within is not None and day in self.within

    @property
    def _shown(self) -> str:
        return f"{self.within.first} to {self.within.last}" if self.within else ""


class NoSlashedDays(SlashedDays):
    """For whoever cannot tell of which period a row is: no such day is read at all."""

    def decide(self, words: Words) -> Order:
        word = next(word for column in words.values() for word in column)
        raise UnclearDay(f"“{word.strip()}” can be two days", word)


def _no_reading(words: Iterable[str]) -> tuple[str, str]:
    word = next(word for word in words if slashed_day(word, Order.MONTH_FIRST) is None)
    if slashed_day(word, Order.DAY_FIRST) is None:
        return f"“{word.strip()}” is not a day of the calendar", word
    return (
        f"“{word.strip()}” is a day only if the day stands first, and other days of the file, or "
        "what the store is known to write, do not. The file was not read",
        word,
    )

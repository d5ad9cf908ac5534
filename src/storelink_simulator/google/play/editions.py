"""Which state of a month's file is out: files are rewritten in place, day by day and long after.

Runs come once a day. A day's counts appear some days late, a little too low, and settle over the
next three runs; once a month is complete it is left alone, but about one in nine is corrected
weeks later. All of it is told from the month, so that no state has to be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from storelink_simulator.drawing import number_of
from storelink_simulator.google.play.months import last_day
from storelink_simulator.google.rewrites import Rewrite, Rewrites

_SETTLING = (0.93, 0.97, 0.99)
"""Of its final counts, what a day tells in its first, second and third run."""
_CORRECTED_ONE_IN = 9
_CORRECTION = 1.03


@dataclass(frozen=True, slots=True)
class Kind:
    """A family of files with one rhythm."""

    name: str
    lag_days: int
    settles_days: int = 4
    """How many days after its last day was told a month's file still changes."""
    is_counted: bool = True
    """Whether it tells counts that settle and are corrected."""


INSTALLS = Kind("installs", 2)
CRASHES = Kind("crashes", 2)
RATINGS = Kind("ratings", 2, is_counted=False)
STORE_PERFORMANCE = Kind("store_performance", 3)
SUBSCRIPTIONS = Kind("subscriptions", 2, is_counted=False)
REVIEWS = Kind("reviews", 1, settles_days=12, is_counted=False)
SALES = Kind("sales", 1, is_counted=False)
EARNINGS = Kind("earnings", 4, settles_days=0, is_counted=False)


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of the file of a month."""

    kind: Kind
    month: date
    run_on: date
    updated_at: datetime
    is_corrected: bool = False
    rewrites: tuple[Rewrite, ...] = ()

    @property
    def last_told(self) -> date:
        """The last day that it tells."""
        return min(last_day(self.month), self.run_on - timedelta(days=self.kind.lag_days))

    @property
    def shape(self) -> str:
        """How its files look: as the last rewrite says."""
        return self.rewrites[-1].shape if self.rewrites else ""

    def count(self, final: int, day: date) -> int:
        """What it tells of a day's final count."""
        return round(final * self._factor(day))

    def _factor(self, day: date) -> float:
        if not self.kind.is_counted:
            return 1.0
        runs = (self.run_on - day).days - self.kind.lag_days
        factor = _SETTLING[runs] if runs < len(_SETTLING) else 1.0
        if self.is_corrected and day.day % 5 == 0:
            factor *= _CORRECTION
        for rewrite in self.rewrites:
            factor *= rewrite.factor
        return factor


@dataclass(frozen=True, slots=True)
class Schedule:
    """When which edition comes."""

    seed: int
    rewrites: Rewrites

    def edition(self, kind: Kind, package: str, month: date, now: datetime) -> Edition | None:
        """The newest edition of a month that is out; None before the first."""
        last_run = now.date()
        if self._moment(kind, package, last_run) > now:
            last_run -= timedelta(days=1)
        if last_run < month + timedelta(days=kind.lag_days):
            return None
        complete_on = last_day(month) + timedelta(days=kind.lag_days + kind.settles_days)
        run_on = min(last_run, complete_on)
        corrected_on = self._corrected_on(kind, package, month, complete_on=complete_on)
        is_corrected = corrected_on is not None and last_run >= corrected_on
        if corrected_on is not None and is_corrected:
            run_on = corrected_on
        rewrites = self.rewrites.of(kind.name, package, month, now)
        updated = [self._moment(kind, package, run_on), *(one.at for one in rewrites)]
        return Edition(kind, month, run_on, max(updated), is_corrected, rewrites)

    def _moment(self, kind: Kind, package: str, day: date) -> datetime:
        """Two to ten o'clock UTC, every file at an hour of its own."""
        millis = number_of(self.seed, "run", kind.name, package) % 28_800_000
        return datetime.combine(day, time(2), tzinfo=UTC) + timedelta(milliseconds=millis)

    def _corrected_on(
        self, kind: Kind, package: str, month: date, *, complete_on: date
    ) -> date | None:
        if not kind.is_counted:
            return None
        chance = number_of(self.seed, "corrected", kind.name, package, month)
        if chance % _CORRECTED_ONE_IN:
            return None
        return complete_on + timedelta(days=20 + chance // _CORRECTED_ONE_IN % 25)

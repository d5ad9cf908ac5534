"""What went wrong in an app: its crashes and hangs of a day, grouped, and as single reports.

The reports of a day hold exactly the crashes and ANRs that the statistics tell of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from storelink_simulator.cast import App
from storelink_simulator.drawing import draw, number_of, split, stream
from storelink_simulator.google.play.dimensions import versions
from storelink_simulator.google.play.figures import Figures
from storelink_simulator.google.play.reviews import DEVICES

CRASH, ANR = "CRASH", "ANR"
_CAUSES = {
    CRASH: (
        ("java.lang.NullPointerException", "MainActivity.onResume", 30),
        ("java.lang.IllegalStateException", "FeedFragment.show", 22),
        ("SIGSEGV", "libc.so", 14),
        ("java.lang.OutOfMemoryError", "ImageCache.decode", 12),
        ("android.database.sqlite.SQLiteFullException", "Store.write", 8),
        ("java.net.SocketTimeoutException", "Api.fetch", 5),
    ),
    ANR: (
        ("Input dispatching timed out", "MainActivity", 60),
        ("Broadcast of Intent", "BootReceiver", 25),
        ("Context.startForegroundService() did not then call Service.startForeground()", "Sync", 9),
    ),
}  # fmt: skip
_LEVELS = ((37, 30), (36, 28), (35, 20), (34, 12), (33, 6), (31, 4))
_VARIANTS = 6
"""So many coalesced reports has a group on a day at most."""


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Errors of one likely cause, which Google calls an issue."""

    id: str
    type: str
    cause: str
    location: str
    weight: float


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """Errors of one group that are alike, in one hour: one report, which many devices sent."""

    id: str
    group: ErrorGroup
    at: datetime
    count: int
    version_code: str
    api_level: int
    device: tuple[str, str, str]
    is_foreground: bool

    @property
    def brand(self) -> str:
        """Who made the device, as the system names it."""
        return self.device[1].lower()


class Errors:
    """The errors of all apps, remembered for a while."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self.of = lru_cache(maxsize=2048)(self._compute)
        self.groups = lru_cache(maxsize=512)(self._groups)

    def between(self, app: App, start: datetime, end: datetime) -> Iterator[ErrorReport]:
        """The reports from one moment up to, not including, another."""
        day = start.date()
        while datetime.combine(day, time(0), tzinfo=UTC) < end:
            yield from (one for one in self.of(app, day) if start <= one.at < end)
            day += timedelta(days=1)

    def _groups(self, app: App) -> tuple[ErrorGroup, ...]:
        return tuple(
            ErrorGroup(f"{number_of(app.bundle_id, kind, cause):016x}", kind, cause, place, weight)
            for kind, causes in _CAUSES.items()
            for cause, place, weight in causes
        )

    def _compute(self, app: App, day: date) -> tuple[ErrorReport, ...]:
        figure = self._figures.of(app, day)
        return (
            *self._reports(app, day, CRASH, figure.crashes),
            *self._reports(app, day, ANR, figure.anrs),
        )

    def _reports(self, app: App, day: date, kind: str, total: int) -> Iterator[ErrorReport]:
        groups = [one for one in self.groups(app) if one.type == kind]
        weights = [one.weight * (0.4 + draw(one.id, day)) for one in groups]
        for group, count in zip(groups, split(total, weights), strict=True):
            chance = stream(group.id, day)
            parts = split(count, [0.2 + chance.random() for _ in range(_VARIANTS)])
            for place, part in enumerate(parts):
                if part:
                    yield _report(app, day, group, place, count=part)


def _report(app: App, day: date, group: ErrorGroup, place: int, *, count: int) -> ErrorReport:
    chance = stream(group.id, day, place)
    codes = versions(app, day) or [("1", 1.0)]
    hour = datetime.combine(day, time(chance.randrange(24)), tzinfo=UTC)
    return ErrorReport(
        f"{number_of(group.id, day, place, 'report'):016x}",
        group,
        hour,
        count,
        chance.choices([code for code, _ in codes], [weight for _, weight in codes])[0],
        chance.choices([level for level, _ in _LEVELS], [weight for _, weight in _LEVELS])[0],
        chance.choice(DEVICES),
        chance.random() < 0.8,
    )

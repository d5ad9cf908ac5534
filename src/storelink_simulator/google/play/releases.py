"""Which releases stand on which track of an app: what each serves follows the app's versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storelink_simulator.cast import App
from storelink_simulator.google.play.dimensions import version_code
from storelink_simulator.versions import app_version

TRACKS = ("production", "beta", "alpha", "internal")
_ROLLED_OUT_AFTER_DAYS = 5
"""For so many days a new version is served to a part of the people only."""
_NEWEST, _BEFORE, _NEXT = 0, 1, -1


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a track. The part is None once everybody is served."""

    name: str
    code: str
    part: float | None = None

    @property
    def status(self) -> str:
        """As an edit spells it."""
        return "completed" if self.part is None else "inProgress"


def releases_on(track: str, app: App, day: date) -> tuple[Release, ...]:
    """The releases of a track that are not obsolete, the newest first; alpha has none."""
    if track == "production":
        return _production(app, day)
    if track in ("beta", "internal"):
        return _named(app, day, _NEXT)
    return ()


def _production(app: App, day: date) -> tuple[Release, ...]:
    age = max(0, (day - app.launched_on).days) % app.release_every_days
    before = _named(app, day, _BEFORE)
    if age >= _ROLLED_OUT_AFTER_DAYS or not before:
        return _named(app, day, _NEWEST)
    return (*_named(app, day, _NEWEST, (age + 1) / (_ROLLED_OUT_AFTER_DAYS + 1)), *before)


def _named(app: App, day: date, rank: int, part: float | None = None) -> tuple[Release, ...]:
    name = app_version(app, day, rank)
    return (Release(name, version_code(name), part),) if name is not None else ()

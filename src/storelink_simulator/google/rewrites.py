"""Months that were rewritten out of turn: by the admin, or while somebody was reading them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Rewrite:
    """From a moment on, the files of a month tell counts times a factor.

    `package` None: of all apps. `kind` None: of all kinds of statistics.
    """

    month: date
    at: datetime
    factor: float
    package: str | None = None
    kind: str | None = None
    shape: str = ""
    """How the files look from then on; see `files/shapes.py`."""


@dataclass
class Rewrites:
    """All of them, oldest first. They are never taken back: what was published stays so."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _all: list[Rewrite] = field(default_factory=list)

    def add(self, rewrite: Rewrite) -> None:
        """Rewrite a month."""
        with self._lock:
            self._all.append(rewrite)

    def of(self, kind: str, package: str, month: date, now: datetime) -> tuple[Rewrite, ...]:
        """What happened to a month of an app by now."""
        return tuple(
            one
            for one in self._all
            if one.month == month
            and one.at <= now
            and one.package in (None, package)
            and one.kind in (None, kind)
        )

"""One object of a bucket: its name, its state, and how its bytes are made when somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """What an invented object tells: a kind of numbers, of an app (or the account), of a month."""

    kind: str
    package: str
    month: date


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as the bucket holds it. `make` gives the stored bytes, compressed if they are."""

    name: str
    updated_at: datetime
    content_type: str
    content_encoding: str | None
    make: Callable[[], bytes]
    origin: Origin | None = None
    """None for a real file."""

    @property
    def generation(self) -> int:
        """The number of this state: the microsecond in which it was written."""
        return int(self.updated_at.timestamp() * 1_000_000)

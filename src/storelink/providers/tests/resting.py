"""A limiter in memory, for tests of how the stores' clients obey."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from storelink.domain.errors import Busy
from storelink.domain.waiting import REST_SENTENCES, Rest


@dataclass
class Resting:
    """Lets everything through until a rest is asked for; then nothing of that part."""

    per_hour: list[int] = field(default_factory=list)
    rests: list[tuple[timedelta | None, Rest, str]] = field(default_factory=list)

    def acquire(self) -> None:
        self.check()

    def check(self, part: str = "") -> None:
        for wait, why, of in self.rests:
            if of == part:
                raise Busy(REST_SENTENCES[why], wait=wait or timedelta(hours=1), part=part)

    def learn(self, per_hour: int) -> None:
        self.per_hour.append(per_hour)

    def rest(self, wait: timedelta | None, why: Rest, part: str = "") -> timedelta:
        self.rests.append((wait, why, part))
        return wait or timedelta(hours=1)

"""How many requests an hour a credential may send, over all workers of this home."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from pyrate_limiter import Duration, Limiter, Rate
from pyrate_limiter.buckets import SQLiteBucket

from storelink.domain.errors import Busy
from storelink.integrations.models import Credential

_PATIENCE_SECONDS = 20.0
_LOOK_AGAIN_SECONDS = 1.0
_known: dict[int, HourLimit] = {}
_lock = threading.RLock()


@contextmanager
def _alone() -> Iterator[None]:
    with (Path(settings.HOME) / "limits.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class HourLimit:
    """A rolling hour in a file that all workers share. What the store tells takes its place."""

    def __init__(self, credential: int, per_hour: int) -> None:
        self._credential = credential
        self._per_hour = per_hour
        self._limiter = self._build()

    def acquire(self) -> None:
        """Wait a little for a place; Busy where the hour is used up."""
        give_up_at = time.monotonic() + _PATIENCE_SECONDS
        while not self._try():
            if time.monotonic() < give_up_at:
                time.sleep(_LOOK_AGAIN_SECONDS)
                continue
            raise Busy(
                "This hour's requests to the store are used up. It goes on by itself.",
                wait=timedelta(minutes=5),
                reason="hour_used_up",
            )

    def _try(self) -> bool:
        """Counting and adding are two statements: one process at a time."""
        with _lock, _alone():
            return bool(self._limiter.try_acquire("request", blocking=False))

    def learn(self, per_hour: int) -> None:
        """The store told its limit; a tenth is left to other tools that use the same key."""
        wanted = max(1, per_hour * 9 // 10)
        if wanted != self._per_hour:
            self._per_hour = wanted
            self._limiter = self._build()
            # The next process counts the hour that this one has begun by the same measure.
            Credential.objects.filter(pk=self._credential).update(hour_limit=wanted)

    def _build(self) -> Limiter:
        bucket = SQLiteBucket.init_from_file(
            [Rate(self._per_hour, Duration.HOUR)],
            table=f"credential_{self._credential}",
            db_path=str(Path(settings.HOME) / "limits.sqlite3"),
        )
        return Limiter(bucket)


def limiter_for(credential: Credential, per_hour: int) -> HourLimit:
    """The credential's limit, one a process; `per_hour` until the store has told another."""
    with _lock:
        if credential.pk not in _known:
            _known[credential.pk] = HourLimit(credential.pk, credential.hour_limit or per_hour)
        return _known[credential.pk]

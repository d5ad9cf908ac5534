"""How many requests a credential may send, over all workers: of this home, and of all hosts that
share a PostgreSQL.

Two things hold a request back: our own count of the hour, and a rest that the store has asked for
(429, `Retry-After`, or the hour's rest that it tells). A rest is kept in the credential's row: the
first refusal stops every thread and every worker, not only the one that was refused.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from storelink.domain.errors import Busy
from storelink.domain.waiting import REST_SENTENCES, Rest
from storelink.integrations.models import Credential
from storelink.sync.hours import HOUR, Hour, hour_of, while_there

_PATIENCE_SECONDS = 20.0
_LOOK_AGAIN_SECONDS = 1.0
_SHORTEST = timedelta(minutes=1)
"""A rest that has no end told is no shorter: the person who looks reads one time, not a dozen."""
_UNKNOWN = timedelta(minutes=15)
"""Where the hour was used up by others, nobody tells when it is free again."""
_READ_EVERY_SECONDS = 1.0
"""So long another worker's rest may go unnoticed."""
_known: dict[int, HourLimit] = {}
_lock = threading.RLock()


class HourLimit:
    """A rolling hour that all workers share. What the store tells takes its place."""

    def __init__(self, credential: int, per_hour: int) -> None:
        self._credential = credential
        self._per_hour = per_hour
        self._hour = self._counted()
        self._rests: Mapping[str, Any] = {}
        self._read_at = float("-inf")

    def acquire(self) -> None:
        """Wait a little for a place; Busy while the store wants a rest, or where the hour is used
        up."""
        self.check()
        give_up_at = time.monotonic() + _PATIENCE_SECONDS
        while not self._try():
            wait = self._until_free() - timezone.now()
            if timedelta(seconds=give_up_at - time.monotonic()) < wait:
                raise _busy(Rest.HOUR_USED_UP, max(wait, _SHORTEST))
            time.sleep(_LOOK_AGAIN_SECONDS)

    def check(self, part: str = "") -> None:
        """Busy while the store wants a rest of this part of it."""
        rest = self._told().get(part)
        if rest is None:
            return
        left = datetime.fromisoformat(rest["until"]) - timezone.now()
        if left > timedelta(0):
            raise _busy(Rest(rest["why"]), left, part)

    def learn(self, per_hour: int) -> None:
        """The store told its limit; a tenth is left to other tools that use the same key."""
        wanted = max(1, per_hour * 9 // 10)
        if wanted != self._per_hour:
            self._per_hour = wanted
            self._hour = self._counted()
            # The next process counts the hour that this one has begun by the same measure.
            Credential.objects.filter(pk=self._credential).update(hour_limit=wanted)

    def rest(self, wait: timedelta | None, why: Rest, part: str = "") -> timedelta:
        """No more requests for so long, by nobody; as long as it takes where the store does not
        say. How long that is."""
        now = timezone.now()
        with _lock, transaction.atomic():
            row = Credential.objects.select_for_update().filter(pk=self._credential).first()
            since = row.set_at.isoformat() if row else ""
            known = row.rests.get(part, {}) if row else {}
            known = known if known.get("since") == since else {}
            rest = self._unasked(why, known, now) if wait is None else wait
            if known:  # what another thread was told, if it is longer
                rest = max(rest, datetime.fromisoformat(known["until"]) - now)
            if row is not None:
                row.rests[part] = {
                    "until": (now + rest).isoformat(), "why": why.value, "since": since,
                    "seconds": rest.total_seconds(),
                }  # fmt: skip
                row.save(update_fields=["rests"])
        self._read_at = float("-inf")
        return rest

    def _unasked(self, why: Rest, known: Mapping[str, Any], now: datetime) -> timedelta:
        """How long to rest where the store does not say. Refused again soon after a rest: twice as
        long as that."""
        if why is Rest.HOUR_USED_UP:
            return max(self._until_free() - now, _SHORTEST)
        if not known:
            return _SHORTEST
        last = timedelta(seconds=known["seconds"])
        is_soon = now - datetime.fromisoformat(known["until"]) < last
        return min(2 * last, HOUR) if is_soon else _SHORTEST

    def _told(self) -> Mapping[str, Any]:
        if time.monotonic() - self._read_at > _READ_EVERY_SECONDS:
            with _lock:
                self._rests, self._read_at = while_there(self._read), time.monotonic()
        return self._rests

    def _read(self) -> Mapping[str, Any]:
        """Without what was told to another secret, which had an hour of its own."""
        row = Credential.objects.filter(pk=self._credential).values("rests", "set_at").first()
        if row is None:
            return {}
        since = row["set_at"].isoformat()
        return {part: rest for part, rest in row["rests"].items() if rest["since"] == since}

    def _until_free(self) -> datetime:
        """When a twentieth of the hour's requests is free again, as far as we used it up."""
        with _lock:
            used = self._hour.used()
            few = min(used, max(1, self._per_hour // 20))
            freed_at = self._hour.freed_at(few) if used else None
        if freed_at is None or used < self._per_hour // 2:
            return timezone.now() + _UNKNOWN
        return freed_at

    def _try(self) -> bool:
        with _lock:
            return self._hour.take()

    def _counted(self) -> Hour:
        return hour_of(f"credential_{self._credential}", self._per_hour)


def _busy(why: Rest, wait: timedelta, part: str = "") -> Busy:
    return Busy(REST_SENTENCES[why], wait=wait, reason=why, part=part)


def limiter_for(credential: Credential, per_hour: int) -> HourLimit:
    """The credential's limit, one a process; `per_hour` until the store has told another."""
    with _lock:
        if credential.pk not in _known:
            _known[credential.pk] = HourLimit(credential.pk, credential.hour_limit or per_hour)
        return _known[credential.pk]

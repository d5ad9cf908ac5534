"""Workers tell that they are alive; what a dead one was doing is taken over by a living one.

The job library does not do this by itself. A worker is dead where its beats stop while others are
written: a database that was away, or a worker that was frozen, says nothing of the others, so their
beats are watched anew from then on. Clocks of other machines are of no matter: what counts is
whether a beat changes while this worker looks. A false alarm is harmless: steps are idempotent, and
the library lets only one executor finish a job.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from storelink.integrations.models import Worker
from storelink.sync import jobs

BEAT_EVERY_SECONDS = 5.0
DEAD_AFTER_SECONDS = 30.0
GAP_SECONDS = 15.0
"""Between two looks of a worker: after a longer one it knows nothing of the others any more."""
FORGOTTEN_AFTER = timedelta(days=1)


def new_executor() -> str:
    """A name that no worker had before."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


def beat(executor: str) -> None:
    """I am alive."""
    Worker.objects.update_or_create(
        executor=executor,
        defaults={"host": socket.gethostname(), "pid": os.getpid(), "beat_at": timezone.now()},
    )


def leave(executor: str) -> None:
    """I stop: what I hold may be taken at once."""
    Worker.objects.filter(executor=executor).delete()


@dataclass
class Watch:
    """What one worker has seen of the others' beats."""

    executor: str
    clock: Callable[[], float] = time.monotonic
    _seen: dict[str, tuple[datetime, float]] = field(default_factory=dict)
    """Executor → its last beat, and when it was first seen here."""
    _looked_at: float | None = None

    def take_over(self) -> int:
        """Beats, looks, and takes the jobs of the dead; how many. Raises DatabaseError."""
        beat(self.executor)
        now = self.clock()
        if self._looked_at is None or now - self._looked_at > GAP_SECONDS:
            self._seen.clear()
        self._looked_at = now
        living = self._living(now)
        taken = 0
        for holder, job_ids in jobs.held_by().items():
            if holder != self.executor and holder not in living:
                jobs.take_over(job_ids)
                taken += len(job_ids)
        old = Worker.objects.filter(beat_at__lt=timezone.now() - FORGOTTEN_AFTER)
        old.exclude(executor__in=living).delete()
        return taken

    def _living(self, now: float) -> set[str]:
        workers = list(Worker.objects.all())
        for worker in workers:
            known = self._seen.get(worker.executor)
            if known is None or known[0] != worker.beat_at:
                self._seen[worker.executor] = (worker.beat_at, now)
        return {worker.executor for worker in workers if self._is_alive(worker, now)}

    def _is_alive(self, worker: Worker, now: float) -> bool:
        if now - self._seen[worker.executor][1] > DEAD_AFTER_SECONDS:
            return False
        return worker.host != socket.gethostname() or _has_process(worker.pid)


def _has_process(pid: int) -> bool:
    """On this machine a death shows at once; elsewhere only by the missing beat."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

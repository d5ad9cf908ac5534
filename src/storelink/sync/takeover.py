"""Workers tell that they are alive; what a dead one was doing is taken over by a living one.

The job library does not do this by itself. A false alarm is harmless: steps are idempotent, and
the library lets only one executor finish a job.
"""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta

from django.utils import timezone

from storelink.integrations.models import Worker
from storelink.sync import jobs

BEAT_EVERY_SECONDS = 5.0
DEAD_AFTER = timedelta(seconds=30)
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


def take_over(executor: str) -> int:
    """Jobs that were taken from dead workers."""
    living = {worker.executor for worker in Worker.objects.all() if _is_alive(worker)}
    taken = 0
    for holder, job_ids in jobs.held_by().items():
        if holder != executor and holder not in living:
            jobs.take_over(job_ids)
            taken += len(job_ids)
    Worker.objects.filter(beat_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()
    return taken


def _is_alive(worker: Worker) -> bool:
    if timezone.now() - worker.beat_at > DEAD_AFTER:
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

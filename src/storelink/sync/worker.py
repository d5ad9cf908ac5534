"""A worker process: does jobs, starts what is due, takes over from the dead, sweeps."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from storelink.integrations.retention import forget_old
from storelink.integrations.storage import warehouse
from storelink.integrations.tell import tell_all
from storelink.integrations.vault import vault
from storelink.products.share import take_back_expired
from storelink.sync import jobs
from storelink.sync.repair import start_due_repairs
from storelink.sync.reviews import start_due_reviews
from storelink.sync.schedule import heal, start_due
from storelink.sync.takeover import BEAT_EVERY_SECONDS, Watch, beat, leave, new_executor
from storelink.workspaces.told import forget_told
from storelink.workspaces.told_mail import forget_mails, send_told

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
SWEEP_EVERY_SECONDS = 3600.0
TELL_EVERY_SECONDS = 600.0
MAIL_EVERY_SECONDS = 60.0
STOP_SECONDS = 5
KEEP_JOBS = timedelta(days=14)
_FIRST_WAIT_SECONDS = 1.0
_LONGEST_WAIT_SECONDS = 30.0


def main() -> None:
    """Until SIGTERM or SIGINT. Any number may run, on any machine with the same databases."""
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    executor = new_executor()
    if not _patiently(stopping, lambda: _begin(executor)):
        return
    jobs.launch(executor)
    # In a thread of its own: a chore that takes long makes nobody think that this worker is dead.
    threading.Thread(target=_keep_watch, args=(executor, stopping), daemon=True).start()
    log.info("worker %s is ready", executor)
    try:
        _tend(stopping)
    finally:
        leave(executor)
        jobs.stop(STOP_SECONDS)
        logging.shutdown()
        # A step in progress may go on for minutes; cut here, it is done again by whoever takes
        # the job over, as after any kill.
        os._exit(0)


def _begin(executor: str) -> None:
    vault()  # no key, no start
    beat(executor)


def _patiently(stopping: threading.Event, start: Callable[[], None]) -> bool:
    """Start, waiting as long as the database does not answer; False where it was stopped first."""
    wait = _FIRST_WAIT_SECONDS
    while not stopping.is_set():
        close_old_connections()
        try:
            start()
        except DatabaseError as error:
            log.warning(
                "the database does not answer (%s); this worker starts once it does",
                type(error).__name__,
            )
            stopping.wait(wait)
            wait = min(wait * 2, _LONGEST_WAIT_SECONDS)
        else:
            return True
    return False


def _keep_watch(executor: str, stopping: threading.Event) -> None:
    watch = _Chore(BEAT_EVERY_SECONDS, Watch(executor).take_over)
    while not stopping.wait(LOOK_EVERY_SECONDS):
        watch.do_if_due()


def _tend(stopping: threading.Event) -> None:
    chores = [
        _Chore(BEAT_EVERY_SECONDS * 2, heal),
        _Chore(LOOK_EVERY_SECONDS, start_due),
        _Chore(LOOK_EVERY_SECONDS * 5, start_due_reviews),
        _Chore(LOOK_EVERY_SECONDS * 5, start_due_repairs),
        _Chore(TELL_EVERY_SECONDS, tell_all),
        _Chore(TELL_EVERY_SECONDS, take_back_expired),
        _Chore(MAIL_EVERY_SECONDS, send_told),
        _Chore(SWEEP_EVERY_SECONDS, _sweep),
    ]
    while not stopping.wait(LOOK_EVERY_SECONDS):
        for chore in chores:
            chore.do_if_due()


class _Chore:
    """Done again and again; a database that is away is waited for, not died of."""

    def __init__(self, every_seconds: float, work: Callable[[], object]) -> None:
        self._every = every_seconds
        self._work = work
        self._next = 0.0

    def do_if_due(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._every
        close_old_connections()
        try:
            self._work()
        except (DatabaseError, OSError):
            log.exception("a chore of the worker failed; it is tried again")
        finally:
            close_old_connections()


def _sweep() -> None:
    warehouse().sweep()
    forget_old()
    forget_told()
    forget_mails()
    jobs.forget_before((timezone.now() - KEEP_JOBS).isoformat())

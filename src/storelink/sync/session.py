"""The session of a run: opened with the integration's credentials, held while the run goes on.

A session remembers what the store has listed, so one for each batch would ask everything anew.
What is held is let go when the run ends, when something goes wrong, and when it lies idle.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from storelink.domain.errors import NeedsVerification
from storelink.integrations.models import Run
from storelink.providers.contract import Session
from storelink.sync.choice import usable_credentials
from storelink.sync.doors import Doors, standing_of

IDLE_SECONDS = 600.0


@dataclass
class _Held:
    doors: Doors
    used_at: float


_held: dict[int, _Held] = {}
"""Run → its session, in this process."""
_lock = threading.Lock()


@contextmanager
def session_of(run: Run) -> Iterator[Session]:
    """The run's session. After an error the next one is a new one.

    NeedsVerification where the store refuses a credential: by then that is renewed or rests, and
    what was done can be tried again with what is left. Or where none may be used at all.
    """
    try:
        held = _of(run)
    except NeedsVerification:
        let_go(run.pk)
        raise
    try:
        yield held.doors
    except BaseException as error:
        if isinstance(error, NeedsVerification):
            held.doors.settle()
        let_go(run.pk)
        raise
    held.used_at = time.monotonic()
    held.doors.note_use()


def let_go(run_id: int) -> None:
    """Forget the run's session, and every one that lies idle."""
    oldest = time.monotonic() - IDLE_SECONDS
    with _lock:
        over = [key for key, one in _held.items() if key == run_id or one.used_at < oldest]
        gone = [_held.pop(key) for key in over]
    for one in gone:
        one.doors.close()


def _of(run: Run) -> _Held:
    with _lock:
        known = _held.get(run.pk)
    if known and known.doors.standing == standing_of(usable_credentials(run.integration)):
        return known
    let_go(run.pk)
    held = _Held(Doors(run.integration), time.monotonic())
    with _lock:
        _held[run.pk] = held
    return held

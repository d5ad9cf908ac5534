"""What holds for every test: one profile of Hypothesis, and one request at a time in memory.

No test may depend on how fast a machine is: Hypothesis sets no deadline and does not measure how
long an example takes to make. Where CI runs the tests, examples are the same every time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, settings

_PROFILE = "storelink"
settings.register_profile(
    _PROFILE,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(_PROFILE)


@pytest.fixture(scope="session", autouse=True)
def _one_request_at_a_time() -> Iterator[None]:
    """A server of a test answers one request after the other.

    Its database is SQLite in memory, where all threads have one connection: two requests of a
    browser would begin a transaction within a transaction, which is an OperationalError. The
    product cannot meet that: there SQLite is a file, each thread has a connection of its own, and
    who finds it locked waits for a minute.
    """
    lock, answer = threading.RLock(), WSGIHandler.__call__

    def in_turn(self: WSGIHandler, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        with lock:
            return answer(self, environ, start)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "__call__", in_turn)
        yield

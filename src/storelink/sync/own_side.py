"""How jobs wait for our own side: short durable waits inside the job, and the cause on the row."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec

from django.db import DatabaseError

from storelink.domain.errors import OwnReason
from storelink.integrations.models import Integration
from storelink.integrations.own_trouble import note_own_trouble, own_trouble_of
from storelink.sync import jobs

log = logging.getLogger(__name__)
P = ParamSpec("P")

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0
PATIENCE = 40
"""Waits in a row, some half an hour, after which a run ends; the next is due within minutes."""
PATIENCE_WITH_A_KEY = 3
"""Another host may hold the key that is missing here: it gets its turn soon."""
OWN = "own"
"""In a step's answer: the reason for which our own side must be waited for."""


def own_wait(attempt: int, jitter: float) -> float:
    """Seconds, doubling up to a minute, with jitter (0..1)."""
    doubled: float = min(FIRST_WAIT_SECONDS * 2**attempt, LONGEST_WAIT_SECONDS)
    return doubled * (0.75 + jitter / 2)


def tells_own_trouble(
    integration_of: Callable[[int], Integration | None],
) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """A step that answers with our own trouble in place of raising it. `integration_of` finds
    whose row tells it, by the step's first argument."""

    def decorate(function: Callable[P, Any]) -> Callable[P, Any]:
        @wraps(function)
        def step(*args: P.args, **kwargs: P.kwargs) -> Any:
            try:
                return function(*args, **kwargs)
            except Exception as error:
                trouble = own_trouble_of(error)
                if trouble is None:
                    raise
                log.warning("a job waits for our own side: %s: %s", trouble.reason, trouble.detail)
                with suppress(DatabaseError):  # it may be the database that is away
                    integration = integration_of(int(str(args[0])))
                    if integration is not None:
                        note_own_trouble(integration, trouble)
                return {OWN: trouble.reason.value, "jitter": random.random()}  # noqa: S311

        return step

    return decorate


def is_own(answer: object) -> bool:
    """Whether a step could not be done for a reason of our own."""
    return isinstance(answer, dict) and OWN in answer


def patiently(step: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """A step's answer, once our own side lets it be done; after long patience, that it does not.
    For workflows."""
    answer = step(*args, **kwargs)
    for attempt in range(PATIENCE):
        if not is_own(answer):
            return answer
        if answer[OWN] == OwnReason.VAULT_KEY_MISSING and attempt >= PATIENCE_WITH_A_KEY:
            return answer
        jobs.sleep(own_wait(attempt, answer["jitter"]))
        answer = step(*args, **kwargs)
    return answer

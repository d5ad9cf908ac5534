"""Which day it is at the store: the simulator has a clock of its own, so that a month can pass in
a test or a demonstration."""

from __future__ import annotations

from datetime import date, datetime

import httpx
from django.conf import settings
from django.utils import timezone

from storelink.domain.errors import Busy


def today() -> date:
    """In UTC. Busy where a simulator is set and does not answer."""
    if not settings.SIMULATOR_URL:
        return timezone.now().date()
    try:
        answer = httpx.get(
            f"{settings.SIMULATOR_URL}/_simulator/clock", timeout=30, trust_env=False
        )
        answer.raise_for_status()
        return datetime.fromisoformat(answer.json()["now"]).date()
    except (httpx.HTTPError, KeyError, ValueError) as error:
        raise Busy(
            "The simulator does not tell its time. Is it running? It is asked again by itself.",
            detail=type(error).__name__,
            reason="simulator_away",
        ) from error

"""Which day it is at the store: the simulator has a clock of its own, so that a month can pass in
a test or a demonstration."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from storelink.domain.errors import Busy, Unexpected
from storelink.providers.http import PoliteClient


def today() -> date:
    """In UTC. Busy where a simulator is set and does not answer."""
    if not settings.SIMULATOR_URL:
        return timezone.now().date()
    http = PoliteClient("simulator", {"clock": settings.SIMULATOR_URL}, exchange_seconds=30.0)
    try:
        with http:
            answer = http.request("GET", http.url("clock", "/_simulator/clock"))
        return datetime.fromisoformat(answer.json()["now"]).date()
    except (Busy, Unexpected, KeyError, TypeError, ValueError) as error:
        raise Busy(
            "The simulator does not tell its time. Is it running? It is asked again by itself.",
            detail=type(error).__name__,
            reason="simulator_away",
        ) from error

"""A new beginning, with other settings where some are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from storelink_simulator.admin.answers import BadQuestion, day_of, number_of, only
from storelink_simulator.clock import EARLIEST, FASTEST_RATE, LATEST
from storelink_simulator.settings import Settings, moment_to_start

_NUMBERS: dict[str, tuple[type[int] | type[float], float, float]] = {
    "seed": (int, 0, 1e15),
    "app_count": (int, 0, 2000),
    "size": (float, 0.01, 1000),
    "clock_rate": (float, 0, FASTEST_RATE),
    "first_files_after_hours": (float, 0, 10_000),
    "calls_per_hour": (int, 1, 1e9),
    "finance_days": (int, 0, 10_000),
}
"""Kind, smallest and largest of each."""
_SHARES = ("requests", "snapshots")


def settings_after(settings: Settings, body: Mapping[str, Any]) -> Settings:
    """The settings of the next simulation."""
    only(body, "today", *_NUMBERS, *_SHARES)
    changes: dict[str, Any] = {}
    if "today" in body:
        changes["starts_at"] = _start(body["today"])
    for name, (kind, least, most) in _NUMBERS.items():
        if name in body:
            number = number_of(body, name)
            if not least <= number <= most:
                raise BadQuestion(f"{name} lies between {least:g} and {most:g}.")
            changes[name] = kind(number)
    for name in _SHARES:
        if name in body:
            if body[name] not in ("all", "some", "none"):
                raise BadQuestion(f"{name} has to be all, some or none.")
            changes[name] = body[name]
    return replace(settings, **changes)


def _start(today: Any) -> datetime:
    start = moment_to_start(None if today is None else day_of(today))
    if not EARLIEST <= start <= LATEST:
        raise BadQuestion("today lies between 2024 and 2099.")
    return start

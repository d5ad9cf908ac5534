"""A new beginning, with other settings where some are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from storelink_simulator.admin.answers import BadQuestion, day_of, number_of, only
from storelink_simulator.settings import Settings, moment_to_start

_NUMBERS = {
    "seed": int,
    "app_count": int,
    "size": float,
    "clock_rate": float,
    "first_files_after_hours": float,
    "calls_per_hour": int,
}
_SHARES = ("requests", "snapshots")


def settings_after(settings: Settings, body: Mapping[str, Any]) -> Settings:
    """The settings of the next simulation."""
    only(body, "today", *_NUMBERS, *_SHARES)
    changes: dict[str, Any] = {}
    if "today" in body:
        changes["starts_at"] = _start(body["today"])
    for name, kind in _NUMBERS.items():
        if name in body:
            changes[name] = kind(number_of(body, name))
    for name in _SHARES:
        if name in body:
            if body[name] not in ("all", "some", "none"):
                raise BadQuestion(f"{name} has to be all, some or none.")
            changes[name] = body[name]
    return replace(settings, **changes)


def _start(today: Any) -> datetime:
    return moment_to_start(None if today is None else day_of(today))

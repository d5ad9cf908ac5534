"""What a simulation starts from: one frozen value, told by the command line or a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Literal

Share = Literal["all", "some", "none"]


def moment_to_start(today: date | None) -> datetime:
    """Where simulated time starts: the real now, or 18:00 UTC of the day that was asked for.

    At 18:00 UTC the stores have published what they publish on that day (sales by 8 am Pacific).
    """
    if today is None:
        return datetime.now(UTC)
    return datetime.combine(today, time(18), tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides what the simulator answers; equal settings give equal answers."""

    seed: int = 1
    starts_at: datetime = field(default_factory=lambda: moment_to_start(None))
    clock_rate: float = 1.0
    app_count: int = 6
    size: float = 1.0
    folder: Path | None = None
    google_folder: Path | None = None
    """Real files of a Google Play bucket, served as a second bucket."""
    requests: Share = "all"
    """Which apps own an ONGOING analytics request that is years old."""
    snapshots: Share = "some"
    """Which apps own a ONE_TIME_SNAPSHOT, made two days before the start."""
    first_files_after_hours: float = 0.0
    """How long after a new analytics request its first instances appear (Apple: 24 to 48)."""
    calls_per_hour: int = 3600
    finance_after_days: int = 5
    """Days from the end of a fiscal period to its reports; Apple's own figure is not known."""
    finance_days: int = 3653
    """How long finance reports are kept: ten years; some clients could fetch twelve months only."""
    expired_sales_status: Literal[404, 410] = 410
    """What a sales file older than a year answers; clients have seen 410, Apple writes nothing."""
    stall_limit_seconds: float = 120.0
    """The longest that a hanging answer holds one of the server's threads."""
    hashcash_bits: int = 11
    """How many leading zero bits the work for a sign-in with an Apple ID needs."""
    cookie_domains: bool = False
    """Whether cookies name Apple's domains and are Secure: for a proxy with Apple's names."""

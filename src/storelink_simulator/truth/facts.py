"""What a question to the truth is, and what one fact of the answer is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from storelink_simulator.truth.metrics import Metric


@dataclass(frozen=True, slots=True)
class Question:
    """Which metrics, apps and days; split by which columns; as a reader since when saw it."""

    metrics: tuple[Metric, ...]
    app_ids: frozenset[str] | None
    first: date
    last: date
    since: datetime
    now: datetime
    by: tuple[str, ...] = ()
    frequency: str = "DAILY"
    """Which files of sales tell it: DAILY, MONTHLY or YEARLY ones."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One number. `by` holds what it is split by, money's currency included."""

    metric: str
    app_id: str
    day: date
    value: int | Decimal
    by: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """The fact as the admin address tells it; money as a decimal string."""
        value = self.value if isinstance(self.value, int) else f"{self.value}"
        entry: dict[str, Any] = {
            "metric": self.metric,
            "app": self.app_id,
            "date": self.day.isoformat(),
            "value": value,
        }
        if self.by:
            entry["by"] = dict(self.by)
        return entry

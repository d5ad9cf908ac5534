"""Whether two ranges are known well enough to be compared."""

from __future__ import annotations

from storelink.web.figures import Points

_ENOUGH = 0.9
"""Share of the earlier days that must be known before a change is told."""


def covers(now_count: int, before_count: int) -> bool:
    """Whether the earlier range is known about as well as this one: else a change would tell of
    missing days, not of people."""
    return before_count > 0 and before_count >= now_count * _ENOUGH


def known(points: Points) -> int:
    """For how many days there is a figure."""
    return sum(value is not None for value in points.values())

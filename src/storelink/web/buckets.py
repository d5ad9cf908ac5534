"""The places on a chart's axis: each day, or the first day of each week, month or year."""

from __future__ import annotations

from datetime import date, timedelta

from storelink.domain.period import Days, Granularity, bucket_of
from storelink.web.figures import Points
from storelink.web.numbers import Figure


def places(days: Days, step: Granularity) -> list[date]:
    """Every place of the range, in order."""
    return list(dict.fromkeys(bucket_of(day, step) for day in days))


def whole_places(days: Days, step: Granularity) -> list[date]:
    """Those places that lie wholly in the range: a cut week would look like a fall."""
    return [
        place
        for place in places(days, step)
        if place >= days.first and last_day_of(place, step) <= days.last
    ]


def last_day_of(place: date, step: Granularity) -> date:
    """The last day that a place stands for."""
    if step is Granularity.WEEK:
        return place + timedelta(days=6)
    if step is Granularity.MONTH:
        return (place + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    if step is Granularity.YEAR:
        return date(place.year, 12, 31)
    return place


def laid_out(found: Points, on: list[date], count: int = 0) -> list[Figure | None]:
    """The figures at these places, None where there is none; padded or cut to `count`."""
    line = [found.get(place) for place in on]
    return (line + [None] * count)[:count] if count else line

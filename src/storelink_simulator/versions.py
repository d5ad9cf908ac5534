"""Which app version and which system version a device runs, told by rank: 0 is the newest."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from storelink_simulator.cast import App

_MAJORS = (
    (date(2023, 9, 18), 17, 14),
    (date(2024, 9, 16), 18, 15),
    (date(2025, 9, 15), 26, 26),
    (date(2026, 9, 14), 27, 27),
    (date(2027, 9, 13), 28, 28),
)


def app_version(app: App, day: date, rank: int) -> str | None:
    """The version that was the newest, or the one `rank` before it; None before there was one."""
    release = max(0, (day - app.launched_on).days) // app.release_every_days - rank
    if release < 0:
        return None
    return f"{1 + release // 12}.{release // 3 % 4}.{release % 3}"


@lru_cache(maxsize=8192)
def system_version(device: str, day: date, rank: int) -> str:
    """The platform version of a device, as the store writes it (an iPad runs `iOS x` there)."""
    index = max(place for place, major in enumerate(_MAJORS) if major[0] <= day or place == 0)
    months = min(7, max(0, (day - _MAJORS[index][0]).days // 45))
    if rank > months:
        index, months = max(0, index - 1), max(0, 7 - (rank - months - 1))
    else:
        months -= rank
    _, phone, desktop = _MAJORS[index]
    if device == "Desktop":
        return f"macOS {desktop}.{months}"
    return f"iOS {phone}.{months}"

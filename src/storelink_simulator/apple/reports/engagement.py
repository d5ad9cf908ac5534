"""App Store Discovery and Engagement: impressions, page views, taps."""

from __future__ import annotations

from datetime import date

from storelink_simulator.apple.reports.family import AppDay, Family, Part
from storelink_simulator.apple.reports.pools import Combo, Shape
from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.cast import App
from storelink_simulator.versions import system_version

_NO_PAGE = (("No page", 9), ("In-app event", 1))
_SEEN_PAGES = (
    ("Product page", 70),
    ("Store sheet", 14),
    ("In-app event", 6),
    ("App version history", 3),
    ("App privacy", 3),
    ("Developer page", 3),
    ("Media view", 1),
)
_IMPRESSIONS = Shape(40, by_version=False, pages=_NO_PAGE)
_VIEWS = Shape(30, by_version=False, pages=_SEEN_PAGES)
_GET = Shape(20, by_version=False)
_FEW = Shape(7, by_version=False)


class Engagement(Family):
    """Complete after three days."""

    name = "engagement"
    window_days = 3
    unique = ("Unique Counts",)

    def parts(self, app: App, day: date) -> list[Part]:
        """Impression, page view, and the taps by engagement type."""
        volume = self.world.volumes.of(app, day)
        share = volume.taps_other // 4
        return [
            Part("Impression", volume.impressions, _IMPRESSIONS),
            Part("Page view", volume.page_views, _VIEWS),
            Part("Get", volume.taps_get, _GET),
            Part("Open", volume.taps_open, _FEW),
            Part("Share", share, _FEW),
            Part("Update", volume.taps_other - share, _FEW),
        ]

    def row(self, part: Part, combo: Combo, count: int, at: AppDay) -> Row:
        """One row of the Detailed file."""
        app, day = at.app, at.day
        is_tap = part.name not in ("Impression", "Page view")
        return {
            "Date": day.isoformat(),
            "App Name": app.name,
            "App Apple Identifier": app.apple_id,
            "Event": "Tap" if is_tap else part.name,
            "Page Type": combo.page,
            "Page Title": combo.title,
            "Source Type": combo.source,
            "Source Info": combo.info,
            "Campaign": combo.campaign,
            "Engagement Type": part.name if is_tap else "",
            "Device": combo.device,
            "Platform Version": system_version(combo.device, day, combo.system_rank),
            "Territory": combo.place.code,
            "Counts": count,
            "Unique Counts": self.users_of(count, combo),
        }

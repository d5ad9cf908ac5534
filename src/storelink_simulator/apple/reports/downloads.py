"""App Downloads: first-time downloads, redownloads, updates, restores."""

from __future__ import annotations

from datetime import date

from storelink_simulator.apple.reports.family import AppDay, Family, Part
from storelink_simulator.apple.reports.pools import Combo, Shape
from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.cast import App
from storelink_simulator.versions import app_version, system_version

_FIRST = Shape(40)
_SOME = Shape(12)
_MANY = Shape(18)
_FEW = Shape(5)


class Downloads(Family):
    """Complete after two days."""

    name = "downloads"
    window_days = 2

    def parts(self, app: App, day: date) -> list[Part]:
        """The five download types."""
        volume = self.world.volumes.of(app, day)
        return [
            Part("First-time download", volume.first_time_downloads, _FIRST),
            Part("Redownload", volume.redownloads, _SOME),
            Part("Manual update", volume.manual_updates, _SOME),
            Part("Auto-update", volume.auto_updates, _MANY),
            Part("Restore", volume.restores, _FEW),
        ]

    def row(self, part: Part, combo: Combo, count: int, at: AppDay) -> Row:
        """One row of the Detailed file."""
        app, day = at.app, at.day
        return {
            "Date": day.isoformat(),
            "App Name": app.name,
            "App Apple Identifier": app.apple_id,
            "Download Type": part.name,
            "App Version": app_version(app, day, combo.version_rank) or "",
            "Device": combo.device,
            "Platform Version": system_version(combo.device, day, combo.system_rank),
            "Source Type": combo.source,
            "Source Info": combo.info,
            "Campaign": combo.campaign,
            "Page Type": combo.page,
            "Page Title": combo.title,
            "Pre-Order": "Yes" if _was_ordered_before(part, combo, app, day) else "",
            "Territory": combo.place.code,
            "Counts": count,
        }


def _was_ordered_before(part: Part, combo: Combo, app: App, day: date) -> bool:
    if app.preorder_from is None or part.name != "First-time download":
        return False
    return (day - app.launched_on).days < 3 and combo.luck < 0.4

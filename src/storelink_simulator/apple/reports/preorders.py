"""App Store Pre-Orders: placed and cancelled while the app cannot be downloaded yet."""

from __future__ import annotations

from datetime import date, timedelta

from storelink_simulator.apple.reports.family import AppDay, Family, Part
from storelink_simulator.apple.reports.pools import Combo, Shape
from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.cast import App
from storelink_simulator.versions import system_version

_PLACED = Shape(18, by_version=False)
_CANCELLED = Shape(4, by_version=False)


class PreOrders(Family):
    """Complete after two days."""

    name = "pre-orders"
    window_days = 2
    measures = ("Pre-Orders Placed", "Pre-Order Canceled")

    def parts(self, app: App, day: date) -> list[Part]:
        """Placed and cancelled."""
        volume = self.world.volumes.of(app, day)
        return [
            Part("Placed", volume.pre_orders, _PLACED),
            Part("Canceled", volume.pre_orders_cancelled, _CANCELLED),
        ]

    def row(self, part: Part, combo: Combo, count: int, at: AppDay) -> Row:
        """One row of the Detailed file."""
        app, day = at.app, at.day
        ends_on = app.launched_on - timedelta(days=1)
        return {
            "Date": day.isoformat(),
            "App Name": app.name,
            "App Apple Identifier": app.apple_id,
            "Device": combo.device,
            "Platform Version": system_version(combo.device, day, combo.system_rank),
            "Source Type": combo.source,
            "Source Info": combo.info,
            "Campaign": combo.campaign,
            "Page Type": combo.page,
            "Page Title": combo.title,
            "Territory": combo.place.code,
            "Pre-Order Start Date": app.seen_from.isoformat(),
            "Pre-Order End Date": ends_on.isoformat(),
            "Pre-Orders Placed": count if part.name == "Placed" else 0,
            "Pre-Order Canceled": count if part.name == "Canceled" else 0,
        }

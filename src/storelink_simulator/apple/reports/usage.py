"""App usage: installations and deletions, sessions, crashes. From people who share their data.

What fewer than five devices did is left out of these files, and a report of fewer is not made.
"""

from __future__ import annotations

from datetime import date, timedelta

from storelink_simulator.apple.reports.family import AppDay, Family, Part
from storelink_simulator.apple.reports.pools import Combo, Shape
from storelink_simulator.apple.reports.rows import Row
from storelink_simulator.cast import App
from storelink_simulator.versions import app_version, system_version

_INSTALLS = Shape(30)
_UPDATED = Shape(8)
_DELETIONS = Shape(24)
_SESSIONS = Shape(60)
_CRASHES = Shape(16, by_place=False, by_source=False)


def downloaded_on(combo: Combo, app: App, day: date) -> str:
    """The day of the download, told only where it was at most 30 days before."""
    age = int(combo.luck * 90)
    moment = day - timedelta(days=age)
    return moment.isoformat() if age <= 30 and moment >= app.launched_on else ""


def _start_of(app: App, day: date) -> Row:
    return {"Date": day.isoformat(), "App Name": app.name, "App Apple Identifier": app.apple_id}


def _place_of(combo: Combo) -> Row:
    return {
        "Source Type": combo.source,
        "Source Info": combo.info,
        "Campaign": combo.campaign,
        "Page Type": combo.page,
        "Page Title": combo.title,
    }


def _device_of(combo: Combo, app: App, day: date) -> Row:
    return {
        "App Version": app_version(app, day, combo.version_rank) or "",
        "Device": combo.device,
        "Platform Version": system_version(combo.device, day, combo.system_rank),
    }


class Installations(Family):
    """App Store Installation and Deletion: classified by Event, whatever the download type says."""

    name = "installations"
    window_days = 5
    is_usage = True
    unique = ("Unique Devices",)

    def parts(self, app: App, day: date) -> list[Part]:
        """Installs of new downloads and of updates, and deletions."""
        volume = self.world.volumes.of(app, day)
        updated = volume.installs // 12
        return [
            Part("Install", volume.installs - updated, _INSTALLS),
            Part("Install/Manual update", updated, _UPDATED),
            Part("Delete", volume.deletions, _DELETIONS),
        ]

    def row(self, part: Part, combo: Combo, count: int, at: AppDay) -> Row:
        """One row of the Detailed file."""
        app, day = at.app, at.day
        event, _, kind = part.name.partition("/")
        if not kind:
            kind = "Redownload" if combo.luck > 0.8 else "First-time download"
        return {
            **_start_of(app, day),
            "Event": event,
            "Download Type": kind,
            **_device_of(combo, app, day),
            **_place_of(combo),
            "App Download Date": downloaded_on(combo, app, day),
            "Territory": combo.place.code,
            "Counts": count,
            "Unique Devices": self.users_of(count, combo),
        }


class Sessions(Family):
    """App Sessions: how often, how long, on how many devices."""

    name = "sessions"
    window_days = 5
    is_usage = True
    measures = ("Sessions", "Total Session Duration")
    unique = ("Unique Devices",)

    def parts(self, app: App, day: date) -> list[Part]:
        """All sessions of the day."""
        return [Part("Session", self.world.volumes.of(app, day).sessions, _SESSIONS)]

    def users_of(self, count: int, combo: Combo) -> int:
        """One device has two to four sessions a day."""
        return max(1, round(count / (2 + 2 * combo.luck)))

    def row(self, part: Part, combo: Combo, count: int, at: AppDay) -> Row:
        """One row of the Detailed file. Durations in seconds."""
        app, day = at.app, at.day
        del part  # there is only one
        return {
            **_start_of(app, day),
            **_device_of(combo, app, day),
            **_place_of(combo),
            "App Download Date": downloaded_on(combo, app, day),
            "Territory": combo.place.code,
            "Sessions": count,
            "Total Session Duration": count * (45 + int(combo.luck * 300)),
            "Unique Devices": self.users_of(count, combo),
        }


class Crashes(Family):
    """App Crashes: by version and device only."""

    name = "crashes"
    window_days = 5
    is_usage = True
    measures = ("Crashes",)
    unique = ("Unique Devices",)

    def parts(self, app: App, day: date) -> list[Part]:
        """All crashes of the day."""
        return [Part("Crash", self.world.volumes.of(app, day).crashes, _CRASHES)]

    def row(self, part: Part, combo: Combo, count: int, at: AppDay) -> Row:
        """One row."""
        app, day = at.app, at.day
        del part  # there is only one
        return {
            **_start_of(app, day),
            **_device_of(combo, app, day),
            "Crashes": count,
            "Unique Devices": self.users_of(count, combo),
        }

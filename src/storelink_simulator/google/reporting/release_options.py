"""apps.fetchReleaseFilterOptions: the tracks of an app, and the version codes that they serve."""

from __future__ import annotations

from datetime import date
from typing import Any

from storelink_simulator.cast import App
from storelink_simulator.google.play.releases import TRACKS, releases_on

FETCH = ":fetchReleaseFilterOptions"
_NAMES = {
    "production": ("Production", "PRODUCTION"),
    "beta": ("Open testing", "OPEN_TESTING"),
    "alpha": ("Closed testing - Alpha", "CLOSED_TESTING"),
    "internal": ("Internal testing", "INTERNAL_TESTING"),
}


def release_options(app: App, day: date) -> dict[str, Any]:
    """Tracks with releases; those without are left out."""
    found = ((track, releases_on(track, app, day)) for track in TRACKS)
    return {
        "tracks": [
            {
                "displayName": _NAMES[track][0],
                "type": _NAMES[track][1],
                "servingReleases": [
                    {"displayName": one.name, "versionCodes": [one.code]} for one in releases
                ],
            }
            for track, releases in found
            if releases
        ]
    }

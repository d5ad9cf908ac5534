"""App Store versions of an app: what was released when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from werkzeug.wrappers import Response

from storelink_simulator.apple.apps import find_app
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.documents import Thing
from storelink_simulator.apple.operations import Ask, Operation, limit, parameter
from storelink_simulator.apple.paging import page
from storelink_simulator.apple.roles import Access
from storelink_simulator.apple.sealed_ids import seal
from storelink_simulator.cast import App
from storelink_simulator.pacific import offset_on
from storelink_simulator.versions import app_version

_PLATFORMS = ("IOS", "MAC_OS", "TV_OS", "VISION_OS")


@dataclass(frozen=True, slots=True)
class Release:
    """One version on one platform."""

    app: App
    number: int
    platform: str
    version: str
    released_on: date
    is_newest: bool


def releases(app: App, today: date) -> list[Release]:
    """All versions that were released by a day, newest first."""
    count = (today - app.launched_on).days // app.release_every_days + 1
    platforms = ("IOS", "MAC_OS") if app.has_desktop else ("IOS",)
    found = []
    for number in range(count - 1, -1, -1):
        day = app.launched_on + timedelta(days=number * app.release_every_days)
        version = app_version(app, day, 0) or ""
        found += [
            Release(app, number, platform, version, day, number == count - 1)
            for platform in platforms
        ]
    return found


class AppStoreVersions:
    """The operation on versions."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def operations(self) -> tuple[Operation, ...]:
        """What is offered."""
        parameters = (
            parameter("filter[platform]", *_PLATFORMS),
            parameter("filter[versionString]"),
            parameter("fields[appStoreVersions]"),
            limit(),
        )
        path = "/v1/apps/<id>/appStoreVersions"
        return (Operation("GET", path, Access.APPS, self.list, parameters),)

    def list(self, ask: Ask) -> Response:
        """The versions of an app."""
        app = find_app(self._desk, ask, ask.ids["id"])
        platforms, names = ask.many("filter[platform]"), ask.many("filter[versionString]")
        found = [
            one
            for one in (releases(app, ask.now.date()) if app in self._desk.world.own_apps else [])
            if (platforms is None or one.platform in platforms)
            and (names is None or one.version in names)
        ]
        return page(ask, found, lambda one: _thing(self._desk, one))


def newest_versions(desk: Desk, app: App, today: date) -> list[Thing]:
    """The newest version of each platform of an app, if any has been released."""
    found = releases(app, today) if app in desk.world.own_apps else []
    return [_thing(desk, one) for one in found if one.is_newest]


def _thing(desk: Desk, release: Release) -> Thing:
    day, number = release.released_on, release.number << 1 | (release.platform == "MAC_OS")
    zone = offset_on(day).total_seconds() / 3600
    is_newest = release.is_newest
    return Thing(
        "appStoreVersions",
        seal(desk.world.seed, f"version {release.app.apple_id}", number),
        {
            "platform": release.platform,
            "versionString": release.version,
            "appStoreState": "READY_FOR_SALE" if is_newest else "REPLACED_WITH_NEW_VERSION",
            "appVersionState": "READY_FOR_DISTRIBUTION"
            if is_newest
            else "REPLACED_WITH_NEW_VERSION",
            "copyright": f"{day.year} Brightside Labs",
            "reviewType": "APP_STORE",
            "releaseType": "AFTER_APPROVAL",
            "earliestReleaseDate": None,
            "usesIdfa": False,
            "downloadable": True,
            "createdDate": f"{day.isoformat()}T09:00:00{zone:+03.0f}:00",
        },
    )

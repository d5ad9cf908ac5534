"""App Store versions of an app: what was released when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from werkzeug.wrappers import Response

from storelink_simulator.apple import errors
from storelink_simulator.apple.apps import app_thing, find_app
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.documents import Linkage, Thing, reference, single
from storelink_simulator.apple.operations import Ask, Operation, limit, parameter
from storelink_simulator.apple.paging import page
from storelink_simulator.apple.roles import Access
from storelink_simulator.apple.sealed_ids import seal
from storelink_simulator.cast import App
from storelink_simulator.pacific import offset_on
from storelink_simulator.versions import app_version

_LOCALE = "en-US"
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
    """The operations on versions, and on what they say."""

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
        path, read = "/v1/apps/<id>/appStoreVersions", Access.APPS
        links = "/v1/apps/<id>/relationships/appStoreVersions"
        one = "/v1/appStoreVersions/<id>"
        below, below_links = (
            f"{one}/{part}appStoreVersionLocalizations" for part in ("", "relationships/")
        )
        locales = (parameter("filter[locale]"), limit())
        text = "/v1/appStoreVersionLocalizations/<id>"
        return (
            Operation("GET", path, read, self.list, parameters),
            Operation("GET", links, read, self.links, (limit(),)),
            Operation("GET", one, read, self.get),
            Operation("GET", below, read, self.localizations, locales),
            Operation("GET", below_links, read, self.localization_links, (limit(),)),
            Operation("GET", text, read, self.localization),
        )

    def of(self, app: App, ask: Ask) -> Sequence[Thing]:
        """The versions of an app, newest first."""
        return [version_thing(self._desk, one) for one in self._of(app, ask)]

    def list(self, ask: Ask) -> Response:
        """The versions of an app."""
        app = find_app(self._desk, ask, ask.ids["id"])
        found = [one for one in self._of(app, ask) if _is_wanted(self._desk, one, ask)]
        return page(
            ask,
            found,
            lambda one: asked_version(self._desk, one, ask),
            lambda shown: self._included(ask, shown),
        )

    def links(self, ask: Ask) -> Response:
        """The ids of the versions of an app."""
        app = find_app(self._desk, ask, ask.ids["id"])
        return page(ask, self._of(app, ask), lambda one: Linkage(version_thing(self._desk, one)))

    def get(self, ask: Ask) -> Response:
        """One version."""
        found = self._find(ask)
        return single(ask, asked_version(self._desk, found, ask), self._included(ask, [found]))

    def localizations(self, ask: Ask) -> Response:
        """What a version says in each language; here there is one."""
        found, wanted = self._find(ask), ask.many("filter[locale]")
        shown = [found] if wanted is None or _LOCALE in wanted else []
        return page(ask, shown, lambda one: localization_thing(self._desk, one))

    def localization_links(self, ask: Ask) -> Response:
        """The ids of what a version says in each language."""
        found = [self._find(ask)]
        return page(ask, found, lambda one: Linkage(localization_thing(self._desk, one)))

    def localization(self, ask: Ask) -> Response:
        """What a version says in one language."""
        found = self._known(ask, localization_thing)
        if found is None:
            raise errors.not_found("appStoreVersionLocalizations", ask.ids["id"])
        return single(ask, localization_thing(self._desk, found))

    def _find(self, ask: Ask) -> Release:
        found = self._known(ask, version_thing)
        if found is None:
            raise errors.not_found("appStoreVersions", ask.ids["id"])
        return found

    def _known(self, ask: Ask, thing: Callable[[Desk, Release], Thing]) -> Release | None:
        """The release of the asked id, of an app that the key sees."""
        for app in self._desk.apps_of(ask.key):
            for one in self._of(app, ask):
                if thing(self._desk, one).id == ask.ids["id"]:
                    return one
        return None

    def _of(self, app: App, ask: Ask) -> Sequence[Release]:
        return releases(app, ask.now.date()) if app in self._desk.world.own_apps else []

    def _included(self, ask: Ask, shown: Sequence[Release]) -> Sequence[Thing]:
        names, found = ask.many("include") or (), {}
        for one in shown:
            if "app" in names:
                found[one.app.apple_id] = app_thing(one.app)
            if "appStoreVersionLocalizations" in names:
                thing = localization_thing(self._desk, one)
                found[thing.id] = thing
        return tuple(found.values())


def newest_versions(desk: Desk, app: App, today: date) -> list[Thing]:
    """The newest version of each platform of an app, if any has been released."""
    found = releases(app, today) if app in desk.world.own_apps else []
    return [version_thing(desk, one) for one in found if one.is_newest]


def _is_wanted(desk: Desk, release: Release, ask: Ask) -> bool:
    told = version_thing(desk, release)
    for name in ("platform", "versionString", "appStoreState", "appVersionState"):
        wanted = ask.many(f"filter[{name}]")
        if wanted is not None and told.attributes[name] not in wanted:
            return False
    ids = ask.many("filter[id]")
    return ids is None or told.id in ids


def localization_thing(desk: Desk, release: Release) -> Thing:
    """The resource object of what a version says in English."""
    return Thing(
        "appStoreVersionLocalizations",
        seal(desk.world.seed, f"localization {release.app.apple_id}", _number(release)),
        {
            "locale": _LOCALE,
            "description": f"{release.app.name}, an invented app.",
            "keywords": "invented,brightside",
            "marketingUrl": "https://brightside.example/",
            "promotionalText": None,
            "supportUrl": "https://brightside.example/support",
            "whatsNew": f"Small repairs in {release.version}.",
        },
    )


def asked_version(desk: Desk, release: Release, ask: Ask) -> Thing:
    """The resource object of a version, with what is to be included."""
    names, thing = ask.many("include") or (), version_thing(desk, release)
    written = [reference(localization_thing(desk, release))]
    told = {
        "app": {"data": reference(app_thing(release.app))},
        "appStoreVersionLocalizations": {
            "data": written,
            "meta": {"paging": {"total": 1, "limit": 10}},
        },
    }
    linked = {name: told[name] for name in told if name in names}
    return replace(thing, related=tuple(told), linked=linked)


def _number(release: Release) -> int:
    return release.number << 1 | (release.platform == "MAC_OS")


def version_thing(desk: Desk, release: Release) -> Thing:
    """The resource object of a version."""
    day, number = release.released_on, _number(release)
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

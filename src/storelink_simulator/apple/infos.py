"""App infos: name, subtitle and category of an app, in the languages that it has."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.wrappers import Response

from storelink_simulator.apple import errors
from storelink_simulator.apple.apps import app_thing, find_app
from storelink_simulator.apple.categories import category_id, category_thing
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.documents import Linkage, Thing, reference, respond, single
from storelink_simulator.apple.operations import Ask, Operation, limit, parameter
from storelink_simulator.apple.paging import page
from storelink_simulator.apple.roles import Access
from storelink_simulator.apple.sealed_ids import seal, unseal
from storelink_simulator.cast import App

LOCALES = ("en-US", "de-DE")
_RELATED = ("app", "appInfoLocalizations", "primaryCategory", "secondaryCategory")
_SUBTITLE = {"en-US": "Made by Brightside Labs", "de-DE": "Von Brightside Labs"}


class AppInfos:
    """The operations on app infos and their localisations."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def operations(self) -> tuple[Operation, ...]:
        """What is offered."""
        one, read = "/v1/appInfos/<id>", Access.APPS
        locales = (parameter("filter[locale]"), limit())
        listed = f"{one}/appInfoLocalizations"
        links = f"{one}/relationships/appInfoLocalizations"
        found = [
            Operation("GET", "/v1/apps/<id>/appInfos", read, self.list, (limit(),)),
            Operation("GET", "/v1/apps/<id>/relationships/appInfos", read, self.links, (limit(),)),
            Operation("GET", one, read, self.get),
            Operation("GET", listed, read, self.localizations, locales),
            Operation("GET", links, read, self.localization_links, (limit(),)),
            Operation("GET", "/v1/appInfoLocalizations/<id>", read, self.localization),
        ]
        for name, handle in (
            ("primaryCategory", self.primary_category),
            ("secondaryCategory", self.secondary_category),
        ):
            found.append(Operation("GET", f"{one}/{name}", read, handle))
            found.append(Operation("GET", f"{one}/relationships/{name}", read, handle))
        return tuple(found)

    def of(self, app: App, ask: Ask) -> Sequence[Thing]:
        """The one info of an app."""
        return [self._thing(ask, one) for one in self._of(app)]

    def list(self, ask: Ask) -> Response:
        """The one info of an app."""
        app = find_app(self._desk, ask, ask.ids["id"])
        return page(
            ask,
            self._of(app),
            lambda one: self._thing(ask, one),
            lambda shown: self._included(ask, shown),
        )

    def links(self, ask: Ask) -> Response:
        """The id of the info of an app."""
        app = find_app(self._desk, ask, ask.ids["id"])
        return page(ask, self._of(app), lambda one: Linkage(self._thing(ask, one)))

    def get(self, ask: Ask) -> Response:
        """One info."""
        app = self._find(ask)
        return single(ask, self._thing(ask, app), self._included(ask, [app]))

    def localizations(self, ask: Ask) -> Response:
        """What is written in each language."""
        app, wanted = self._find(ask), ask.many("filter[locale]")
        locales = [one for one in LOCALES if wanted is None or one in wanted]
        return page(ask, locales, lambda one: self._localization(app, one))

    def localization_links(self, ask: Ask) -> Response:
        """The ids of what is written in each language."""
        app = self._find(ask)
        return page(ask, LOCALES, lambda one: Linkage(self._localization(app, one)))

    def localization(self, ask: Ask) -> Response:
        """What is written in one language."""
        number = unseal(self._desk.world.seed, "appInfoLocalization", ask.ids["id"])
        app = self._app(ask, number >> 4) if number is not None else None
        if app is None or number is None:
            raise errors.not_found("appInfoLocalizations", ask.ids["id"])
        return single(ask, self._localization(app, LOCALES[number & 15]))

    def primary_category(self, ask: Ask) -> Response:
        """The first category of an app."""
        thing = category_thing(category_id(self._find(ask).category))
        if "/relationships/" not in ask.request.path:
            return single(ask, thing)
        return respond({"data": reference(thing), "links": {"self": ask.request.url}})

    def secondary_category(self, ask: Ask) -> Response:
        """No app of this world has a second category."""
        self._find(ask)
        raise errors.not_found("appCategories", "secondaryCategory")

    def _of(self, app: App) -> Sequence[App]:
        return [app] if app in self._desk.world.own_apps else []

    def _find(self, ask: Ask) -> App:
        number = unseal(self._desk.world.seed, "appInfo", ask.ids["id"])
        app = self._app(ask, number) if number is not None else None
        if app is None:
            raise errors.not_found("appInfos", ask.ids["id"])
        return app

    def _app(self, ask: Ask, number: int) -> App | None:
        return self._desk.app_of(ask.key, str(number))

    def _thing(self, ask: Ask, app: App) -> Thing:
        names = ask.many("include") or ()
        category = category_thing(category_id(app.category))
        written = [reference(self._localization(app, one)) for one in LOCALES]
        told = {
            "app": {"data": reference(app_thing(app))},
            "primaryCategory": {"data": reference(category)},
            "secondaryCategory": {"data": None},
            "appInfoLocalizations": {
                "data": written,
                "meta": {"paging": {"total": len(written), "limit": 10}},
            },
        }
        return Thing(
            "appInfos",
            seal(self._desk.world.seed, "appInfo", int(app.apple_id)),
            {
                "appStoreState": "READY_FOR_SALE",
                "state": "READY_FOR_DISTRIBUTION",
                "appStoreAgeRating": "FOUR_PLUS",
                "kidsAgeBand": None,
            },
            _RELATED,
            {name: told[name] for name in told if name in names},
        )

    def _localization(self, app: App, locale: str) -> Thing:
        number = int(app.apple_id) << 4 | LOCALES.index(locale)
        return Thing(
            "appInfoLocalizations",
            seal(self._desk.world.seed, "appInfoLocalization", number),
            {
                "locale": locale,
                "name": app.name,
                "subtitle": _SUBTITLE[locale],
                "privacyPolicyUrl": "https://brightside.example/privacy",
                "privacyChoicesUrl": None,
                "privacyPolicyText": None,
            },
        )

    def _included(self, ask: Ask, apps: Sequence[App]) -> Sequence[Thing]:
        names, found = ask.many("include") or (), []
        for app in apps:
            found += [app_thing(app)] if "app" in names else []
            if "primaryCategory" in names:
                found.append(category_thing(category_id(app.category)))
            if "appInfoLocalizations" in names:
                found += [self._localization(app, one) for one in LOCALES]
        return found

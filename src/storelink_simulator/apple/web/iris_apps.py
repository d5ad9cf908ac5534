"""Apps as the web application asks for them: with their versions included."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.wrappers import Response

from storelink_simulator.apple.apps import FIELDS, Apps, app_thing, find_app
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.documents import Thing, reference, single
from storelink_simulator.apple.operations import Ask, Operation, parameter
from storelink_simulator.apple.paging import page
from storelink_simulator.apple.roles import Access
from storelink_simulator.apple.versions import newest_versions
from storelink_simulator.cast import App

_VERSIONS = ("displayableVersions", "appStoreVersions")
_INCLUDE = parameter("include", *_VERSIONS, "appStoreIcon")


class IrisApps:
    """The operations on apps; the newest version of each platform can be included."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._apps = Apps(desk)

    def operations(self) -> tuple[Operation, ...]:
        """What is offered."""
        listing, one = self._apps.operations()
        fields = parameter("fields[appStoreVersions]")
        more = (_INCLUDE, fields)
        return (
            Operation("GET", listing.path, Access.APPS, self.list, (*listing.parameters, *more)),
            Operation("GET", one.path, Access.APPS, self.get, (FIELDS, *more)),
        )

    def list(self, ask: Ask) -> Response:
        """All apps that the person sees."""
        found = self._apps.wanted(ask)
        included = None
        if ask.many("include") is not None:
            included = lambda shown: [v for app in shown for v in self._versions(app, ask)]  # noqa: E731
        return page(ask, found, lambda app: self._thing(app, ask), included)

    def get(self, ask: Ask) -> Response:
        """One app."""
        app = find_app(self._desk, ask, ask.ids["id"])
        return single(ask, self._thing(app, ask), self._versions(app, ask))

    def _thing(self, app: App, ask: Ask) -> Thing:
        thing = app_thing(app)
        asked = [name for name in _VERSIONS if name in (ask.many("include") or ())]
        data = [reference(one) for one in self._versions(app, ask)]
        linked = {name: {"data": data} for name in asked}
        related = (*thing.related, *(name for name in asked if name not in thing.related))
        return Thing(thing.type, thing.id, thing.attributes, related, linked)

    def _versions(self, app: App, ask: Ask) -> Sequence[Thing]:
        if not set(_VERSIONS) & set(ask.many("include") or ()):
            return ()
        return newest_versions(self._desk, app, ask.now.date())

"""Apps: GET /v1/apps and /v1/apps/{id}."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from werkzeug.wrappers import Response

from storelink_simulator.apple import errors
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.documents import Thing, reference, single
from storelink_simulator.apple.operations import Ask, Operation, limit, parameter
from storelink_simulator.apple.paging import page, page_size
from storelink_simulator.apple.roles import Access
from storelink_simulator.cast import App

FIELDS = parameter("fields[apps]")
_SORTS = ("name", "-name", "bundleId", "-bundleId", "sku", "-sku")
_SORTED_BY = {"name": "name", "bundleId": "bundle_id", "sku": "sku"}


def app_thing(app: App) -> Thing:
    """The resource object of an app."""
    return Thing(
        "apps",
        app.apple_id,
        {
            "name": app.name,
            "bundleId": app.bundle_id,
            "sku": app.sku,
            "primaryLocale": "en-US",
            "isOrEverWasMadeForKids": app.is_made_for_kids,
            "subscriptionStatusUrl": None,
            "subscriptionStatusUrlVersion": None,
            "subscriptionStatusUrlForSandbox": None,
            "subscriptionStatusUrlVersionForSandbox": None,
            "contentRightsDeclaration": "DOES_NOT_USE_THIRD_PARTY_CONTENT",
            "streamlinedPurchasingEnabled": True,
        },
        related=(
            "analyticsReportRequests",
            "customerReviews",
            "customerReviewSummarizations",
            "appStoreVersions",
            "appInfos",
        ),
    )


def find_app(desk: Desk, ask: Ask, app_id: str) -> App:
    """An app that the key sees. Raises Problem."""
    app = desk.app_of(ask.key, app_id)
    if app is None:
        raise errors.not_found("apps", app_id)
    return app


Related = Callable[[App, Ask], Sequence[Thing]]
"""What an app has of something else; newest or first things first."""


class Apps:
    """The operations on apps."""

    def __init__(self, desk: Desk, related: Mapping[str, Related] | None = None) -> None:
        """`related`: by the name of a relationship, what can be included of it."""
        self._desk = desk
        self._related = related or {}

    def operations(self) -> tuple[Operation, ...]:
        """What is offered."""
        filters = tuple(parameter(f"filter[{name}]") for name in ("name", "bundleId", "sku", "id"))
        sort = parameter("sort", *_SORTS, is_single=True)
        return (
            Operation("GET", "/v1/apps", Access.APPS, self.list, (*filters, sort, FIELDS, limit())),
            Operation("GET", "/v1/apps/<id>", Access.APPS, self.get, (FIELDS,)),
        )

    def list(self, ask: Ask) -> Response:
        """All apps that the key sees."""
        return page(
            ask,
            self.wanted(ask),
            lambda app: self._thing(app, ask),
            (lambda shown: self._included(shown, ask)) if self._asked_for(ask) else None,
        )

    def wanted(self, ask: Ask) -> Sequence[App]:
        """The apps that the key sees and the filters leave, sorted. Raises Problem."""
        if self._desk.stage.play("app_list_forbidden", ask.scene):
            ask.call.played.append("app_list_forbidden")
            raise errors.forbidden()
        apps = [app for app in self._desk.apps_of(ask.key) if self._is_wanted(app, ask)]
        sort = ask.one("sort")
        if sort is not None:
            name = _SORTED_BY[sort.lstrip("-")]
            apps.sort(key=lambda app: str(getattr(app, name)), reverse=sort.startswith("-"))
        return apps

    def get(self, ask: Ask) -> Response:
        """One app."""
        app = find_app(self._desk, ask, ask.ids["id"])
        return single(ask, self._thing(app, ask), self._included([app], ask))

    def _is_wanted(self, app: App, ask: Ask) -> bool:
        """Whether all filters leave it; there is nothing of what is not simulated."""
        if _is_left_out(ask) or not _is_named(app, ask):
            return False
        versions = self._related["appStoreVersions"](app, ask) if self._related else ()
        for name in ("platform", "appStoreState", "appVersionState"):
            wanted = ask.many(f"filter[appStoreVersions.{name}]")
            if wanted and not any(one.attributes[name] in wanted for one in versions):
                return False
        ids = ask.many("filter[appStoreVersions]")
        return ids is None or any(one.id in ids for one in versions)

    def _thing(self, app: App, ask: Ask) -> Thing:
        linked = {}
        for name in self._asked_for(ask):
            things, size = self._related[name](app, ask), _size(ask, name)
            linked[name] = {
                "data": [reference(one) for one in things[:size]],
                "meta": {"paging": {"total": len(things), "limit": size}},
            }
        return replace(app_thing(app), linked=linked)

    def _included(self, apps: Sequence[App], ask: Ask) -> Sequence[Thing]:
        return [
            one
            for app in apps
            for name in self._asked_for(ask)
            for one in self._related[name](app, ask)[: _size(ask, name)]
        ]

    def _asked_for(self, ask: Ask) -> Sequence[str]:
        return [name for name in ask.many("include") or () if name in self._related]


def _size(ask: Ask, name: str) -> int:
    return page_size(ask, f"limit[{name}]", 50) if ask.one(f"limit[{name}]") else 10


def _is_left_out(ask: Ask) -> bool:
    """Whether something is asked for that no app of this world has."""
    submissions = (ask.many(f"filter[reviewSubmissions.{name}]") for name in ("state", "platform"))
    return any(submissions) or ask.one("exists[gameCenterEnabledVersions]") == "true"


def _is_named(app: App, ask: Ask) -> bool:
    for name, value in (
        ("filter[name]", app.name),
        ("filter[bundleId]", app.bundle_id),
        ("filter[sku]", app.sku),
        ("filter[id]", app.apple_id),
    ):
        wanted = ask.many(name)
        if wanted is not None and value not in wanted:
            return False
    return True

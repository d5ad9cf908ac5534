"""Apps: GET /v1/apps and /v1/apps/{id}."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.wrappers import Response

from storelink_simulator.apple import errors
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.documents import Thing, single
from storelink_simulator.apple.operations import Ask, Operation, limit, parameter
from storelink_simulator.apple.paging import page
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
        related=("analyticsReportRequests", "customerReviews", "appStoreVersions"),
    )


def find_app(desk: Desk, ask: Ask, app_id: str) -> App:
    """An app that the key sees. Raises Problem."""
    app = desk.app_of(ask.key, app_id)
    if app is None:
        raise errors.not_found("apps", app_id)
    return app


class Apps:
    """The operations on apps."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

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
        return page(ask, self.wanted(ask), app_thing)

    def wanted(self, ask: Ask) -> Sequence[App]:
        """The apps that the key sees and the filters leave, sorted. Raises Problem."""
        if self._desk.stage.play("app_list_forbidden", ask.scene):
            ask.call.played.append("app_list_forbidden")
            raise errors.forbidden()
        apps = [app for app in self._desk.apps_of(ask.key) if _is_wanted(app, ask)]
        sort = ask.one("sort")
        if sort is not None:
            name = _SORTED_BY[sort.lstrip("-")]
            apps.sort(key=lambda app: str(getattr(app, name)), reverse=sort.startswith("-"))
        return apps

    def get(self, ask: Ask) -> Response:
        """One app."""
        return single(ask, app_thing(find_app(self._desk, ask, ask.ids["id"])))


def _is_wanted(app: App, ask: Ask) -> bool:
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

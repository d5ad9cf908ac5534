"""Users of the team: GET /v1/users, /v1/users/{id}, and the apps that they see."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.wrappers import Response

from storelink_simulator.apple import errors
from storelink_simulator.apple.apps import FIELDS as APP_FIELDS
from storelink_simulator.apple.apps import app_thing
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.documents import Linkage, Thing, reference, single
from storelink_simulator.apple.operations import Ask, Operation, limit, parameter
from storelink_simulator.apple.paging import page, page_size
from storelink_simulator.apple.roles import Access
from storelink_simulator.cast import App, User

ROLES = (
    "ADMIN",
    "FINANCE",
    "ACCOUNT_HOLDER",
    "SALES",
    "MARKETING",
    "APP_MANAGER",
    "DEVELOPER",
    "ACCESS_TO_REPORTS",
    "CUSTOMER_SUPPORT",
    "CREATE_APPS",
    "CLOUD_MANAGED_DEVELOPER_ID",
    "CLOUD_MANAGED_APP_DISTRIBUTION",
    "GENERATE_INDIVIDUAL_KEYS",
)
_FIELDS = parameter("fields[users]")
_INCLUDED = (parameter("include", "visibleApps"), limit("limit[visibleApps]"))
_MOST_INCLUDED = 50


class Users:
    """The operations on users."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def operations(self) -> tuple[Operation, ...]:
        """What is offered."""
        listing = (
            parameter("filter[username]"),
            parameter("filter[roles]", *ROLES),
            parameter("filter[visibleApps]"),
            parameter("sort", "username", "-username", "lastName", "-lastName", is_single=True),
            _FIELDS,
            APP_FIELDS,
            *_INCLUDED,
            limit(),
        )
        one, access = "/v1/users/<id>", Access.USERS
        links = f"{one}/relationships/visibleApps"
        return (
            Operation("GET", "/v1/users", access, self.listed, listing),
            Operation("GET", one, access, self.get, (_FIELDS, APP_FIELDS, *_INCLUDED)),
            Operation("GET", f"{one}/visibleApps", access, self.apps, (APP_FIELDS, limit())),
            Operation("GET", links, access, self.app_links, (limit(),)),
        )

    def listed(self, ask: Ask) -> Response:
        """The people of the team."""
        found = [user for user in self._desk.world.users if _is_wanted(user, ask)]
        sort = ask.one("sort")
        if sort is not None:
            by_name = sort.endswith("lastName")
            found.sort(
                key=lambda user: user.last_name if by_name else user.username,
                reverse=sort.startswith("-"),
            )
        included = self._included if ask.many("include") is not None else None
        return page(
            ask,
            found,
            lambda user: self.thing(user, ask),
            (lambda shown: included(shown, ask)) if included else None,
        )

    def get(self, ask: Ask) -> Response:
        """One person."""
        user = self._find(ask)
        included = self._included([user], ask) if ask.many("include") is not None else ()
        return single(ask, self.thing(user, ask), included)

    def apps(self, ask: Ask) -> Response:
        """The apps that a person sees; nobody who sees all has any here."""
        return page(ask, self._visible(self._find(ask)), app_thing)

    def app_links(self, ask: Ask) -> Response:
        """The ids of the apps that a person sees."""
        return page(ask, self._visible(self._find(ask)), lambda app: Linkage(app_thing(app)))

    def _find(self, ask: Ask) -> User:
        user = next((one for one in self._desk.world.users if one.id == ask.ids["id"]), None)
        if user is None:
            raise errors.not_found("users", ask.ids["id"])
        return user

    def _visible(self, user: User) -> list[App]:
        return [app for app in self._desk.world.apps if app.apple_id in (user.visible_apps or ())]

    def thing(self, user: User, ask: Ask) -> Thing:
        """The resource object of a person."""
        linked = {}
        if ask.many("include") is not None:
            size = page_size(ask, "limit[visibleApps]", _MOST_INCLUDED)
            apps = self._visible(user)
            linked["visibleApps"] = {
                "data": [reference(app_thing(app)) for app in apps[:size]],
                "meta": {"paging": {"total": len(apps), "limit": size}},
            }
        return Thing(
            "users",
            user.id,
            {
                "username": user.username,
                "firstName": user.first_name,
                "lastName": user.last_name,
                "roles": list(user.roles),
                "allAppsVisible": user.visible_apps is None,
                "provisioningAllowed": "ADMIN" in user.roles,
            },
            related=("visibleApps",),
            linked=linked,
        )

    def _included(self, users: Sequence[User], ask: Ask) -> Sequence[Thing]:
        size = page_size(ask, "limit[visibleApps]", _MOST_INCLUDED)
        shown = {
            app.apple_id: app_thing(app) for user in users for app in self._visible(user)[:size]
        }
        return tuple(shown.values())


def _is_wanted(user: User, ask: Ask) -> bool:
    names, roles = ask.many("filter[username]"), ask.many("filter[roles]")
    apps = ask.many("filter[visibleApps]")
    if names is not None and user.username not in names:
        return False
    if roles is not None and not set(roles) & set(user.roles):
        return False
    return apps is None or bool(set(apps) & set(user.visible_apps or ()))

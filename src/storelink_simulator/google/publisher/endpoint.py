"""androidpublisher.googleapis.com v3: reviews of an app, users of the developer account."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.cast import App
from storelink_simulator.google.accounts import PEOPLE, SERVICE_ACCOUNTS, Account
from storelink_simulator.google.api_answers import answered, place_in, token_of
from storelink_simulator.google.desk import Desk
from storelink_simulator.google.errors import Refused, bad_token, invalid
from storelink_simulator.google.gate import Gate, api
from storelink_simulator.google.paths import parts_below
from storelink_simulator.google.permissions import ADMIN, REPLY, REPORTS
from storelink_simulator.google.play.listing import developer_id
from storelink_simulator.google.play.play import Play
from storelink_simulator.google.publisher.documents import user_document
from storelink_simulator.google.publisher.reviews import ReviewCalls
from storelink_simulator.service import Call
from storelink_simulator.stage import Scene

PUBLISHER = api("androidpublisher", "Google Play Android Developer API", "androidpublisher")
_ROOT = "/androidpublisher/v3/"
_REPLY = ":reply"


class AndroidPublisher:
    """The service behind /androidpublisher/v3."""

    prefixes: tuple[str, ...] = (_ROOT,)

    def __init__(self, desk: Desk, play: Play) -> None:
        self._desk = desk
        self._gate = Gate(desk, PUBLISHER)
        self._reviews = ReviewCalls(desk, play)

    def answer(self, call: Call) -> Response:
        """Answer one call; refusals are Google's error objects."""
        call.key_id = self._gate.name(call)
        parts = parts_below(call, _ROOT)
        package = parts[1] if parts[0] == "applications" and len(parts) > 1 else None
        scene = Scene(call.request.path, call.key_id, package)
        return answered(self._desk, call, scene, lambda: self._judged(call, scene, parts))

    def _judged(self, call: Call, scene: Scene, parts: list[str]) -> dict[str, Any]:
        account, scene = self._gate.caller(call, scene)
        if account is None:
            raise bad_token(PUBLISHER.service)
        method = call.request.method
        if parts[0] == "developers" and parts[2:] == ["users"] and method == "GET":
            return self._users(call, account, parts[1])
        if parts[0] != "applications" or parts[2:3] != ["reviews"] or len(parts) > 4:
            raise Refused(404, "notFound", "Not Found")
        app = self._app(account, parts[1])
        identifier = parts[3] if len(parts) == 4 else None
        if identifier is None and method == "GET":
            return self._reviews.page(call, scene, app)
        if identifier and identifier.endswith(_REPLY) and method == "POST":
            if not account.may(REPLY, app.bundle_id):
                raise Refused(403, "forbidden", "The caller does not have permission")
            return self._reviews.reply(call, scene, app, identifier.removesuffix(_REPLY))
        if identifier and method == "GET":
            return self._reviews.get(call, app, identifier)
        raise Refused(404, "notFound", "Not Found")

    def _app(self, account: Account, package: str) -> App:
        apps = self._desk.world.own_apps
        app = next((one for one in apps if one.bundle_id == package), None)
        if app is None:
            raise Refused(404, "notFound", f"Package not found: {package[:150]}.")
        if not account.may(REPORTS, package) and not account.may(REPLY, package):
            raise Refused(
                401,
                "permissionDenied",
                "The current user has insufficient permissions to perform the requested operation.",
                domain="androidpublisher",
                rpc="PERMISSION_DENIED",
            )
        return app

    def _users(self, call: Call, account: Account, developer: str) -> dict[str, Any]:
        if developer != developer_id(self._desk.seed) or not account.may(ADMIN):
            raise Refused(403, "forbidden", "The caller does not have permission")
        users = [one for one in (*PEOPLE, *SERVICE_ACCOUNTS) if one.is_invited]
        size = _page_size(call.request.args.get("pageSize"), len(users))
        start = place_in(call.request.args.get("pageToken"))
        document: dict[str, Any] = {
            "users": [user_document(developer, one) for one in users[start : start + size]]
        }
        if start + size < len(users):
            document["nextPageToken"] = token_of(str(start + size))
        return document


def _page_size(text: str | None, everything: int) -> int:
    """-1 (and nothing) is everything on one page."""
    if text in (None, "-1"):
        return everything
    if text is None or not text.isdecimal() or int(text) < 1:
        raise invalid("Invalid value for page_size.")
    return int(text)

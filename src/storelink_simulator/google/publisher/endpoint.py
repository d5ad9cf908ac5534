"""androidpublisher.googleapis.com v3: reviews, edits and releases of an app, users."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.cast import App
from storelink_simulator.google.accounts import Account
from storelink_simulator.google.api_answers import answered
from storelink_simulator.google.desk import Desk
from storelink_simulator.google.errors import Refused, bad_token
from storelink_simulator.google.gate import Gate, api
from storelink_simulator.google.paths import parts_below
from storelink_simulator.google.permissions import REPLY, REPORTS
from storelink_simulator.google.play.play import Play
from storelink_simulator.google.publisher.edits import EditCalls, forbidden, not_found
from storelink_simulator.google.publisher.reviews import ReviewCalls
from storelink_simulator.google.publisher.users import users_answer
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
        self._edits = EditCalls(desk)

    def answer(self, call: Call) -> Response:
        """Answer one call; refusals are Google's error objects."""
        call.key_id = self._gate.name(call)
        parts = parts_below(call, _ROOT)
        package = parts[1] if parts[0] == "applications" and len(parts) > 1 else None
        scene = Scene(call.request.path, call.key_id, package)
        return answered(self._desk, call, scene, lambda: self._judged(call, scene, parts))

    def _judged(self, call: Call, scene: Scene, parts: list[str]) -> dict[str, Any] | None:
        account, scene = self._gate.caller(call, scene)
        if account is None:
            raise bad_token(PUBLISHER.service)
        if parts[0] == "developers" and len(parts) > 2:
            return users_answer(self._desk, call, account, parts[1:])
        if parts[0] != "applications" or len(parts) < 3:
            raise not_found()
        if parts[2] == "edits":
            return self._edits.answer(call, account, self._visible(account, parts[1]), parts[3:])
        if parts[2] == "tracks":
            return self._releases(call, account, parts)
        return self._of_reviews(call, scene, account, parts)

    def _releases(self, call: Call, account: Account, parts: list[str]) -> dict[str, Any]:
        app = self._visible(account, parts[1])
        if parts[4:] != ["releases"] or call.request.method != "GET":
            raise not_found()
        return self._edits.releases(app, parts[3])

    def _of_reviews(
        self, call: Call, scene: Scene, account: Account, parts: list[str]
    ) -> dict[str, Any]:
        method = call.request.method
        if parts[2] != "reviews" or len(parts) > 4:
            raise not_found()
        app = self._app(account, parts[1])
        identifier = parts[3] if len(parts) == 4 else None
        if identifier is None and method == "GET":
            return self._reviews.page(call, scene, app)
        if identifier and identifier.endswith(_REPLY) and method == "POST":
            if not account.may(REPLY, app.bundle_id):
                raise forbidden()
            return self._reviews.reply(call, scene, app, identifier.removesuffix(_REPLY))
        if identifier and method == "GET":
            return self._reviews.get(call, app, identifier)
        raise not_found()

    def _visible(self, account: Account, package: str) -> App:
        """The app, for who may view it: else 403, as newer calls say it."""
        app = self._known(package)
        if not account.may(REPORTS, package):
            raise forbidden()
        return app

    def _known(self, package: str) -> App:
        apps = self._desk.world.own_apps
        app = next((one for one in apps if one.bundle_id == package), None)
        if app is None:
            raise Refused(404, "notFound", f"Package not found: {package[:150]}.")
        return app

    def _app(self, account: Account, package: str) -> App:
        app = self._known(package)
        if not account.may(REPORTS, package) and not account.may(REPLY, package):
            raise Refused(
                401,
                "permissionDenied",
                "The current user has insufficient permissions to perform the requested operation.",
                domain="androidpublisher",
                rpc="PERMISSION_DENIED",
            )
        return app

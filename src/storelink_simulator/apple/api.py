"""The door of the official API: line, token, path, media types, limit, role, parameters, handler.

The order in which a call is judged is the order of this file.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response

from storelink_simulator.apple import errors, odd_lists
from storelink_simulator.apple.described import completed
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.errors import Problem
from storelink_simulator.apple.operations import Ask, Operation, read_values
from storelink_simulator.apple.rate import RateWindow
from storelink_simulator.apple.roles import may
from storelink_simulator.apple.scene import app_in
from storelink_simulator.apple.tokens import Bearer, TokenRefused, check, key_id_in
from storelink_simulator.service import Call
from storelink_simulator.stage import Scene, Trouble
from storelink_simulator.weather import weather

_LIMIT_HEADER = "X-Rate-Limit"


class AppStoreConnect:
    """The service behind /v1 (and the newer /v2, /v3, of which nothing is offered yet)."""

    prefixes: tuple[str, ...] = ("/v1/", "/v2/", "/v3/")

    def __init__(self, desk: Desk, operations: Sequence[Operation]) -> None:
        self._desk = desk
        self._stage = desk.stage
        self._window = RateWindow(desk.simulation.settings.calls_per_hour)
        self.operations = tuple(completed(one) for one in operations)
        self._offered = frozenset(one.path for one in self.operations if one.method == "GET")
        self._rules = Map(
            [
                Rule(one.path, methods=[one.method], endpoint=index)
                for index, one in enumerate(self.operations)
            ],
            strict_slashes=True,
            merge_slashes=False,
        )

    def answer(self, call: Call) -> Response:
        """Answer one call; every refusal is Apple's error object."""
        call.key_id = key_id_in(call.request.headers.get("Authorization", ""))
        scene = Scene(call.request.path, call.key_id, app_in(self._desk, call.request.path))
        in_the_way = weather(self._desk.simulation, call, scene)
        if in_the_way is not None:
            return in_the_way
        limits: dict[str, str] = {}
        try:
            response = self._judged(call, scene, limits)
        except Problem as problem:
            response = errors.answer(problem, call.number)
        response.headers.update(limits)
        return response

    def _judged(self, call: Call, scene: Scene, limits: dict[str, str]) -> Response:
        bearer = self._bearer(call, scene)
        self._count(call, scene, bearer, limits)
        if broken := self._played("server_error_json", call, scene):
            raise errors.unexpected(broken.integer("status"))
        operation, ids = self._matched(call)
        refused = _media_refused(call, operation)
        if refused is not None:
            return refused
        if self._played("agreement_missing", call, scene):
            raise errors.agreement_missing()
        role = self._role(call, scene, bearer)
        request = call.request
        may_ask = bearer.may_ask(request.method, request.path, request.query_string.decode())
        if not may_ask or not may(bearer.key, role, operation.access):
            raise errors.forbidden()
        values = read_values(request.args, operation.parameters)
        now = self._desk.clock.now()
        ask = Ask(call, bearer.key, role, scene, now, ids, values, self._offered, operation.to_many)
        response = operation.handle(ask)
        return odd_lists.edited(self._stage, call, scene, response)

    def _bearer(self, call: Call, scene: Scene) -> Bearer:
        wall = time.time()
        if ahead := self._played("clock_ahead", call, scene):
            wall -= ahead.integer("seconds")
        if self._played("key_revoked", call, scene) or self._played("wrong_issuer", call, scene):
            raise errors.not_authorized()
        if self._played("unauthorized_once", call, scene):
            raise errors.not_authorized()
        try:
            header = call.request.headers.get("Authorization", "")
            is_strict = self._played("strict_tokens", call, scene) is not None
            return check(header, self._desk.keys, wall, is_strict=is_strict)
        except TokenRefused as refused:
            call.played.append(f"token refused: {refused}")
            raise errors.not_authorized() from refused

    def _count(self, call: Call, scene: Scene, bearer: Bearer, limits: dict[str, str]) -> None:
        left = self._left(call, scene, bearer)
        limited = self._played("rate_limited", call, scene)
        limits[_LIMIT_HEADER] = self._window.header(0 if limited else left)
        if limited is not None:
            raise errors.rate_limited(limited.integer("retry_after"))
        if left is None:
            raise errors.rate_limited()

    def _left(self, call: Call, scene: Scene, bearer: Bearer) -> int | None:
        """How many calls are left after this one; None where there was none for it."""
        now, others = self._desk.clock.now(), None
        used_up = self._stage.peek("hour_used_up", scene)
        if used_up is not None:
            ends_at = used_up.started_at + timedelta(minutes=used_up.number_of("minutes"))
            if now < ends_at:
                call.played.append(used_up.name)
                others = used_up.integer("left"), used_up.started_at
        return self._window.take(bearer.key.key_id, now, others)

    def _matched(self, call: Call) -> tuple[Operation, dict[str, str]]:
        request = call.request
        adapter = self._rules.bind("simulator")
        try:
            index, ids = adapter.match(request.path, method=request.method)
        except MethodNotAllowed as error:
            kind = request.path.rsplit("/", 1)[-1]
            raise errors.method_not_allowed(request.method, kind) from error
        except NotFound as error:
            raise errors.path_unknown(request.path) from error
        return self.operations[index], dict(ids)

    def _role(self, call: Call, scene: Scene, bearer: Bearer) -> str:
        smaller = self._played("role_too_small", call, scene)
        return smaller.text("role") if smaller else bearer.key.role

    def _played(self, name: str, call: Call, scene: Scene) -> Trouble | None:
        trouble = self._stage.play(name, scene)
        if trouble is not None:
            call.played.append(name)
        return trouble


def _media_refused(call: Call, operation: Operation) -> Response | None:
    """406 or 415 as plain text, before any JSON."""
    request = call.request
    accepted = request.accept_mimetypes
    if accepted and not any(accepted.quality(one) > 0 for one in operation.produces):
        return Response("Not Acceptable", 406, content_type="text/plain")
    if request.method in ("POST", "PATCH") and request.mimetype != "application/json":
        return Response("Unsupported Media Type", 415, content_type="text/plain")
    return None

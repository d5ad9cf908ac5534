"""The sign-in of iCloud, as far as clients of that property need it to be done: two calls.

Public clients trade the session token here for an account; what the answer tells beyond that is
nobody's concern, and no iCloud service is simulated.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.apple.identity.answers import told
from storelink_simulator.apple.identity.office import Office
from storelink_simulator.apple.identity.tokens import SignedIn
from storelink_simulator.apple.visit import NotAnObject, Visit, begin
from storelink_simulator.service import Call
from storelink_simulator.weather import weather

_COOKIE = "X-APPLE-WEBAUTH-TOKEN"
_PREFIX = "/setup/ws/1/"


class ICloud:
    """The service behind /setup/ws/1/: `accountLogin` and `validate`."""

    prefixes: tuple[str, ...] = (_PREFIX,)

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = threading.Lock()

    def answer(self, call: Call) -> Response:
        """Answer one call."""
        visit = begin(call, self._office.simulation)
        in_the_way = weather(visit.simulation, call, visit.scene)
        if in_the_way is not None:
            return in_the_way
        name = visit.request.path.removeprefix(_PREFIX)
        if visit.request.method != "POST" or name not in ("accountLogin", "validate"):
            return Response("Not Found\n", 404)
        with self._lock:
            return self._login(visit) if name == "accountLogin" else self._validate(visit)

    def _login(self, visit: Visit) -> Response:
        try:
            body = visit.body()
        except NotAnObject:
            return _unknown()
        token, trust = _text(body, "dsWebAuthToken"), _text(body, "trustToken")
        who = self._office.tokens.identity(token, visit.now)
        if who is None:
            begun = self._office.tokens.half_identity(token, visit.now)
            return self._told(begun, is_trusted=False) if begun else _unknown()
        memory = self._office.tokens.trusted(trust, visit.now)
        is_trusted = memory is not None and memory.apple_id == who.apple_id
        response = self._told(who, is_trusted=is_trusted)
        response.set_cookie(_COOKIE, token, httponly=True)
        return response

    def _validate(self, visit: Visit) -> Response:
        who = self._office.tokens.identity(visit.request.cookies.get(_COOKIE), visit.now)
        return self._told(who, is_trusted=True) if who else _unknown()

    def _told(self, who: SignedIn, *, is_trusted: bool) -> Response:
        account = self._office.book.find(who.apple_id)
        person_id = account.person_id if account else ""
        return told(
            {
                "dsInfo": {"appleId": who.apple_id, "dsid": person_id, "hsaVersion": 2},
                "hsaTrustedBrowser": is_trusted,
                "hsaChallengeRequired": not is_trusted,
                "webservices": {},
                "apps": {},
                "version": 2,
            }
        )


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _unknown() -> Response:
    return told({"success": False, "error": "Invalid global session"}, 421)

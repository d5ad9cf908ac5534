"""The session of the web application: who is signed in, on which team, with which roles."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.apple.identity import cookies
from storelink_simulator.apple.identity.answers import Refusal, page, told
from storelink_simulator.apple.identity.office import Office
from storelink_simulator.apple.visit import NotAnObject, Visit, begin
from storelink_simulator.apple.web.answers import list_told, redirected, unauthenticated
from storelink_simulator.apple.web.profile import actors, profile
from storelink_simulator.apple.web.sessions import WebSession, WebSessions
from storelink_simulator.apple.web.teams import Team
from storelink_simulator.apple.web.widget_key import WidgetKey
from storelink_simulator.service import Call
from storelink_simulator.weather import weather

Door = Callable[[Visit, WebSession], Response]


class Olympus:
    """The service behind /olympus/ and /logout."""

    prefixes: tuple[str, ...] = ("/olympus/", "/logout")

    def __init__(self, office: Office, sessions: WebSessions) -> None:
        self._office = office
        self._sessions = sessions
        self._widget_key = WidgetKey(office, sessions)
        self._doors: dict[tuple[str, str], Door] = {
            ("GET", "v1/session"): self._session,
            ("POST", "v1/session"): self._switch,
            ("POST", "v1/providerSwitchRequests"): self._request_switch,
            ("GET", "v1/check"): lambda _, session: told({"user": session.apple_id}),
            ("GET", "v1/contractMessages"): self._contracts,
            ("GET", "v1/providerNews"): lambda _visit, _session: list_told([]),
            ("GET", "v1/actors"): lambda _, session: told(actors(session, self._sessions)),
        }

    def answer(self, call: Call) -> Response:
        """Answer one call."""
        visit = begin(call, self._office.simulation)
        path, method = visit.request.path, visit.request.method
        method = "GET" if method == "HEAD" else method
        if path == "/logout" and method == "GET":
            return weather(visit.simulation, call, visit.scene) or self._widget_key.logout(visit)
        session = self._sessions.find_or_begin(visit)
        in_the_way = weather(visit.simulation, call, visit.scene)
        if in_the_way is not None:
            return in_the_way
        try:
            return self._answered(visit, (method, path.removeprefix("/olympus/")), session)
        except NotAnObject:
            return told({"error": "The body is no JSON object."}, 400)
        except Refusal as refused:
            return refused.response()

    def _answered(
        self, visit: Visit, place: tuple[str, str], session: WebSession | None
    ) -> Response:
        if place == ("GET", "v1/app/config"):
            return self._widget_key.document(visit)
        if visit.plays("html_instead_of_json"):
            return page("App Store Connect")
        if limited := visit.plays("rate_limited"):
            return _limited(limited.integer("retry_after"))
        if session is None:
            return redirected() if visit.plays("web_session_redirects") else unauthenticated()
        door = self._doors.get(place)
        return door(visit, session) if door else Response("Not Found\n", 404)

    def _session(self, visit: Visit, session: WebSession) -> Response:
        response = told(profile(session, self._sessions.teams.of(session.apple_id)))
        settings = self._office.simulation.settings
        cookies.put(response, cookies.ITCTX, session.token, settings)
        cookies.put(response, cookies.DQSID, secrets.token_urlsafe(24), settings)
        session.csrf = secrets.token_hex(24)
        response.headers["csrf"] = session.csrf
        response.headers["csrf_ts"] = str(_milliseconds(visit.now))
        return response

    def _switch(self, visit: Visit, session: WebSession) -> Response:
        """Variant A: by number."""
        if visit.request.headers.get("csrf") != session.csrf and visit.plays("csrf_wanted"):
            raise Refusal(403, "-1", "Forbidden", "The csrf token is missing or not the newest.")
        wanted = visit.body().get("provider")
        number = wanted.get("providerId") if isinstance(wanted, dict) else None
        session.team = self._mine(session, lambda team: str(team.number) == str(number))
        return self._session(visit, session)

    def _request_switch(self, visit: Visit, session: WebSession) -> Response:
        """Variant B: by public id, as the page does it. 201."""
        identifier = _identifier_in(visit.body())
        team = self._mine(session, lambda one: one.id == identifier)
        if not visit.plays("team_switch_ignored"):
            session.team = team
        data = {"type": "providerSwitchRequests", "id": secrets.token_hex(8)}
        return told({"data": data}, 201)

    def _mine(self, session: WebSession, is_wanted: Callable[[Team], bool]) -> Team:
        for team in self._sessions.teams.of(session.apple_id):
            if is_wanted(team):
                return team
        raise Refusal(403, "-1", "Forbidden", "You do not belong to this provider.")

    def _contracts(self, visit: Visit, session: WebSession) -> Response:
        """`GET contractMessages`: agreements to sign."""
        if not visit.is_under("agreement_missing"):
            return list_told([])
        name = session.team.name if session.team else ""
        text = f"{name}: the Account Holder has to accept the updated program agreement."
        message = {"id": "ASC", "severity": "ERROR", "subject": "Agreement Update"}
        return list_told([{**message, "message": text}])


def _identifier_in(body: dict[str, Any]) -> object:
    found: object = body
    for name in ("data", "relationships", "provider", "data", "id"):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _limited(retry_after_seconds: int) -> Response:
    response = told({"error": "Too many requests."}, 429)
    if retry_after_seconds:
        response.headers["Retry-After"] = str(retry_after_seconds)
    return response


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)

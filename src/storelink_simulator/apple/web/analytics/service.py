"""The private analytics API of the web application, /analytics/api/v1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.apple.identity.answers import page
from storelink_simulator.apple.identity.office import Office
from storelink_simulator.apple.visit import NotAnObject, Visit, begin
from storelink_simulator.apple.web.analytics import described, splits
from storelink_simulator.apple.web.analytics.answers import Refused, bad, listed, told
from storelink_simulator.apple.web.analytics.asked import data_ends_on, read_asked
from storelink_simulator.apple.web.analytics.figures import Figures
from storelink_simulator.apple.web.analytics.office import Member, Question, member_of
from storelink_simulator.apple.web.analytics.retention import retention
from storelink_simulator.apple.web.analytics.series import (
    detail_measures,
    time_series,
    time_series_csv,
)
from storelink_simulator.apple.web.analytics.table import Tables
from storelink_simulator.apple.web.answers import redirected, unauthenticated
from storelink_simulator.apple.web.sessions import WebSession, WebSessions
from storelink_simulator.service import Call
from storelink_simulator.weather import weather

PREFIX = "/analytics/api/v1/"
Answer = Callable[[Question, dict[str, Any], Visit], Response]
_DATA: dict[str, Answer] = {
    "data/time-series": lambda question, _body, _visit: time_series(question),
    "data/timeseries": lambda question, _body, _visit: time_series(question),
    "data/time-series-csv": lambda question, _body, _visit: time_series_csv(question),
    "data/app/detail/measures": lambda question, _body, _visit: detail_measures(question),
    "data/app/detail/dimensions": lambda question, body, _: splits.detail_dimensions(
        question, body
    ),
    "data/dimension-values": lambda question, body, _: splits.dimension_values(question, body),
    "data/sources/list": lambda question, body, _: splits.sources_list(question, body),
    "data/retention": lambda question, _, visit: retention(question, data_ends_on(visit.now)),
}


class WebAnalytics:
    """The service. It answers for the session's active team only."""

    prefixes: tuple[str, ...] = ("/analytics/",)

    def __init__(self, office: Office, sessions: WebSessions) -> None:
        self._simulation = office.simulation
        self._sessions = sessions
        self._figures = {team.number: Figures(team.desk) for team in sessions.teams.all}

    def answer(self, call: Call) -> Response:
        """Answer one call."""
        visit = begin(call, self._simulation)
        session = self._sessions.find(visit)
        in_the_way = weather(self._simulation, call, visit.scene)
        if in_the_way is not None:
            return in_the_way
        if visit.plays("html_instead_of_json"):
            return page("App Analytics")
        base_url = visit.request.host_url.rstrip("/")
        try:
            return self._answered(visit, session, base_url)
        except NotAnObject:
            return bad("The body is no JSON object.").response(base_url)
        except Refused as refused:
            return refused.response(base_url)

    def _answered(self, visit: Visit, session: WebSession | None, base_url: str) -> Response:
        if session is None:
            return redirected() if visit.plays("web_session_redirects") else unauthenticated()
        if limited := visit.plays("rate_limited"):
            raise Refused(429, "Too many requests.", limited.integer("retry_after"))
        member = member_of(visit, session)
        name = visit.request.path.removeprefix(PREFIX)
        if visit.request.method == "POST" and name in _DATA:
            if "X-Requested-By" not in visit.request.headers:
                raise bad("The header X-Requested-By is missing.")
            body = visit.body()
            if visit.plays("analytics_without_results"):
                return told({"size": 0})
            return _DATA[name](self._question(visit, member, body), body, visit)
        if visit.request.method == "GET":
            return self._described(visit, member, name, base_url)
        raise Refused(404, "There is no such call.")

    def _described(self, visit: Visit, member: Member, name: str, base_url: str) -> Response:
        if name == "settings/all":
            return described.settings_all(base_url, data_ends_on(visit.now))
        if name == "settings/user-info":
            return described.user_info(member)
        kind, _, rest = name.partition("/")
        if kind != "app-info":
            raise Refused(404, "There is no such call.")
        if rest in ("all", "app"):
            return described.app_info(member, member.apps)
        app_id, _, inside = rest.partition("/")
        apps = [app for app in member.apps if app.apple_id == app_id]
        if not apps:
            raise bad("There is no such app for this provider.")
        if inside in ("in-app-events", "cpp"):
            return listed([])
        return described.app_info(member, apps)

    def _question(self, visit: Visit, member: Member, body: dict[str, Any]) -> Question:
        figures = self._figures[member.team.number]
        asked = read_asked(_with_measure(visit, body), visit.now)
        return Question(asked, member.apps_named(asked.app_ids), Tables(figures), figures)


def _with_measure(visit: Visit, body: dict[str, Any]) -> dict[str, Any]:
    """Retention names no measure; it counts from first-time downloads."""
    if visit.request.path.endswith("/retention"):
        return {**body, "measures": ["units"]}
    return body

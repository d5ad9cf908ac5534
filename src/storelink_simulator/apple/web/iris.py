"""The web application's JSON:API, /iris/v1: the public API's resources, with cookies for a token.

The same operations as behind the official API, on the desk of the session's active team.
"""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response

from storelink_simulator.apple import errors, odd_lists
from storelink_simulator.apple.errors import Problem
from storelink_simulator.apple.identity.answers import page
from storelink_simulator.apple.identity.office import Office
from storelink_simulator.apple.keys import key_for
from storelink_simulator.apple.operations import Ask, Operation, read_values
from storelink_simulator.apple.reviews import CustomerReviews
from storelink_simulator.apple.roles import ALLOWED, Access
from storelink_simulator.apple.versions import AppStoreVersions
from storelink_simulator.apple.visit import Visit, begin
from storelink_simulator.apple.web.answers import redirected
from storelink_simulator.apple.web.iris_apps import IrisApps
from storelink_simulator.apple.web.iris_users import IrisUsers
from storelink_simulator.apple.web.sessions import WebSession, WebSessions
from storelink_simulator.apple.web.teams import Team
from storelink_simulator.cast import User
from storelink_simulator.service import Call
from storelink_simulator.weather import weather

PREFIX = "/iris"


class Offered:
    """What one team's resources can be asked."""

    def __init__(self, team: Team) -> None:
        desk = team.desk
        self.operations: Sequence[Operation] = (
            *IrisApps(desk).operations(),
            *AppStoreVersions(desk).operations(),
            *IrisUsers(desk).operations(),
            *(one for one in CustomerReviews(desk).operations() if one.method == "GET"),
        )
        rules = [
            Rule(PREFIX + one.path, methods=[one.method], endpoint=place)
            for place, one in enumerate(self.operations)
        ]
        self._rules = Map(rules, strict_slashes=True, merge_slashes=False)

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """The operation of a path, and the ids in it. Raises Problem."""
        try:
            place, ids = self._rules.bind("simulator").match(path, method=method)
        except MethodNotAllowed as error:
            raise errors.method_not_allowed(method, path.rsplit("/", 1)[-1]) from error
        except NotFound as error:
            raise errors.path_unknown(path) from error
        return self.operations[place], dict(ids)


class Iris:
    """The service behind /iris/."""

    prefixes: tuple[str, ...] = (f"{PREFIX}/",)

    def __init__(self, office: Office, sessions: WebSessions) -> None:
        self._simulation = office.simulation
        self._sessions = sessions
        self._offered = {team.number: Offered(team) for team in sessions.teams.all}

    def answer(self, call: Call) -> Response:
        """Answer one call; every refusal is Apple's error object."""
        visit = begin(call, self._simulation)
        parts = visit.request.path.split("/")
        if len(parts) > 4 and parts[3] == "apps":
            visit.is_about(parts[4])
        session = self._sessions.find(visit)
        in_the_way = weather(self._simulation, call, visit.scene)
        if in_the_way is not None:
            return in_the_way
        if visit.plays("html_instead_of_json"):
            return page("App Store Connect")
        try:
            return self._judged(visit, session)
        except Problem as problem:
            return errors.answer(problem, call.number)

    def _judged(self, visit: Visit, session: WebSession | None) -> Response:
        if session is None:
            if visit.plays("web_session_redirects"):
                return redirected()
            raise errors.not_authorized()
        if limited := visit.plays("rate_limited"):
            raise errors.rate_limited(limited.integer("retry_after"))
        if broken := visit.plays("server_error_json"):
            raise errors.unexpected(broken.integer("status"))
        team, user = session.team, session.user
        if team is None or user is None:
            raise errors.forbidden()
        operation, ids = self._offered[team.number].match(visit.request.method, visit.request.path)
        if visit.plays("agreement_missing"):
            raise errors.agreement_missing()
        roles = roles_of(visit, user)
        if not may(roles, operation.access):
            raise errors.forbidden()
        values = read_values(visit.request.args, operation.parameters)
        key = key_for(self._simulation.settings.seed, roles[0], user_id=user.id)
        ask = Ask(visit.call, key, roles[0], visit.scene, visit.now, ids, values)
        return odd_lists.edited(
            self._simulation.stage, visit.call, visit.scene, operation.handle(ask)
        )


def roles_of(visit: Visit, user: User) -> tuple[str, ...]:
    """A person's roles, or the one that a scenario leaves."""
    smaller = visit.plays("role_too_small")
    return (smaller.text("role"),) if smaller else user.roles


def may(roles: Sequence[str], access: Access) -> bool:
    """Whether any of the roles reaches."""
    return any(access in ALLOWED.get(role, frozenset()) for role in roles)

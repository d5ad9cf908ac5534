"""Who asks the analytics API what: the team's tables, the apps that were named, the rights."""

from __future__ import annotations

from datetime import date

from storelink_simulator.apple.roles import ANALYTICS_ON_THE_WEB
from storelink_simulator.apple.visit import Visit
from storelink_simulator.apple.web.analytics.answers import Refused, bad
from storelink_simulator.apple.web.analytics.asked import Asked
from storelink_simulator.apple.web.analytics.dimensions import Dimension, Option
from storelink_simulator.apple.web.analytics.figures import Figures
from storelink_simulator.apple.web.analytics.measures import Measure
from storelink_simulator.apple.web.analytics.table import Tables
from storelink_simulator.apple.web.sessions import WebSession
from storelink_simulator.apple.web.teams import Team
from storelink_simulator.cast import App, User


class Question:
    """A question that was read, about apps that may be asked about."""

    def __init__(self, asked: Asked, apps: list[App], tables: Tables, figures: Figures) -> None:
        self.asked = asked
        self.apps = apps
        self.tables = tables
        self.figures = figures
        self._known: dict[str, set[date]] = {}

    def known(self, app: App) -> set[date]:
        """The periods in which anything of an app is known."""
        if app.apple_id not in self._known:
            self._known[app.apple_id] = self.tables.known(app, self.asked)
        return self._known[app.apple_id]

    def ranking(self, app: App, measure: Measure, by: Dimension) -> dict[Option | None, int]:
        """The places of a dimension's options, the largest first."""
        found = self.tables.series(app, measure, self.asked, by)
        return {one.option: place for place, one in enumerate(found)}


class Member:
    """Somebody who is signed in, as the active team sees them."""

    def __init__(self, visit: Visit, team: Team, user: User) -> None:
        self.team = team
        self.user = user
        smaller = visit.plays("role_too_small")
        self._roles = (smaller.text("role"),) if smaller else user.roles
        self._visit = visit

    @property
    def apps(self) -> list[App]:
        """The apps that the person sees."""
        return self.team.apps_of(self.user)

    def may_analyse(self, app: App) -> bool:
        """Whether the role has analytics for an app."""
        self._visit.is_about(app.apple_id)
        if self._visit.is_under("analytics_forbidden"):
            self._visit.says("analytics_forbidden")
            return False
        return any(role in ANALYTICS_ON_THE_WEB for role in self._roles)

    def apps_named(self, app_ids: tuple[str, ...]) -> list[App]:
        """The apps of a question. Raises Refused: 400 for another provider's, 403 without right."""
        seen = {app.apple_id: app for app in self.apps}
        unknown = [one for one in app_ids if one not in seen]
        if unknown:
            raise bad("There is no such app for this provider.")
        apps = [seen[one] for one in app_ids]
        if not all(self.may_analyse(app) for app in apps):
            raise Refused(403, "You do not have access to App Analytics for this app.")
        return apps


def member_of(visit: Visit, session: WebSession) -> Member:
    """The person of a session. Raises Refused (403) for somebody without a team."""
    if session.team is None or session.user is None:
        raise Refused(403, "You do not belong to a provider.")
    return Member(visit, session.team, session.user)

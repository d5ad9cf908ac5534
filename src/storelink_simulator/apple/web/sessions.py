"""Sessions of the web application: begun by the identity cookie, carried by `itctx`."""

from __future__ import annotations

import base64
import json
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from storelink_simulator.apple.identity import cookies
from storelink_simulator.apple.identity.office import ICLOUD_KEY, Office
from storelink_simulator.apple.visit import Visit
from storelink_simulator.apple.web.teams import Team, Teams
from storelink_simulator.cast import User

WEB_SESSION_LIVES = timedelta(hours=8)
_MOST = 2000


@dataclass
class WebSession:
    """One session. The active team belongs to it: one at a time."""

    apple_id: str
    person_id: str
    identity: str
    began_at: datetime
    team: Team | None
    token: str = ""
    csrf: str = ""
    """The newest that was given. Its twin csrf_ts does not pass WSGI, for its underscore."""

    @property
    def user(self) -> User | None:
        """The person, as the active team knows them."""
        return self.team.user(self.apple_id) if self.team else None


class WebSessions:
    """All sessions of a simulation."""

    def __init__(self, office: Office, teams: Teams) -> None:
        self._office = office
        self.teams = teams
        self._by_token: OrderedDict[str, WebSession] = OrderedDict()
        self._by_identity: OrderedDict[str, WebSession] = OrderedDict()

    def find(self, visit: Visit) -> WebSession | None:
        """The session that the cookie `itctx` carries; None when there is none, or it is over."""
        found = self._by_token.get(visit.request.cookies.get(cookies.ITCTX.name, ""))
        if found is None:
            return None
        visit.is_by(found.apple_id)
        return found if self._lives(found, visit) else None

    def find_or_begin(self, visit: Visit) -> WebSession | None:
        """Like `find`, or a session begun by `myacinfo`; None when that does not hold either."""
        found = self.find(visit)
        if found is not None:
            return found
        sent = visit.request.cookies.get(cookies.MYACINFO.name, "")
        who = self._office.tokens.identity(sent, visit.now)
        if who is None or who.widget_key == ICLOUD_KEY:
            return None
        visit.is_by(who.apple_id)
        if _is_over(who.at, visit):
            return None
        known = self._by_identity.get(sent)
        if known is not None and self._lives(known, visit):
            return known
        return self._begin(who.apple_id, sent, visit)

    def end(self, visit: Visit) -> None:
        """Sign out whoever's cookies came."""
        found = self._by_token.pop(visit.request.cookies.get(cookies.ITCTX.name, ""), None)
        identity = visit.request.cookies.get(cookies.MYACINFO.name)
        for token in (identity, found.identity if found else None):
            self._office.tokens.sign_out(token)

    def _begin(self, apple_id: str, identity: str, visit: Visit) -> WebSession:
        mine = self.teams.of(apple_id)
        account = self._office.book.find(apple_id)
        person_id = account.person_id if account else ""
        session = WebSession(apple_id, person_id, identity, visit.now, mine[0] if mine else None)
        session.token = _token(session)
        self._by_token[session.token] = session
        self._by_identity[identity] = session
        for kept in (self._by_token, self._by_identity):
            while len(kept) > _MOST:
                kept.popitem(last=False)
        return session

    def _lives(self, session: WebSession, visit: Visit) -> bool:
        """Whether it has not run out, and the identity behind it has not been taken back."""
        if visit.now - session.began_at >= WEB_SESSION_LIVES or _is_over(session.began_at, visit):
            return False
        return self._office.tokens.identity(session.identity, visit.now) is not None


def _is_over(began_at: datetime, visit: Visit) -> bool:
    """Whether a scenario ends what began then."""
    over = visit.is_under("web_session_over")
    if over is not None and began_at < over.started_at:
        visit.says("web_session_over")
        return True
    short = visit.is_under("web_session_short")
    if short is not None and visit.now - began_at >= timedelta(hours=short.number_of("hours")):
        visit.says("web_session_short")
        return True
    return False


def _token(session: WebSession) -> str:
    """`base64url(JSON)|…`, with the team, the person and the end."""
    ends = session.began_at + WEB_SESSION_LIVES
    inside = {
        "cp": session.team.id if session.team else None,
        "ds": session.person_id,
        "ex": ends.strftime("%Y-%m-%d %H:%M:%S"),
    }
    head = base64.urlsafe_b64encode(json.dumps(inside).encode()).decode().rstrip("=")
    return f"{head}|{secrets.token_hex(24)}"

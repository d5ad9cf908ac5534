"""Where the widget key is found: in the redirect of /logout, once in a document of JSON."""

from __future__ import annotations

from urllib.parse import urlencode

from werkzeug.wrappers import Response

from storelink_simulator.apple.identity import cookies
from storelink_simulator.apple.identity.answers import told
from storelink_simulator.apple.identity.office import Office
from storelink_simulator.apple.visit import Visit
from storelink_simulator.apple.web.sessions import WebSessions

_SIGN_OUT = "https://idmsa.apple.com/appleauth/signout"
_CARRIERS = (cookies.MYACINFO.name, cookies.ITCTX.name)


class WidgetKey:
    """The two doors. Whoever sends a session's cookies to the first has signed out."""

    def __init__(self, office: Office, sessions: WebSessions) -> None:
        self._office = office
        self._sessions = sessions

    def logout(self, visit: Visit) -> Response:
        """`HEAD` or `GET /logout`: 302 to Apple's own address, as clients check that."""
        if any(name in visit.request.cookies for name in _CARRIERS):
            visit.says("signed out: cookies were sent to /logout")
            self._sessions.end(visit)
        query = urlencode(
            {
                "widgetKey": self._office.widget_key(visit),
                "rv": "1",
                "path": "/login",
                "language": "en_US",
            }
        )
        return Response(b"", 302, {"Location": f"{_SIGN_OUT}?{query}"})

    def document(self, visit: Visit) -> Response:
        """`GET /olympus/v1/app/config`: gone since September 2026, or as it was."""
        if not visit.is_under("old_widget_key_document"):
            return Response("Not Found\n", 404, content_type="text/plain")
        visit.plays("old_widget_key_document")
        return told(
            {
                "authServiceUrl": f"{visit.request.host_url}appleauth",
                "authServiceKey": self._office.widget_key(visit),
            }
        )

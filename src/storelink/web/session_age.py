"""A session ends when it lies idle for some days, and after some more in any case."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from storelink.workspaces.session_store import AGENT, BEGAN, IP, SEEN

_SEEN_EVERY_SECONDS = 3600
"""How exactly idleness is measured: the session is not written with every request."""


class SessionAge:
    """Signs out whoever was away for too long, or has been in for too long. Django ends a session
    `SESSION_COOKIE_AGE` after it was written last; here it is written at least once an hour."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _look(request, time.time())
        return self._get_response(request)


def _look(request: HttpRequest, now: float) -> None:
    session = request.session
    if BEGAN not in session:
        session[BEGAN] = session[SEEN] = now
        session[IP] = str(request.META.get("REMOTE_ADDR") or "")
        session[AGENT] = request.META.get("HTTP_USER_AGENT", "")[:200]
        return
    seen_at = float(session.get(SEEN, now))
    is_over = now - float(session[BEGAN]) > settings.SESSION_MOST_SECONDS
    if is_over or now - seen_at > settings.SESSION_COOKIE_AGE:
        logout(request)
    elif now - seen_at > _SEEN_EVERY_SECONDS:
        session[SEEN] = now

"""Who touches credentials has shown who they are within the last ten minutes."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person signed in, or confirmed it, a short while ago in this browser."""
    if not request.user.is_authenticated:
        return False
    moments = [r.get("at", 0.0) for r in get_authentication_records(request, request.user)]
    age = time.time() - max(moments, default=0.0)
    return bool(0 <= age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def require_fresh(request: HttpRequest) -> None:
    """Sends the person to confirm who they are, then back to what they were about to do."""
    if request.user.is_authenticated and not is_fresh(request):
        raise ReauthenticationRequired


def fresh(view: View) -> View:
    """A page that only opens to a fresh sign-in. Not for forms that carry secrets: what was sent
    waits in the session meanwhile."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        require_fresh(request)
        return view(request, *args, **kwargs)

    return checked

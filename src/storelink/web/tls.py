"""Where the public address is https://, whoever comes without TLS is sent there."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

_SAID = "HTTP_X_FORWARDED_PROTO"
"""Believed from the trusted proxy alone: the server removes everybody else's."""


class OverTls:
    """Only where the proxy says that it was asked without TLS. One that says nothing is not sent in
    circles, as Django's own redirect would, and health checks on this machine need no proxy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.IS_SECURE and request.META.get(_SAID, "").lower() == "http":
            return HttpResponsePermanentRedirect(f"{settings.PUBLIC_URL}{request.get_full_path()}")
        return self._get_response(request)

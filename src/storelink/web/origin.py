"""Tells the audit log from which network address a request came."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from storelink.workspaces.origin import coming_from


class Origin:
    """The address that the server saw; behind a trusted proxy, the server has put the client's
    there already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with coming_from(str(request.META.get("REMOTE_ADDR") or "unknown")):
            return self._get_response(request)

"""Tells the audit log from which network address a request came, and for which page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from storelink.workspaces.origin import coming_from, now_asked_for


class Origin:
    """The address that the server saw; behind a trusted proxy, the server has put the client's
    there already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with coming_from(str(request.META.get("REMOTE_ADDR") or "unknown")):
            return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """The page's name and the number in its address: addresses themselves may hold secrets."""
        match = request.resolver_match
        name, number = (match.url_name, match.kwargs.get("pk")) if match else (None, None)
        now_asked_for(" ".join(str(part) for part in (name, number) if part))

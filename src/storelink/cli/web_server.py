"""The web server: one process, several threads."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from storelink.cli.lifeline import end_on_sigterm, end_with_supervisor
from storelink.cli.serving import serve


def main(*, is_supervised: bool = True) -> None:
    """Serve at STORELINK_HOST and STORELINK_PORT until SIGTERM or SIGINT."""
    end_on_sigterm()
    if is_supervised:
        end_with_supervisor()
    application = get_wsgi_application()
    # Whatever cannot be imported stops the start, instead of failing the first visitor.
    _ = get_resolver().url_patterns
    serve(
        application,
        host=settings.HOST,
        port=settings.PORT,
        trusted_proxy=settings.TRUSTED_PROXY,
    )

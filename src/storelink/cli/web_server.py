"""The web server: one process, several threads."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

from storelink.cli.lifeline import end_on_sigterm, end_with_supervisor
from storelink.cli.serving import serve

_DATABASE_SECONDS = 5
"""How long a page waits for a database that others hold; a job waits longer."""


def main(*, is_supervised: bool = True) -> None:
    """Serve at STORELINK_HOST and STORELINK_PORT until SIGTERM or SIGINT."""
    end_on_sigterm()
    if is_supervised:
        end_with_supervisor()
    application = get_wsgi_application()
    _make_impatient(connections.settings, _DATABASE_SECONDS)
    # Whatever cannot be imported stops the start, instead of failing the first visitor.
    _ = get_resolver().url_patterns
    serve(
        application,
        host=settings.HOST,
        port=settings.PORT,
        trusted_proxy=settings.TRUSTED_PROXY,
    )


def _make_impatient(databases: dict[str, Any], seconds: int) -> None:
    """Wait no longer than that for a database that others hold or that is away. To be called
    before the first connection."""
    for one in databases.values():
        if one["ENGINE"].endswith("sqlite3"):
            one["OPTIONS"]["timeout"] = seconds
        else:
            one["OPTIONS"].setdefault("connect_timeout", str(seconds))
            given = one["OPTIONS"].get("options", "")
            one["OPTIONS"]["options"] = f"-c lock_timeout={seconds}s {given}".strip()

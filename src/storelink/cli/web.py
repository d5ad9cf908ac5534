"""`storelink web`: the web server, one process, several threads."""

from __future__ import annotations

from typing import Annotated

import typer
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from storelink.cli.lifeline import end_on_sigterm, end_with_supervisor
from storelink.cli.serving import serve


def run(
    *,
    supervised: Annotated[bool, typer.Option("--supervised", hidden=True)] = False,
) -> None:
    """Run the web server alone, at STORELINK_HOST and STORELINK_PORT, until SIGTERM or Ctrl-C."""
    end_on_sigterm()
    if supervised:
        end_with_supervisor()
    # Whatever cannot be imported stops the start, instead of failing the first visitor.
    get_resolver().url_patterns  # noqa: B018 - reading it imports all pages
    serve(
        get_wsgi_application(),
        host=settings.HOST,
        port=settings.PORT,
        trusted_proxy=settings.TRUSTED_PROXY,
    )

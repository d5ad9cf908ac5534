"""Answers that the parts of the web application share."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any

from werkzeug.wrappers import Response


def redirected() -> Response:
    """302 to the page where people sign in."""
    return Response(b"", 302, {"Location": "/login?targetUrl=%2Fapps"})


def unauthenticated() -> Response:
    """401 as text: the session is over, or there has never been one."""
    text = f"Unauthenticated\n\nRequest ID: {secrets.token_hex(13).upper()}.0.0\n"
    return Response(text, 401, content_type="text/plain;charset=UTF-8")


def list_told(items: Sequence[Any]) -> Response:
    """A JSON array."""
    return Response(json.dumps(items, ensure_ascii=False), content_type="application/json")

"""What androidpublisher and the Reporting API have in common: the frame of a call."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from storelink_simulator.google.bucket.fields import mask_of
from storelink_simulator.google.desk import Desk
from storelink_simulator.google.errors import Refused, api_answer, invalid
from storelink_simulator.service import Call
from storelink_simulator.stage import Scene
from storelink_simulator.weather import weather

Document = Mapping[str, Any]


def answered(
    desk: Desk, call: Call, scene: Scene, judge: Callable[[], Document | None]
) -> Response:
    """Weather first, then the answer (None: 204, no body) or Google's error object."""
    in_the_way = weather(desk.simulation, call, scene)
    if in_the_way is not None:
        return in_the_way
    try:
        told = judge()
        found = None if told is None else mask_of(call.request.args.get("fields")).applied(told)
    except Refused as refused:
        return api_answer(refused)
    if found is None:
        return Response(status=204)
    body = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    return Response(body, 200, content_type="application/json; charset=UTF-8")


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of a request. Raises Refused."""
    try:
        found = json.loads(request.get_data() or b"{}")
    except ValueError as error:
        raise invalid("Invalid JSON payload received.", "parseError") from error
    if not isinstance(found, dict):
        raise invalid("Invalid JSON payload received. Root element must be a message.")
    return found


def whole(value: object, default: int, most: int) -> int:
    """A page size: the default where nothing or zero is said, never above the most."""
    if value in (None, "", 0, "0"):
        return default
    try:
        number = int(str(value))
    except ValueError as error:
        raise invalid(f"Invalid value at 'page_size': {str(value)[:40]}") from error
    if number < 0:
        raise invalid("page_size must not be negative.")
    return min(number, most)


def token_of(text: str) -> str:
    """A page token that hides what it says."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def text_in(token: str | None) -> str:
    """What a page token says; nothing where there is none. Raises Refused."""
    if not token:
        return ""
    try:
        return base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True).decode()
    except (ValueError, binascii.Error) as error:
        raise invalid("Invalid page token.") from error


def place_in(token: str | None) -> int:
    """A page token that is a place in a list. Raises Refused."""
    text = text_in(token)
    if text and not text.isdecimal():
        raise invalid("Invalid page token.")
    return int(text or 0)

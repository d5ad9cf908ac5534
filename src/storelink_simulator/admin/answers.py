"""JSON in and out of the admin address, and what a wrong question is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from werkzeug.wrappers import Request, Response

_LARGEST = 1e15


class BadQuestion(ValueError):
    """The admin address was asked something that it cannot do; the text says what."""


def told(document: Mapping[str, Any], status: int = 200) -> Response:
    """A JSON answer."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Response(body, status, content_type="application/json")


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of a request; nothing sent is an empty one."""
    data = request.get_data()
    if not data:
        return {}
    try:
        found = json.loads(data)
    except ValueError as error:
        raise BadQuestion("The body is not JSON.") from error
    if not isinstance(found, dict):
        raise BadQuestion("The body is not a JSON object.")
    return found


def only(body: Mapping[str, Any], *names: str) -> None:
    """Refuse what nobody knows."""
    unknown = sorted(set(body) - set(names))
    if unknown:
        raise BadQuestion(f"Unknown: {', '.join(unknown)}. Known: {', '.join(names)}.")


def day_of(text: str) -> date:
    """YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise BadQuestion(f"{text!r} is no day; write YYYY-MM-DD.") from error


def moment_of(text: str) -> datetime:
    """An ISO moment, UTC where it names no zone; a day alone is its start."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise BadQuestion(f"{text!r} is no moment; write YYYY-MM-DDTHH:MM:SSZ.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def number_of(body: Mapping[str, Any], name: str, default: float = 0) -> float:
    """A number of a body."""
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadQuestion(f"{name} has to be a number.")
    if not abs(value) <= _LARGEST:
        raise BadQuestion(f"{name} is too large a number.")
    return float(value)

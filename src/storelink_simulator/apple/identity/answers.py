"""What the identity service says: JSON, its two spellings of errors, pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from werkzeug.wrappers import Response

Spelling = Literal["serviceErrors", "service_errors"]
WRONG_PASSWORD = "-20101"  # noqa: S105
LOCKED = "-20209"
WRONG_CODE = "-21669"
TOO_MANY_WRONG_CODES = "-22982"
NO_CODES_TO_NUMBER = "-28248"
TRY_LATER = "-22421"
_UNNAMED = "-1"
"""Where public sources name no code; clients have to show the message."""


@dataclass
class Refusal(Exception):
    """An answer that is an error. `state` stands in the body beside the errors."""

    status: int
    code: str
    title: str
    message: str
    spelling: Spelling = "serviceErrors"
    state: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self, *, both_spellings: bool = False) -> Response:
        """The answer, with its code in a header too."""
        entry = {
            "code": self.code,
            "title": self.title,
            "message": self.message,
            "suppressDismissal": False,
        }
        document = {**self.state, self.spelling: [entry], "hasError": True}
        if both_spellings:
            document |= {"serviceErrors": [entry], "service_errors": [entry]}
        answer = told(document, self.status)
        answer.headers["X-Apple-I-Ercd"] = self.code
        answer.headers.update(self.headers)
        return answer


def told(document: Mapping[str, Any], status: int = 200) -> Response:
    """A JSON answer."""
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, status, content_type="application/json;charset=UTF-8")


def nothing(status: int = 204) -> Response:
    """An answer without a body."""
    return Response(b"", status)


def page(title: str, inside: str = "", status: int = 200) -> Response:
    """An HTML page."""
    head = f"<!DOCTYPE html><html><head><title>{title}</title></head>"
    text = f"{head}<body>{inside or f'<h1>{title}</h1>'}</body></html>\n"
    return Response(text, status, content_type="text/html;charset=UTF-8")


def bad_request(message: str) -> Refusal:
    """400: the request is not of the shape that the page would send."""
    return Refusal(400, _UNNAMED, "Bad Request", message)


def no_attempt() -> Refusal:
    """401: no sign-in is under way that the headers point to."""
    return Refusal(401, _UNNAMED, "Session Ended", "Your session has ended. Sign in again.")


def wrong_password() -> Refusal:
    """401: the address or the password."""
    return Refusal(
        401,
        WRONG_PASSWORD,
        "Sign In Failed",
        "Check the account information you entered and try again.",
    )


def locked() -> Refusal:
    """403: the owner has to unlock the account in a browser."""
    return Refusal(
        403,
        LOCKED,
        "Account Locked",
        "This Apple Account has been locked for security reasons. Visit iForgot to reset your "
        "account.",
    )


def rate_limited(retry_after_seconds: int) -> Refusal:
    """429: too many sign-ins."""
    headers = {"X-Daiquiri-Rate-Limit-User": "exceeded"}
    if retry_after_seconds:
        headers["Retry-After"] = str(retry_after_seconds)
    return Refusal(
        429, _UNNAMED, "Too Many Requests", "Too many requests. Try again later.", headers=headers
    )


def no_access() -> Refusal:
    """403: an Apple ID that has never been given App Store Connect."""
    return Refusal(
        403,
        _UNNAMED,
        "No Access",
        "Your Apple Account isn’t enabled for App Store Connect.",
    )

"""Google's error objects: one refusal, written as Cloud Storage does or as the newer APIs do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.google.accounts import PROJECT_NUMBER

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
_TYPE = "type.googleapis.com/google.rpc.ErrorInfo"


class Refused(Exception):
    """A call that is not answered as asked."""

    def __init__(self, status: int, reason: str, message: str, **more: Any) -> None:
        """`more`: `domain`, `details`, `location`, `rpc` (a status word) and `headers`."""
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message
        self.more = more


def storage_answer(refused: Refused, *, is_media: bool = False) -> Response:
    """As Cloud Storage writes it: JSON, but plain text where bytes were asked for."""
    if is_media:
        body, kind = refused.message, "text/html; charset=UTF-8"
    else:
        error = {
            "code": refused.status,
            "message": refused.message,
            "errors": [_entry(refused, refused.more.get("domain", "global"))],
        }
        body, kind = _json({"error": error}), "application/json; charset=UTF-8"
    return _sent(refused, body, kind)


def api_answer(refused: Refused) -> Response:
    """As androidpublisher and the Reporting API write it."""
    error = {
        "code": refused.status,
        "message": refused.message,
        "errors": [_entry(refused, refused.more.get("domain", "global"))],
        "status": refused.more.get("rpc", _STATUS.get(refused.status, "UNKNOWN")),
    }
    if refused.more.get("details"):
        error["details"] = refused.more["details"]
    return _sent(refused, _json({"error": error}), "application/json; charset=UTF-8")


def _entry(refused: Refused, domain: str) -> dict[str, str]:
    entry = {"message": refused.message, "domain": domain, "reason": refused.reason}
    if location := refused.more.get("location"):
        entry |= {"locationType": location[0], "location": location[1]}
    return entry


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _sent(refused: Refused, body: str, kind: str) -> Response:
    response = Response(body, refused.status, content_type=kind)
    response.headers.update(refused.more.get("headers", {}))
    if refused.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="https://accounts.google.com/"'
    return response


def _info(reason: str, service: str, **metadata: str) -> list[dict[str, Any]]:
    return [
        {
            "@type": _TYPE,
            "reason": reason,
            "domain": "googleapis.com",
            "metadata": {"service": service, **metadata},
        }
    ]


def bad_token(service: str) -> Refused:
    """401: a token that is unknown, revoked or expired."""
    return Refused(
        401,
        "authError",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
        "cookie or other valid authentication credential. See "
        "https://developers.google.com/identity/sign-in/web/devconsole-project.",
        location=("header", "Authorization"),
        details=_info("ACCESS_TOKEN_EXPIRED", service),
    )


def scope_missing(service: str) -> Refused:
    """403: the token was given for other scopes."""
    return Refused(
        403,
        "insufficientPermissions",
        "Request had insufficient authentication scopes.",
        details=_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", service),
    )


def api_disabled(service: str, title: str) -> Refused:
    """403: nobody switched the API on in the cloud project."""
    link = f"https://console.developers.google.com/apis/api/{service}/overview?project={PROJECT_NUMBER}"
    details = [
        *_info("SERVICE_DISABLED", service, consumer=f"projects/{PROJECT_NUMBER}"),
        {
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [{"description": "Google developers console API activation", "url": link}],
        },
    ]
    return Refused(
        403,
        "accessNotConfigured",
        f"{title} has not been used in project {PROJECT_NUMBER} before or it is disabled. Enable "
        f"it by visiting {link} then retry. If you enabled this API recently, wait a few minutes "
        "for the action to propagate to our systems and retry.",
        domain="usageLimits",
        details=details,
    )


def quota_exceeded(service: str, what: str) -> Refused:
    """429: too many calls."""
    return Refused(
        429,
        "rateLimitExceeded",
        f"Quota exceeded for quota metric '{what}' and limit '{what} per minute' of service "
        f"'{service}' for consumer 'project_number:{PROJECT_NUMBER}'.",
        details=_info("RATE_LIMIT_EXCEEDED", service),
    )


def server_error(status: int) -> Refused:
    """A temporary error of Google's own."""
    return Refused(status, "backendError", "Backend Error" if status != 500 else "Internal error")


def invalid(message: str, reason: str = "badRequest") -> Refused:
    """400."""
    return Refused(400, reason, message)

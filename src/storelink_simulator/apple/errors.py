"""Apple's error objects, with the words that clients of the live service have seen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from werkzeug.wrappers import Response

from storelink_simulator.drawing import number_of

JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Problem(Exception):
    """One entry of `errors`. `parameter` or `pointer` says where; `location` is for links."""

    status: int
    code: str
    title: str
    detail: str
    parameter: str | None = None
    pointer: str | None = None
    retry_after_seconds: int = 0

    def entry(self, number: int) -> dict[str, object]:
        """The JSON of it."""
        entry: dict[str, object] = {
            "id": str(UUID(int=number_of("error", number) << 64 | number, version=4)),
            "status": str(self.status),
            "code": self.code,
            "title": self.title,
            "detail": self.detail,
        }
        if self.parameter is not None:
            entry["source"] = {"parameter": self.parameter}
        elif self.pointer is not None:
            entry["source"] = {"pointer": self.pointer}
        return entry


def answer(problem: Problem, number: int) -> Response:
    """The response that a problem becomes."""
    body = json.dumps({"errors": [problem.entry(number)]}, indent=2)
    response = Response(body, problem.status, content_type=JSON_TYPE)
    if problem.retry_after_seconds:
        response.headers["Retry-After"] = str(problem.retry_after_seconds)
    return response


def not_authorized() -> Problem:
    """401: no token, or one that does not hold."""
    return Problem(
        401,
        "NOT_AUTHORIZED",
        "Authentication credentials are missing or invalid.",
        "Provide a properly configured and signed bearer token, and make sure that it has not "
        "expired. Learn more about Generating Tokens for API Requests "
        "https://developer.apple.com/go/?id=api-generating-tokens",
    )


def forbidden() -> Problem:
    """403: the key's role does not reach here."""
    return Problem(
        403,
        "FORBIDDEN_ERROR",
        "This request is forbidden for security reasons",
        "The API key in use does not allow this request",
    )


def agreement_missing() -> Problem:
    """403 to everything, until the Account Holder has accepted an agreement."""
    return Problem(
        403,
        "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
        "A required agreement is missing or has expired.",
        "This request requires an in-effect agreement that has not been signed or has expired.",
    )


def path_unknown(path: str) -> Problem:
    """404: no such path."""
    return Problem(
        404,
        "PATH_ERROR",
        "The URL path is not valid",
        f"The resource '{path.strip('/')}' does not exist",
    )


def not_found(kind: str, identifier: str) -> Problem:
    """404: no such object."""
    return Problem(
        404,
        "NOT_FOUND",
        "The specified resource does not exist",
        f"There is no resource of type '{kind}' with id '{identifier}'",
    )


def method_not_allowed(method: str, kind: str) -> Problem:
    """405."""
    return Problem(
        405,
        "METHOD_NOT_ALLOWED",
        "The requested HTTP method is not valid for this resource",
        f"The method '{method}' is not allowed on the resource '{kind}'",
    )


def parameter_illegal(name: str) -> Problem:
    """400: nobody knows this parameter."""
    return Problem(
        400,
        "PARAMETER_ERROR.ILLEGAL",
        "A parameter is not allowed",
        f"The parameter '{name}' can not be used with this request",
        parameter=name,
    )


def parameter_invalid(name: str, detail: str) -> Problem:
    """400: the parameter is known, its value is not."""
    return Problem(
        400,
        "PARAMETER_ERROR.INVALID",
        "A parameter has an invalid value",
        detail,
        parameter=name,
    )


def parameter_required(name: str) -> Problem:
    """400: a parameter is missing."""
    return Problem(
        400,
        "PARAMETER_ERROR.REQUIRED",
        "A required parameter is missing",
        f"The parameter '{name}' is required but was not provided",
        parameter=name,
    )


def rate_limited(retry_after_seconds: int = 0) -> Problem:
    """429: the hour's calls are used up."""
    return Problem(
        429,
        "RATE_LIMIT_EXCEEDED",
        "The request rate limit has been reached.",
        "We've received too many requests for this API. Please wait and try again or slow down "
        "your request rate.",
        retry_after_seconds=retry_after_seconds,
    )


def unexpected(status: int) -> Problem:
    """5xx: something broke on their side."""
    return Problem(
        status,
        "UNEXPECTED_ERROR",
        "An unexpected error occurred.",
        "An unexpected error occurred on the server side. If this issue continues, contact us at "
        "https://developer.apple.com/contact/.",
    )

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


def nothing_sold() -> Problem:
    """404: an empty period, or one that is not assembled yet."""
    return Problem(
        404,
        "NOT_FOUND",
        "The request expected results but none were found",
        "There were no sales for the date specified.",
    )


def not_available_yet(day: str) -> Problem:
    """404: too early."""
    return Problem(
        404,
        "NOT_FOUND",
        "The request expected results but none were found",
        f"Report is not available yet. Daily reports for the Americas are available by 5 am "
        f"Pacific Time; the report for {day} has not been published.",
    )


def no_longer_kept(status: int) -> Problem:
    """The file is older than Apple keeps it. Which answer that is, is not written down."""
    if status == 404:
        return nothing_sold()
    return Problem(
        410,
        "GONE_ERROR",
        "The requested resource is no longer available",
        "Report is no longer available for the date specified.",
    )


def not_json() -> Problem:
    """400: the body cannot be read."""
    return Problem(
        400,
        "ENTITY_INVALID",
        "The request body is not a valid JSON document.",
        "The request body could not be parsed as JSON.",
    )


def unprocessable() -> Problem:
    """422: JSON, but not of the shape of a document."""
    return Problem(
        422,
        "ENTITY_UNPROCESSABLE",
        "The request entity is not a valid request document object",
        "Unexpected or invalid value at '/': the top-level object must hold 'data'.",
    )


def entity_type_wrong(kind: str) -> Problem:
    """409: another type of object was sent."""
    return Problem(
        409,
        "ENTITY_ERROR.TYPE.INVALID",
        "The provided entity type is not valid",
        f"The resource type '{kind}' is not acceptable here",
        pointer="/data/type",
    )


def attribute_required(name: str) -> Problem:
    """409: an attribute is missing."""
    return Problem(
        409,
        "ENTITY_ERROR.ATTRIBUTE.REQUIRED",
        "The provided entity is missing a required attribute",
        f"You must provide a value for the attribute '{name}' with this request",
        pointer=f"/data/attributes/{name}",
    )


def attribute_invalid(name: str, value: str) -> Problem:
    """409: an attribute has a value that cannot be."""
    return Problem(
        409,
        "ENTITY_ERROR.ATTRIBUTE.INVALID",
        "An attribute in the provided entity has invalid value",
        f"'{value}' is not a valid value for the attribute '{name}'.",
        pointer=f"/data/attributes/{name}",
    )


def attribute_unknown(name: str) -> Problem:
    """409: nobody knows this attribute."""
    return Problem(
        409,
        "ENTITY_ERROR.ATTRIBUTE.UNKNOWN",
        "The provided entity includes an unknown attribute",
        f"'{name}' is not an attribute on the resource 'analyticsReportRequests'",
        pointer=f"/data/attributes/{name}",
    )


def relationship_required(name: str) -> Problem:
    """409: a relationship is missing."""
    return Problem(
        409,
        "ENTITY_ERROR.RELATIONSHIP.REQUIRED",
        "The provided entity is missing a required relationship",
        f"You must provide a value for the relationship '{name}' with this request",
        pointer=f"/data/relationships/{name}",
    )


def relationship_unknown(name: str, kind: str, identifier: str) -> Problem:
    """409: a relationship points at nothing."""
    return Problem(
        409,
        "ENTITY_ERROR.RELATIONSHIP.INVALID",
        "The provided entity includes a relationship with an invalid value",
        f"There is no resource of type '{kind}' with id '{identifier}'",
        pointer=f"/data/relationships/{name}",
    )


def already_requested() -> Problem:
    """409: there is such a request, or there was such a snapshot less than 31 days ago."""
    return Problem(
        409,
        "STATE_ERROR",
        "The request cannot be fulfilled because of the state of another resource.",
        "You already have such an entity",
    )


def invalid_combination(detail: str) -> Problem:
    """400: each parameter is fine, together they are not."""
    return Problem(
        400,
        "PARAMETER_ERROR.INVALID.INVALID_COMBINATION",
        "A parameter has an invalid value",
        detail,
        parameter="filter[reportDate]",
    )


def version_invalid(version: str, latest: str) -> Problem:
    """400: not this version; the text ends with the one to use."""
    return Problem(
        400,
        "PARAMETER_ERROR.INVALID",
        "A parameter has an invalid value",
        f"The version parameter '{version}' you have specified is invalid. "
        f"The latest version for this report is {latest}",
        parameter="filter[version]",
    )


def vendor_invalid() -> Problem:
    """400: not this publisher's vendor number; for subscription types at times just no data."""
    return Problem(
        400,
        "PARAMETER_ERROR.INVALID",
        "A parameter has an invalid value",
        "Invalid vendor number specified",
        parameter="filter[vendorNumber]",
    )

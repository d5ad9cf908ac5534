"""The body of a request for analytics, and what all bodies have in common."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request

from storelink_simulator.apple import body_errors

_ACCESS_TYPES = ("ONGOING", "ONE_TIME_SNAPSHOT")


@dataclass(frozen=True, slots=True)
class RequestBody:
    """What somebody wants to request."""

    access_type: str
    app_id: str


def read_request_body(request: Request) -> RequestBody:
    """Read `{data: {type, attributes, relationships}}`. Raises Problem (400, 409 or 422)."""
    data = data_of(request)
    if data.get("type") != "analyticsReportRequests":
        raise body_errors.entity_type_wrong(str(data.get("type")))
    attributes = object_in(data, "attributes")
    access_type = attributes.get("accessType")
    if access_type is None:
        raise body_errors.attribute_required("accessType")
    if access_type not in _ACCESS_TYPES:
        raise body_errors.attribute_invalid("accessType", str(access_type))
    for name in attributes:
        if name != "accessType":
            raise body_errors.attribute_unknown(name)
    app = object_in(object_in(object_in(data, "relationships"), "app"), "data")
    if app.get("type") != "apps" or not isinstance(app.get("id"), str):
        raise body_errors.relationship_required("app")
    return RequestBody(access_type, app["id"])


def data_of(request: Request) -> dict[str, Any]:
    """The `data` of a body. Raises Problem (400 or 422)."""
    try:
        body = json.loads(request.get_data())
    except ValueError as error:
        raise body_errors.not_json() from error
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict):
        raise body_errors.unprocessable()
    return data


def object_in(parent: dict[str, Any], name: str) -> dict[str, Any]:
    """An object in another; an empty one where there is none."""
    found = parent.get(name)
    return found if isinstance(found, dict) else {}

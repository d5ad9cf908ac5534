"""What is wrong with the body of a POST, in Apple's words."""

from __future__ import annotations

from storelink_simulator.apple.errors import Problem


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


def attribute_unknown(name: str, kind: str = "analyticsReportRequests") -> Problem:
    """409: nobody knows this attribute."""
    return Problem(
        409,
        "ENTITY_ERROR.ATTRIBUTE.UNKNOWN",
        "The provided entity includes an unknown attribute",
        f"'{name}' is not an attribute on the resource '{kind}'",
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

"""The body of an answer to a review: judged as Apple judges it."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.wrappers import Request

from storelink_simulator.apple import body_errors
from storelink_simulator.apple.bodies import data_of, object_in

KIND = "customerReviewResponses"
LONGEST = 5970
"""Not in Apple's documents; several tools have met it."""
_TEXT = "responseBody"


@dataclass(frozen=True, slots=True)
class ReplyBody:
    """What somebody wants to answer, to which review."""

    text: str
    review_id: str


def read_reply_body(request: Request) -> ReplyBody:
    """Read `{data: {type, attributes, relationships}}`. Raises Problem (400, 409 or 422)."""
    data = data_of(request)
    if data.get("type") != KIND:
        raise body_errors.entity_type_wrong(str(data.get("type")))
    attributes = object_in(data, "attributes")
    text = attributes.get(_TEXT)
    if text is None:
        raise body_errors.attribute_required(_TEXT)
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        raise body_errors.attribute_invalid(_TEXT, str(text)[:60])
    for name in attributes:
        if name != _TEXT:
            raise body_errors.attribute_unknown(name, KIND)
    review = object_in(object_in(object_in(data, "relationships"), "review"), "data")
    if review.get("type") != "customerReviews" or not isinstance(review.get("id"), str):
        raise body_errors.relationship_required("review")
    return ReplyBody(text, review["id"])

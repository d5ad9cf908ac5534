"""Customer reviews: of an app, one, and the answer to it, which can be written and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from werkzeug.wrappers import Response

from storelink_simulator.apple import body_errors, errors
from storelink_simulator.apple.apps import find_app
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.documents import Linkage, Thing, reference, respond, single
from storelink_simulator.apple.operations import Ask, Operation, limit, parameter
from storelink_simulator.apple.paging import page
from storelink_simulator.apple.reply_body import read_reply_body
from storelink_simulator.apple.roles import Access
from storelink_simulator.apple.territories import CURRENCIES, territory_thing
from storelink_simulator.pacific import offset_on
from storelink_simulator.reviews import Answer, Review, Reviews, answer_id

_PUBLISHED_AFTER = timedelta(hours=6)
_FIELDS = (
    parameter("fields[customerReviews]"),
    parameter("fields[customerReviewResponses]"),
    parameter("fields[territories]"),
)
_INCLUDE = parameter("include", "response", "reviewTerritory")
_SORTS = ("rating", "-rating", "createdDate", "-createdDate")


class CustomerReviews:
    """The operations on reviews."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._reviews = Reviews(desk.world, desk.simulation.replies)

    def operations(self) -> tuple[Operation, ...]:
        """What is offered."""
        listing = (
            parameter("filter[rating]", "1", "2", "3", "4", "5"),
            parameter("filter[territory]", *CURRENCIES),
            parameter("filter[reviewTerritory]"),
            parameter("exists[publishedResponse]", "true", "false", is_single=True),
            parameter("sort", *_SORTS, is_single=True),
            *_FIELDS,
            _INCLUDE,
            limit(),
        )
        one, read = "/v1/customerReviews/<id>", Access.REVIEWS
        answer = (*_FIELDS[:2], parameter("include", "review"))
        return (
            Operation("GET", "/v1/apps/<id>/customerReviews", read, self.list, listing),
            Operation("GET", one, read, self.get, (*_FIELDS, _INCLUDE)),
            Operation("GET", f"{one}/response", read, self.response, answer),
            Operation("GET", f"{one}/relationships/response", read, self.response_link),
            Operation("GET", "/v1/customerReviewResponses/<id>", read, self.answer, answer),
            Operation(
                "GET",
                "/v1/apps/<id>/relationships/customerReviews",
                read,
                self.links,
                (limit(),),
            ),
            Operation("POST", "/v1/customerReviewResponses", Access.REPLIES, self.reply),
            Operation("DELETE", "/v1/customerReviewResponses/<id>", Access.REPLIES, self.withdraw),
        )

    def list(self, ask: Ask) -> Response:
        """The reviews of an app, newest first unless sorted otherwise."""
        app = find_app(self._desk, ask, ask.ids["id"])
        is_own = app in self._desk.world.own_apps
        found = [
            one
            for one in (self._reviews.of(app, ask.now) if is_own else [])
            if _is_wanted(one, ask)
        ]
        sort = ask.one("sort") or "-createdDate"
        found.sort(
            key=lambda one: one.rating if "rating" in sort else one.created_at.timestamp(),
            reverse=sort.startswith("-"),
        )
        includes = ask.many("include") is not None
        return page(
            ask,
            found,
            lambda one: review_thing(one, ask),
            (lambda shown: _included(shown, ask)) if includes else None,
        )

    def links(self, ask: Ask) -> Response:
        """The ids of the reviews of an app, newest first."""
        app = find_app(self._desk, ask, ask.ids["id"])
        found = self._reviews.of(app, ask.now) if app in self._desk.world.own_apps else []
        return page(ask, found, lambda one: Linkage(review_thing(one, ask)))

    def reply(self, ask: Ask) -> Response:
        """Answer a review, or answer it anew: one answer a review."""
        body = read_reply_body(ask.request)
        found = self._reviews.by_id(body.review_id, ask.now)
        if found is None or not self._sees(ask, found[0].apple_id):
            raise body_errors.relationship_unknown("review", "customerReviews", body.review_id)
        made = Answer(answer_id(found[1]), body.text, ask.now)
        self._desk.simulation.replies[body.review_id] = made
        return single(ask, answer_thing(made, ask.now), status=201)

    def withdraw(self, ask: Ask) -> Response:
        """Delete an answer."""
        found = self._reviews.by_answer(ask.ids["id"], ask.now)
        if found is None or not self._sees(ask, found[0].apple_id):
            raise errors.not_found("customerReviewResponses", ask.ids["id"])
        self._desk.simulation.replies[found[1].id] = None
        return Response(status=204)

    def response_link(self, ask: Ask) -> Response:
        """The id of the answer to a review. Without one: 404."""
        review = self._find(ask)
        answer = review.answer_at(ask.now)
        if answer is None:
            raise errors.not_found("customerReviewResponses", review.id)
        data = reference(answer_thing(answer, ask.now))
        return respond({"data": data, "links": {"self": ask.request.url}})

    def get(self, ask: Ask) -> Response:
        """One review."""
        review = self._find(ask)
        return single(ask, review_thing(review, ask), _included([review], ask))

    def response(self, ask: Ask) -> Response:
        """The answer to a review. Without one: 404."""
        review = self._find(ask)
        answer = review.answer_at(ask.now)
        if answer is None:
            raise errors.not_found("customerReviewResponses", review.id)
        return self._answered(ask, review, answer)

    def answer(self, ask: Ask) -> Response:
        """An answer by its own id."""
        found = self._reviews.by_answer(ask.ids["id"], ask.now)
        answer = found[1].answer_at(ask.now) if found else None
        if found is None or answer is None or not self._sees(ask, found[0].apple_id):
            raise errors.not_found("customerReviewResponses", ask.ids["id"])
        return self._answered(ask, found[1], answer)

    def _answered(self, ask: Ask, review: Review, answer: Answer) -> Response:
        includes = ask.many("include") is not None
        thing = answer_thing(answer, ask.now, review if includes else None)
        return single(ask, thing, [review_thing(review, ask)] if includes else ())

    def _find(self, ask: Ask) -> Review:
        found = self._reviews.by_id(ask.ids["id"], ask.now)
        if found is None or not self._sees(ask, found[0].apple_id):
            raise errors.not_found("customerReviews", ask.ids["id"])
        return found[1]

    def _sees(self, ask: Ask, app_id: str) -> bool:
        return self._desk.app_of(ask.key, app_id) is not None


def review_thing(review: Review, ask: Ask) -> Thing:
    """The resource object of a review."""
    linked = {}
    included = ask.many("include") or ()
    answer = review.answer_at(ask.now)
    if "response" in included and answer is not None:
        linked["response"] = {"data": reference(answer_thing(answer, ask.now))}
    if "reviewTerritory" in included:
        linked["reviewTerritory"] = {"data": {"type": "territories", "id": review.place.code3}}
    return Thing(
        "customerReviews",
        review.id,
        {
            "rating": review.rating,
            "title": review.title,
            "body": review.body,
            "reviewerNickname": review.nickname,
            "createdDate": _pacific(review.created_at),
            "territory": review.place.code3,
        },
        related=("response", "reviewTerritory"),
        linked=linked,
        without_links=frozenset({"reviewTerritory"}),
    )


def answer_thing(answer: Answer, now: datetime, review: Review | None = None) -> Thing:
    """The resource object of an answer; pending for six hours, then published."""
    is_out = now >= answer.modified_at + _PUBLISHED_AFTER
    linked = {}
    if review is not None:
        linked["review"] = {"data": {"type": "customerReviews", "id": review.id}}
    return Thing(
        "customerReviewResponses",
        answer.id,
        {
            "responseBody": answer.body,
            "lastModifiedDate": _pacific(answer.modified_at),
            "state": "PUBLISHED" if is_out else "PENDING_PUBLISH",
        },
        related=("review",),
        linked=linked,
        without_links=frozenset({"review"}),
    )


def _included(reviews: Sequence[Review], ask: Ask) -> Sequence[Thing]:
    names = ask.many("include") or ()
    found: dict[str, Thing] = {}
    for review in reviews:
        answer = review.answer_at(ask.now)
        if "response" in names and answer is not None:
            found[answer.id] = answer_thing(answer, ask.now)
        if "reviewTerritory" in names:
            place = review.place
            found[place.code3] = territory_thing(place.code3)
    return tuple(found.values())


def _is_wanted(review: Review, ask: Ask) -> bool:
    ratings = ask.many("filter[rating]")
    places = ask.many("filter[territory]") or ask.many("filter[reviewTerritory]")
    has_answer = ask.one("exists[publishedResponse]")
    if ratings is not None and str(review.rating) not in ratings:
        return False
    if places is not None and review.place.code3 not in places:
        return False
    if has_answer is None:
        return True
    answer = review.answer_at(ask.now)
    is_out = answer is not None and ask.now >= answer.modified_at + _PUBLISHED_AFTER
    return is_out == (has_answer == "true")


def _pacific(moment: datetime) -> str:
    zone = timezone(offset_on(moment.date()))
    return moment.astimezone(zone).isoformat(timespec="seconds")

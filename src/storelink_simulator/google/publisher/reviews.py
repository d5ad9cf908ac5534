"""reviews.list, reviews.get and reviews.reply: a week, texts only, quotas an app."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from storelink_simulator.cast import App
from storelink_simulator.google.api_answers import body_of, text_in, token_of, whole
from storelink_simulator.google.desk import Desk
from storelink_simulator.google.errors import Refused, invalid, quota_exceeded
from storelink_simulator.google.play.months import month_of
from storelink_simulator.google.play.play import Play
from storelink_simulator.google.play.reviews import LATEST_EDIT, PlayReview, Reply, Words
from storelink_simulator.google.publisher.documents import review_document, timestamp
from storelink_simulator.google.quota import Quota
from storelink_simulator.google.rewrites import Rewrite
from storelink_simulator.service import Call
from storelink_simulator.stage import Scene

WINDOW = timedelta(days=7)
LONGEST_REPLY = 350
_READS_PER_HOUR, _REPLIES_PER_DAY = 200, 2000
_PAGE, _LARGEST_PAGE = 10, 100
_SERVICE = "androidpublisher.googleapis.com"
_TAG = re.compile(r"<[^<>]*>")
Found = tuple[PlayReview, Words]


class ReviewCalls:
    """The calls about reviews of one app; who may is judged before."""

    def __init__(self, desk: Desk, play: Play) -> None:
        self._desk = desk
        self._play = play
        self._reads = Quota(_READS_PER_HOUR, 3600)
        self._writes = Quota(_REPLIES_PER_DAY, 86_400)

    def page(self, call: Call, scene: Scene, app: App) -> dict[str, Any]:
        """The reviews of the last week, newest first."""
        self._count(self._reads, app, "Reviews read")
        args, now = call.request.args, self._desk.clock.now()
        size = whole(args.get("maxResults"), _PAGE, _LARGEST_PAGE)
        if short := self._desk.played("google_short_pages", call, scene):
            size = min(size, short.integer("size"))
        found = self._recent(app, now)
        start = _start(found, args.get("token"), args.get("startIndex"))
        page = found[start : start + size]
        if not page:
            return {}
        language = args.get("translationLanguage")
        document: dict[str, Any] = {
            "reviews": [self._document(one, now, language) for one in page],
            "pageInfo": {
                "totalResults": len(found),
                "resultPerPage": len(page),
                "startIndex": start,
            },
        }
        if start + size < len(found):
            document["tokenPagination"] = {"nextPageToken": token_of(page[-1][0].id)}
        self._trouble(call, scene, document)
        return document

    def _trouble(self, call: Call, scene: Scene, document: dict[str, Any]) -> None:
        """A token that leads to its own page again, a review without stars."""
        token = call.request.args.get("token")
        if token and self._desk.played("reviews_next_repeats", call, scene):
            document["tokenPagination"] = {"nextPageToken": token}
        if odd := self._desk.played("review_null_rating", call, scene):
            place = min(odd.integer("place"), len(document["reviews"]) - 1)
            document["reviews"][place]["comments"][0]["userComment"]["starRating"] = None

    def get(self, call: Call, app: App, identifier: str) -> dict[str, Any]:
        """One review."""
        self._count(self._reads, app, "Reviews read")
        now = self._desk.clock.now()
        found = self._known(app, identifier, now)
        return self._document(found, now, call.request.args.get("translationLanguage"))

    def reply(self, call: Call, scene: Scene, app: App, identifier: str) -> dict[str, Any]:
        """Answer a review; a second reply replaces the first."""
        self._count(self._writes, app, "Reviews reply")
        now = self._desk.clock.now()
        review, state = self._known(app, identifier, now)
        if self._desk.played("google_reply_refused", call, scene):
            raise Refused(403, "forbidden", "The caller does not have permission")
        text = _reply_text(body_of(call.request))
        self._play.replies.add(review, Reply(now, text))
        self._desk.rewrites.add(
            Rewrite(
                month_of(state.at.date()), now + timedelta(days=1), 1.0, app.bundle_id, "reviews"
            )
        )
        return {"result": {"replyText": text, "lastEdited": timestamp(now)}}

    def _recent(self, app: App, now: datetime) -> list[Found]:
        first = (now - WINDOW - LATEST_EDIT).date() - timedelta(days=1)
        found = []
        for review in self._play.reviews.between(app, first, now.date()):
            state = review.state_at(now)
            if state is not None and state.text and state.at > now - WINDOW:
                found.append((review, state))
        return sorted(found, key=lambda one: (one[1].at, one[0].id), reverse=True)

    def _known(self, app: App, identifier: str, now: datetime) -> Found:
        review = self._play.reviews.by_id(app, identifier)
        state = review.state_at(now) if review else None
        if review is None or state is None:
            raise Refused(404, "notFound", "Review not found.")
        return review, state

    def _document(self, found: Found, now: datetime, language: str | None) -> dict[str, Any]:
        review, state = found
        return review_document(review, state, self._play.replies.of(review, now), language)

    def _count(self, quota: Quota, app: App, what: str) -> None:
        if not quota.take(app.bundle_id, self._desk.clock.now().timestamp()):
            raise quota_exceeded(_SERVICE, what)


def _start(found: list[Found], token: str | None, index: str | None) -> int:
    """Where a page begins: after the review of a token, else at an index."""
    last = text_in(token)
    if not last:
        return whole(index, 0, len(found))
    places = [place for place, (review, _) in enumerate(found) if review.id == last]
    if not places:
        raise invalid("Invalid page token.")
    return places[0] + 1


def _reply_text(body: dict[str, Any]) -> str:
    text = body.get("replyText")
    if not isinstance(text, str) or not text.strip():
        raise invalid("Reply text must not be empty.")
    plain = unescape(_TAG.sub("", text)).strip()
    if len(plain) > LONGEST_REPLY:
        raise invalid(f"Reply text is too long; it has at most {LONGEST_REPLY} characters.")
    return plain

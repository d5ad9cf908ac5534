"""Customer reviews, by key from the official API and by sign-in from the pages' own: the shapes
are the same.

Only reviews with words are told, none with stars alone. Nothing says when one was changed: a
changed one takes the place of the old.
Source: developer.apple.com/documentation/appstoreconnectapi/customer-reviews
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from storelink.domain.report import Family
from storelink.domain.review import OddReview, Review
from storelink.providers.app_store_connect.apple_id.secret import is_web_secret, web_secret_of
from storelink.providers.app_store_connect.client import AppleClient, segment
from storelink.providers.app_store_connect.documents import Document, Resource
from storelink.providers.app_store_connect.keys import from_secret
from storelink.providers.app_store_connect.refusals import ROLE_RULES
from storelink.providers.app_store_connect.territories import two_letters
from storelink.providers.app_store_connect.tokens import Tokens
from storelink.providers.app_store_connect.web.roles import ROLE_RULES as WEB_ROLE_RULES
from storelink.providers.app_store_connect.web.session import enter, web_client
from storelink.providers.contract import StoreApp
from storelink.providers.http import PoliteClient

LOOKBACK: Final = timedelta(days=7)
"""Looked at again each time: a change or a reply does not move a review to the top."""
_NEWEST_FIRST: Final[Mapping[str, str]] = {
    "sort": "-createdDate", "include": "response", "limit": "200",
}  # fmt: skip
_STATES: Final[Mapping[str, str]] = {"PUBLISHED": "live", "PENDING_PUBLISH": "waiting"}


def reviews(
    secret: bytes, http: PoliteClient, app: StoreApp, since: datetime | None
) -> Iterator[Review | OddReview]:
    """The reviews of an app since then and of the week before, newest first; all for None. It ends
    with a page that has none since then, so that one absurd date ends nothing."""
    oldest = since - LOOKBACK if since else None
    for page in _pages(secret, http, app):
        replies = {reply.id: reply for reply in page.included}
        told = [
            _review(found, app, replies.get(found.related.get("response", "")))
            for found in page.resources
        ]
        new = [one for one in told if oldest is None or not _is_older(one, oldest)]
        yield from new
        if told and not any(isinstance(one, Review) for one in new):
            return


def _pages(secret: bytes, http: PoliteClient, app: StoreApp) -> Iterator[Document]:
    path = f"apps/{segment(app.id)}/customerReviews"
    if not is_web_secret(secret):
        client = AppleClient(http, Tokens(from_secret(secret)))
        return client.pages(f"/v1/{path}", _NEWEST_FIRST, (ROLE_RULES[Family.REVIEWS],))
    kept = web_secret_of(secret)
    pages = web_client(kept, http)
    enter(pages, kept)
    return pages.every(f"/iris/v1/{path}", _NEWEST_FIRST, (WEB_ROLE_RULES[Family.REVIEWS],))


def _review(found: Resource, app: StoreApp, reply: Resource | None) -> Review | OddReview:
    stars, written_at = found.attributes.get("rating"), _moment(found, "createdDate")
    if not isinstance(stars, int) or isinstance(stars, bool) or not 1 <= stars <= 5:
        return OddReview(found.id, "rating")
    if written_at is None:
        return OddReview(found.id, "createdDate")
    return Review(
        id=found.id,
        app=app.id,
        stars=stars,
        written_at=written_at,
        title=found.text("title"),
        text=found.text("body"),
        author=found.text("reviewerNickname"),
        territory=two_letters(found.text("territory")),
        reply_text=reply.text("responseBody") if reply else "",
        replied_at=_moment(reply, "lastModifiedDate") if reply else None,
        reply_state=_STATES.get(reply.text("state"), "waiting") if reply else "",
        store_reply_id=reply.id if reply else "",
    )


def _is_older(one: Review | OddReview, oldest: datetime) -> bool:
    return isinstance(one, Review) and one.written_at < oldest


def _moment(found: Resource, name: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(found.text(name))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

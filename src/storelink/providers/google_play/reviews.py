"""Reviews, from the API (a week back, with words) and from the bucket (all, without authors).

Both give a review the same id, so that they merge: the API's, which the files hold in their link.
Sources: developers.google.com/android-publisher/reply-to-reviews,
support.google.com/googleplay/android-developer/answer/6135870
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import unquote

import pyarrow as pa

from storelink.domain.errors import NotReady
from storelink.domain.report import Report
from storelink.domain.review import OddReview, Review
from storelink.providers.contract import StoreApp
from storelink.providers.google_play.access import from_secret
from storelink.providers.google_play.client import GoogleClient, segment
from storelink.providers.google_play.documents import (
    Fields,
    inner,
    objects_in,
    page_of,
    text,
    whole,
)
from storelink.providers.google_play.refusals import Door
from storelink.providers.google_play.reports.reviews import REVIEWS
from storelink.providers.http import PoliteClient
from storelink.providers.paging import Page, every_page

PAGE_SIZE: Final = 100
_ID_IN_LINK: Final = re.compile(r"review_?id=([^&#\s]{1,500})", re.IGNORECASE)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_SECONDS: Final = 32_503_680_000
"""The year 3000: a larger number is no time."""


def reviews(
    secret: bytes, http: PoliteClient, app: StoreApp, since: datetime | None
) -> Iterator[Review | OddReview]:
    """The reviews of an app that were written or changed since then, newest first; see
    `providers.contract.Reviews`. Google gives those with words, of the last seven days; none for
    an app that only old files still know."""
    client = GoogleClient(http, from_secret(secret))
    for said in _listed_if_known(client, app.id):
        review = of_api(said, app.id)
        if isinstance(review, OddReview):
            yield review
            continue
        if since is not None and max(review.written_at, review.replied_at or _EPOCH) < since:
            continue
        yield review


def _listed_if_known(client: GoogleClient, package: str) -> Iterator[Fields]:
    try:
        yield from listed(client, package)
    except NotReady:
        return


def listed(client: GoogleClient, package: str, page_size: int = PAGE_SIZE) -> Iterator[Fields]:
    """Every review that the API lists, by the rule of `paging`. Pages may be shorter than asked
    for."""
    path = f"/androidpublisher/v3/applications/{segment(package)}/reviews"

    def ask(token: str) -> Page[Fields]:
        params = {"maxResults": str(page_size), **({"token": token} if token else {})}
        said = client.get(Door.PUBLISHER, path, params)
        return page_of(said, "reviews", text(inner(said, "tokenPagination"), "nextPageToken"))

    for page in every_page(f"GET {path}", ask):
        yield from objects_in(page, "reviews")


def of_api(said: Fields, app: str) -> Review | OddReview:
    """A review of the API; odd where it has no customer's comment with stars and a date."""
    comments = list(objects_in(said, "comments"))
    user = next((inner(each, "userComment") for each in comments if "userComment" in each), {})
    reply = next(
        (inner(each, "developerComment") for each in comments if "developerComment" in each), {}
    )
    stars, written_at = whole(user, "starRating"), _moment(inner(user, "lastModified"))
    review_id = text(said, "reviewId")
    if not review_id or stars is None or not 1 <= stars <= 5 or written_at is None:
        return OddReview(review_id, "userComment")
    title, body = _title_and_text(text(user, "originalText") or text(user, "text"))
    replied = text(reply, "text")
    return Review(
        id=_plain_id(review_id),
        app=app,
        stars=stars,
        written_at=written_at,
        title=title,
        text=body,
        author=text(said, "authorName"),
        language=text(user, "reviewerLanguage"),
        app_version=text(user, "appVersionName") or text(user, "appVersionCode"),
        device=text(inner(user, "deviceMetadata"), "productName") or text(user, "device"),
        reply_text=replied,
        replied_at=_moment(inner(reply, "lastModified")) if replied else None,
        reply_state="live" if replied else "",
    )


def reviews_in(report: Report, batch: pa.RecordBatch) -> Iterable[Review]:
    """The reviews in a parsed batch of the bucket's files; none for other reports. Pure.

    One without words has no id of Google's: its own is made of app, moment, device and language,
    not of its stars, which may change.
    """
    if report != REVIEWS:
        return
    for row in batch.to_pylist():
        if row["stars"] is not None and 1 <= row["stars"] <= 5:
            yield _of_row(row)


def id_in_link(link: str) -> str:
    """The review's id in its link, old form or new; empty where there is none."""
    found = _ID_IN_LINK.search(link)
    return _plain_id(found.group(1)) if found else ""


def _of_row(row: Mapping[str, Any]) -> Review:
    replied_at = _millis(row["replied_millis"]) or _iso(row["replied_at"])
    reply = row["reply_text"] or ""
    return Review(
        id=id_in_link(row["link"] or "") or _own_id(row),
        app=row["app_id"],
        stars=row["stars"],
        written_at=_millis(row["updated_millis"]) or _millis(row["submitted_millis"]) or _EPOCH,
        title=row["title"] or "",
        text=row["text"] or "",
        language=row["language"] or "",
        app_version=row["app_version"] or row["app_version_code"] or "",
        device=row["device"] or "",
        reply_text=reply,
        replied_at=replied_at if reply else None,
        reply_state="live" if reply else "",
    )


def _own_id(row: Mapping[str, Any]) -> str:
    told = (row["app_id"], row["submitted_millis"], row["device"], row["language"])
    words = "\x1f".join("" if each is None else str(each) for each in told)
    return f"stars:{hashlib.sha256(words.encode()).hexdigest()[:32]}"


def _plain_id(review_id: str) -> str:
    """The API writes `gp:…`, links write `gp%3A…`."""
    return unquote(review_id)[:300]


def _title_and_text(words: str) -> tuple[str, str]:
    """Old reviews have a title, joined to the text by a tab."""
    title, tab, body = words.partition("\t")
    return (title.strip(), body.strip()) if tab else ("", words.strip())


def _moment(said: Fields) -> datetime | None:
    seconds = whole(said, "seconds")
    if seconds is None or seconds > _LATEST_SECONDS:
        return None
    nanos = whole(said, "nanos") or 0
    return _EPOCH + timedelta(seconds=seconds, microseconds=min(nanos, 10**9 - 1) // 1000)


def _millis(value: int | None) -> datetime | None:
    if value is None or not 0 <= value <= _LATEST_SECONDS * 1000:
        return None
    return _EPOCH + timedelta(milliseconds=value)


def _iso(value: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat((value or "").strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

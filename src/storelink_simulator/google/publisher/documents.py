"""How androidpublisher writes reviews and users."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from storelink_simulator.drawing import number_of
from storelink_simulator.google.accounts import Account
from storelink_simulator.google.permissions import account_level, app_level
from storelink_simulator.google.play.reviews import PlayReview, Reply, Words

_API_OF_RELEASE = {11: 30, 12: 31, 13: 33, 14: 34, 15: 35, 16: 36, 17: 37}


def review_document(
    review: PlayReview, state: Words, reply: Reply | None, language: str | None
) -> dict[str, Any]:
    """A review with its comments; what is not known is left out."""
    comments = [{"userComment": _user_comment(review, state, language)}]
    if reply is not None:
        comments.append(
            {"developerComment": {"text": reply.text, "lastModified": timestamp(reply.at)}}
        )
    return {"reviewId": review.id, "authorName": review.author, "comments": comments}


def timestamp(at: datetime) -> dict[str, Any]:
    """Seconds as text, nanoseconds as a number."""
    return {"seconds": str(int(at.timestamp())), "nanos": at.microsecond * 1000}


def user_document(developer: str, account: Account) -> dict[str, Any]:
    """A user of the developer account with permissions and grants."""
    name = f"developers/{developer}/users/{account.email}"
    document: dict[str, Any] = {
        "name": name,
        "email": account.email,
        "accessState": "ACCESS_GRANTED",
        "developerAccountPermissions": account_level(account.permissions),
    }
    grants = [
        {
            "name": f"{name}/grants/{package}",
            "packageName": package,
            "appLevelPermissions": app_level(granted),
        }
        for package, granted in account.grants.items()
    ]
    return {**document, "grants": grants} if grants else document


def _user_comment(review: PlayReview, state: Words, language: str | None) -> dict[str, Any]:
    text = f"{state.title}\t{state.text}" if state.title else f"\t{state.text}"
    comment: dict[str, Any] = {
        "text": text,
        "lastModified": timestamp(state.at),
        "starRating": state.stars,
        "reviewerLanguage": review.language,
        "device": review.device[0],
        "androidOsVersion": _API_OF_RELEASE.get(review.os_version, 30),
        "deviceMetadata": _device(review),
    }
    if language is not None and language[:2] != review.language:
        comment |= {"text": f"\t[{language[:10]}] {state.text}", "originalText": text}
    if review.version:
        comment |= {"appVersionCode": int(review.version_code), "appVersionName": review.version}
    thumbs = number_of("thumbs", review.id) % 9
    if thumbs > 5:
        comment["thumbsUpCount"] = thumbs - 5
    if thumbs == 8:
        comment["thumbsDownCount"] = 1
    return comment


def _device(review: PlayReview) -> dict[str, Any]:
    code, maker, model = review.device
    return {
        "productName": f"{code} ({model})",
        "manufacturer": maker,
        "deviceClass": "FORM_FACTOR_PHONE",
        "screenWidthPx": 1080,
        "screenHeightPx": 2400,
        "nativePlatform": "ABI_ARM64_V8,ABI_ARM_V7,ABI_ARM",
        "screenDensityDpi": 420,
        "glEsVersion": 196610,
        "ramMb": 7474,
    }

"""What Google's refusals mean, as tables. The first rule that holds decides.

Sources: developers.google.com/identity/protocols/oauth2/service-account#error-codes,
cloud.google.com/storage/docs/json_api/v1/status-codes, developers.google.com/android-publisher
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Final

from storelink.domain.errors import (
    Busy,
    Missing,
    NeedsPermission,
    NeedsVerification,
    NotReady,
    StoreError,
    Unexpected,
)
from storelink.providers.answers import Answer, Rule, error_for
from storelink.providers.google_play.access import Access

VIEW: Final = "View app information and download bulk reports (read-only)"
MONEY: Final = "View financial data, orders, and cancellation survey responses"
REPLY: Final = "Reply to reviews"
QUALITY: Final = "View app quality information (read-only)"
PENDING: Final = (
    "Google has not let {who} in yet. That takes up to 48 hours after an invitation. Nothing "
    "needs to be done: Storelink looks again by itself. Don’t make a new key meanwhile."
)


class Door(StrEnum):
    """Through what an answer came, and which right opens it."""

    STATISTICS = "statistics"
    MONEY = "money"
    PUBLISHER = "publisher"
    REPORTING = "reporting"


_NEEDED: Final = {
    Door.STATISTICS: VIEW,
    Door.MONEY: MONEY,
    Door.PUBLISHER: f"{VIEW}” or “{REPLY}",
    Door.REPORTING: VIEW,
}
_LACKING: Final = {
    Door.STATISTICS: (
        "Google lets {who} into none of the reports. Either “{missing}” is missing: add it in the "
        "Play Console, Users and permissions, under Account permissions (for a single app is not "
        "enough). Or the reports folder is not this account’s: copy its address again."
    ),
    Door.MONEY: (
        "“{missing}” is missing. Sales, earnings and subscriptions can’t load. Add it for {who} in "
        "the Play Console, Users and permissions, under Account permissions."
    ),
    Door.PUBLISHER: (
        "Google refuses {who} the reviews. Add “{missing}” in the Play Console, Users and "
        "permissions."
    ),
    Door.REPORTING: (
        "Google refuses {who} the list of apps and Android vitals. Add “{missing}” in the Play "
        "Console, Users and permissions."
    ),
}
_APIS: Final = {
    Door.PUBLISHER: ("Google Play Android Developer API", "androidpublisher.googleapis.com"),
    Door.REPORTING: (
        "Google Play Developer Reporting API",
        "playdeveloperreporting.googleapis.com",
    ),
}
_LIBRARY: Final = "https://console.cloud.google.com/apis/library/"

QUOTA_CODES: Final = (
    "rateLimitExceeded",
    "userRateLimitExceeded",
    "quotaExceeded",
    "dailyLimitExceeded",
    "RESOURCE_EXHAUSTED",
)
"""How Google says that it is asked too much."""
_BUSY: Final = tuple(
    Rule(
        Busy,
        "rate_limited",
        "Google asks us to slow down.",
        statuses=(403, 429),
        code=code,
    )
    for code in QUOTA_CODES
)
_TOKEN_REFUSED: Final = Rule(
    NeedsVerification,
    "token_refused",
    "Google no longer accepts this credential. Update it, and data goes on where it stopped.",
    statuses=(401,),
)
GONE: Final = "not_found"
"""Reason where Google itself says that there is none."""
_GONE: Final = Rule(
    NotReady,
    GONE,
    "Google does not have this (yet), or has it no longer.",
    statuses=(404, 410),
)

ARGUMENT_REFUSED: Final = Rule(
    Unexpected,
    "argument_refused",
    "Google refused a question. It was written down, and other reports go on.",
    statuses=(400,),
    code="INVALID_ARGUMENT",
)

_NOT_GOOGLES: Final = Rule(
    Missing,
    "unknown_404",
    "Something was not found at Google, and it does not say what. Nothing is concluded from it; it "
    "is asked for again.",
)

_KEY_GONE: Final = (
    "Google no longer accepts this key: it was deleted, disabled or replaced. Create a new key of "
    "the same service account and update the credentials. Nothing that is here is lost."
)
TOKEN_RULES: Final = (
    Rule(
        NeedsVerification,
        "deprecated_authorization",
        "Access was withdrawn at Google, or the agreement ran out. Reconnect, and data continues "
        "where it stopped.",
        code="invalid_grant",
        words="expired or revoked",
    ),
    Rule(
        Unexpected,
        "clock_wrong",
        "This server’s clock is wrong, so Google refuses what it signs. The key is fine: ask "
        "whoever runs the server to set its clock.",
        code="invalid_grant",
        words="reasonable timeframe",
    ),
    Rule(
        NeedsVerification,
        "account_deleted",
        "Google doesn’t know this service account (any more). Create one, invite it in the Play "
        "Console, and update the credentials.",
        code="invalid_grant",
        words="account not found",
    ),
    Rule(NeedsVerification, "key_refused", _KEY_GONE, code="invalid_grant", words="JWT"),
    Rule(
        NeedsVerification,
        "grant_refused",
        "Google no longer accepts this credential. Update it, and data goes on where it stopped.",
        code="invalid_grant",
    ),
    Rule(
        NeedsVerification,
        "client_deleted",
        "The OAuth client of this server is gone or its secret was changed. Create one in Google "
        "Cloud and update the credentials.",
        code="invalid_client",
    ),
    Rule(
        NeedsVerification,
        "client_deleted",
        "The OAuth client of this server is gone. Create one in Google Cloud and update the "
        "credentials.",
        code="deleted_client",
    ),
    Rule(
        NeedsVerification,
        "client_refused",
        "Google doesn’t let this OAuth client ask for access. Look at it in Google Cloud, and "
        "update the credentials.",
        code="unauthorized_client",
    ),
)


def permissions_of(access: Access) -> str:
    """Where in the Play Console the account's rights are given."""
    return f"Play Console, Users and permissions, {access.who}, Account permissions"


def meant(answer: Answer, door: Door, access: Access) -> StoreError:
    """The error that an answer of the storage or of an API means. An address that is not found,
    without a word of Google’s own about it, says nothing about what it leads to."""
    if answer.status == 404 and not answer.codes:
        return _NOT_GOOGLES.build(answer)
    return error_for(answer, _rules(door, access))


def _rules(door: Door, access: Access) -> tuple[Rule, ...]:
    lacking = _lacking(door, access)
    return (
        *_BUSY,
        *_switched_off(door, access.project),
        replace(lacking, statuses=(401, 403), code="permissionDenied"),
        _TOKEN_REFUSED,
        Rule(
            Unexpected,
            "answer_unknown",
            "Google refused a text that is too long.",
            statuses=(403,),
            words="too long",
        ),
        lacking,
        *_wrong_bucket(access),
        ARGUMENT_REFUSED,
        _GONE,
    )


def _lacking(door: Door, access: Access) -> Rule:
    missing = _NEEDED[door]
    return Rule(
        NeedsPermission,
        "permission_missing",
        _LACKING[door].format(who=access.who, missing=missing),
        statuses=(403,),
        missing=missing,
        where=permissions_of(access),
    )


def _switched_off(door: Door, project: str) -> tuple[Rule, ...]:
    if door not in _APIS:
        return ()
    name, host = _APIS[door]
    address = f"{_LIBRARY}{host}" + (f"?project={project}" if project.isascii() else "")
    rule = Rule(
        NeedsPermission,
        "api_switched_off",
        f"The {name} is off in project {project or 'of this credential'}. Switch it on in Google "
        f"Cloud: {address}",
        statuses=(403,),
        missing=name,
        where=address,
    )
    return (
        replace(rule, code="SERVICE_DISABLED"),
        replace(rule, code="accessNotConfigured"),
        replace(rule, code="projectNotLinked"),
    )


def _wrong_bucket(access: Access) -> tuple[Rule, ...]:
    sentence = (
        f"We can’t open the reports folder {', '.join(access.buckets)}. Copy its address again "
        "from Download reports, “Copy Cloud Storage URI”."
    )
    return (
        Rule(
            NeedsPermission,
            "bucket_unknown",
            sentence,
            statuses=(404,),
            words="bucket does not exist",
            missing="The address of the reports folder",
            where="Play Console, Download reports, “Copy Cloud Storage URI”",
        ),
    )


def pending(access: Access, refusal: NeedsPermission) -> NotReady:
    """The same refusal while an invitation is young."""
    return NotReady(
        PENDING.format(who=access.who), detail=refusal.detail, reason="invitation_pending"
    )

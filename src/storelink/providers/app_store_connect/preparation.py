"""An Admin key, used once and in memory: it asks Apple to make analytics reports.

After that a key with Sales and Reports or Finance is enough to read them. Source:
developer.apple.com/documentation/appstoreconnectapi/downloading-analytics-reports
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from storelink.domain.errors import BadInput, NeedsPermission, NeedsVerification
from storelink.providers.app_store_connect.client import ENDPOINT
from storelink.providers.app_store_connect.connect import FIELDS
from storelink.providers.app_store_connect.keys import (
    ApiKey,
    clean_issuer_id,
    clean_key_id,
    clean_private_key,
)
from storelink.providers.app_store_connect.periods import ONGOING, SNAPSHOT
from storelink.providers.app_store_connect.refusals import IDS_UNKNOWN, KEY_REVOKED, MUST_BE_ADMIN
from storelink.providers.app_store_connect.requests import ACCESS, ReportRequests, request_body
from storelink.providers.app_store_connect.session import AppleSession, session_of
from storelink.providers.app_store_connect.tokens import (
    BACK_DATED_SECONDS,
    LIFETIME_SECONDS,
    Tokens,
)
from storelink.providers.contract import Field
from storelink.providers.http import PoliteClient
from storelink.providers.preparation import Came, Preparation, Prepared

_NOT_ADMIN: Final = (
    "Apple knows this key, but it isn’t an Admin key, and only an Admin key may ask for analytics "
    "reports. Create one with the role Admin; it can be revoked right after."
)
_OTHER_TEAM: Final = (
    "This key sees none of this account’s apps: it belongs to another team. Use a key of the team "
    "that owns them."
)
_NOT_SEEN: Final = "This key doesn’t see this app. Use an Admin key of the team that owns it."


def prepare_once(
    answer: Mapping[str, str], http: PoliteClient, apps: Sequence[str]
) -> Iterator[Prepared]:
    """See `providers.preparation.PrepareOnce`."""
    session = session_of(_key(answer), http)
    seen = _seen(session)
    if apps and not seen.intersection(apps):
        raise BadInput(_OTHER_TEAM)
    return _each(session, apps, seen)


def token(answer: Mapping[str, str]) -> str:
    """See `providers.preparation.MakeToken`."""
    return Tokens(_key(answer)).current()


def by_hand(apps: Sequence[str], endpoints: Mapping[str, str]) -> str:
    """See `providers.preparation.ByHand`: two calls for each app, as a loop for a shell."""
    body = json.dumps(request_body("@APP", "@ACCESS"), separators=(",", ":"))
    quoted = shlex.quote(body).replace("@APP", "'$app'").replace("@ACCESS", "'$access'")
    return "\n".join(
        (
            f"for app in {' '.join(map(shlex.quote, apps))}; do",
            f"  for access in {' '.join(ACCESS.values())}; do",
            f"    curl --fail-with-body {endpoints[ENDPOINT]}/v1/analyticsReportRequests \\",
            '      -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\',
            f"      -d {quoted}",
            "  done",
            "done",
        )
    )


def _key(answer: Mapping[str, str]) -> ApiKey:
    return ApiKey(
        clean_key_id(answer.get("key_id", "")),
        clean_private_key(answer.get("private_key", "")),
        clean_issuer_id(answer.get("issuer_id", "")),
    )


def _seen(session: AppleSession) -> frozenset[str]:
    """The apps that the key sees, once it is known to be an Admin's."""
    try:
        apps = frozenset(app.id for app in session.apps())
        session.client.first_page("/v1/users", {"limit": "1", "fields[users]": "roles"})
    except NeedsVerification as refusal:
        raise BadInput(KEY_REVOKED if refusal.reason == "key_revoked" else IDS_UNKNOWN) from None
    except NeedsPermission as refusal:
        is_agreement = refusal.reason == "agreement_missing"
        raise BadInput(refusal.sentence if is_agreement else _NOT_ADMIN) from None
    return apps


def _each(session: AppleSession, apps: Sequence[str], seen: frozenset[str]) -> Iterator[Prepared]:
    requests = ReportRequests(session.client)
    for app in apps:
        if app not in seen:
            yield Prepared(app, Came.REFUSED, _NOT_SEEN)
            continue
        try:
            came = Came.ALREADY if _is_complete(requests, app) else Came.MADE
            requests.prepare(app)
        except NeedsPermission as refusal:
            yield Prepared(app, Came.REFUSED, refusal.sentence)
        else:
            yield Prepared(app, came)


def _is_complete(requests: ReportRequests, app: str) -> bool:
    known = requests.of(app)
    return {ONGOING, SNAPSHOT} <= {each.access for each in known if not each.is_stopped}


_ASKED: Final = {"issuer_id", "key_id", "private_key"}


def _field(one: Field) -> Field:
    return Field(
        one.name,
        one.label,
        "The Admin key’s .p8 file, or what is in it. It is kept nowhere."
        if one.is_secret
        else one.help,
        one.example,
        one.kind,
        is_secret=one.is_secret,
        is_required=one.is_required,
        accepts=one.accepts,
    )


PREPARATION: Final = Preparation(
    reason=MUST_BE_ADMIN.reason,
    title="Ask Apple to make analytics reports",
    about="Apple makes analytics reports of an app only after somebody with an Admin key has asked "
    "for them, once. The key that is connected here may read them, but not ask. Give an Admin key "
    "for this one job: it is used in memory, and neither stored nor written anywhere. You can "
    "revoke it in App Store Connect right after.",
    fields=tuple(_field(one) for one in FIELDS if one.name in _ASKED),
    once=prepare_once,
    by_hand=by_hand,
    token=token,
    token_lasts_minutes=(LIFETIME_SECONDS - BACK_DATED_SECONDS) // 60,
)

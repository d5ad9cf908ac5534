"""The end of every way to connect: try the doors, then say Connected, or what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from storelink.domain.errors import Busy, NeedsPermission
from storelink.providers.contract import PENDING_UNTIL, Ask, Connected, Json, Light, Step
from storelink.providers.google_play.access import Access, Consent, now
from storelink.providers.google_play.bucket import Buckets
from storelink.providers.google_play.bucket_names import Choice, number_of
from storelink.providers.google_play.client import GoogleClient
from storelink.providers.google_play.doors import Found
from storelink.providers.google_play.drafts import Draft, State
from storelink.providers.google_play.kinds import BUCKETS, CHECK_AGAIN, WAIT
from storelink.providers.google_play.service_key import ServiceKey
from storelink.providers.google_play.session import GoogleSession, session_of
from storelink.providers.http import PoliteClient

INVITE: Final = "invite"
"""Name of the step at which somebody still has to let the account in."""
NOT_INVITED: Final = (
    "Google knows this service account, but it isn’t in your Play Console yet. Invite {who} under "
    "Users and permissions. If you just did, it can take up to 48 hours."
)
_STATISTICS: Final = "stats/"
_MAX_NAME: Final = 100
_OTHER_FOLDER: Final = replace(
    BUCKETS, is_required=False, help="Leave it empty if the address was right."
)


def admit(
    proof: ServiceKey | Consent,
    draft: Draft,
    http: PoliteClient,
    *,
    state: State,
    is_waiting: bool = False,
) -> Step:
    """Connected where the reports open, or where somebody says that Google may not have let them
    in yet (`is_waiting`); else the Ask that names what is missing, with `state` to go on from.

    NeedsVerification comes out where Google refuses the proof itself.
    """
    access = _resolved(Access(proof, ()), draft.buckets, http)
    if is_waiting:
        access = replace(access, invited_at=now())
    session = session_of(access, http)
    if is_waiting:
        return connected(session, draft)
    found = session.doors.tried()
    is_unknown = found.statistics.trouble is not None and not found.is_all_shut
    if found.statistics.light is Light.GREEN or is_unknown:
        return connected(session, draft)
    return _missing(access, found, state)


def _resolved(access: Access, choices: tuple[Choice, ...], http: PoliteClient) -> Access:
    """Of each choice the names that open: statistics and money may lie in two. The first where
    none does."""
    names: list[str] = []
    for choice in choices:
        opens = [name for name in choice if _opens(access.with_buckets((name,)), http)]
        names += opens or choice[:1]
    return access.with_buckets(tuple(dict.fromkeys(names)))


def _opens(access: Access, http: PoliteClient) -> bool:
    """Unknown, where Google fails, is as shut: a twin is found later too."""
    try:
        return Buckets(GoogleClient(http, access), is_as_named=True).opens()
    except Busy:
        return False


def connected(session: GoogleSession, draft: Draft) -> Connected:
    """The account as it shows itself now. NeedsVerification and Busy come out as they are."""
    access, http = session.client.access, session.client.http
    check = session.check()
    number = number_of(_main_bucket(access, http))
    name = " ".join(draft.name.split())[:_MAX_NAME]
    own: dict[str, Json] = {}
    if isinstance(access.proof, ServiceKey):
        own["key_id"], public_id = access.proof.key_id, access.proof.email
    else:
        public_id = access.proof.client.client_id
    if access.invited_at is not None:
        own["invited_at"] = access.invited_at.isoformat()
    if check.pending_until is not None:
        own[PENDING_UNTIL] = check.pending_until.isoformat()
    return Connected(
        account_id=number,
        name=name or f"Google Play developer {number}",
        secret=access.to_secret(),
        public_id=public_id,
        facts={**check.facts, **own},
        is_named=bool(name),
        apps=session.app_ids(),
    )


def _main_bucket(access: Access, http: PoliteClient) -> str:
    """The one with the statistics: it stays the same, whatever else is added."""
    if len(access.buckets) > 1:
        for bucket in sorted(access.buckets):
            one = GoogleClient(http, access.with_buckets((bucket,)))
            buckets = Buckets(one, is_as_named=True)
            try:
                if buckets.first(_STATISTICS) is not None:
                    return bucket
            except (NeedsPermission, Busy):
                continue
    return min(access.buckets)


def _missing(access: Access, found: Found, state: State) -> Ask:
    refusal = found.statistics.refusal
    sentence = refusal.sentence if refusal else ""
    field = ""
    if isinstance(refusal, NeedsPermission) and refusal.reason == "bucket_unknown":
        field = BUCKETS.name
    elif found.is_all_shut:
        off = [r for r in found.refusals if r.reason == "api_switched_off"]
        not_invited = NOT_INVITED.format(who=access.who)
        sentence = " ".join([not_invited, *(r.sentence for r in off)])
    return invite_ask({field: sentence}, {**state, "missing": sentence, "field": field})


def invite_ask(errors: Mapping[str, str], state: State) -> Ask:
    """The step at which somebody still has to let the account in."""
    return Ask(
        step=INVITE,
        title="Let Storelink in",
        fields=(_OTHER_FOLDER,),
        hint="Nothing needs to be given twice: what you gave is kept while this page is open.",
        errors=errors,
        actions=(CHECK_AGAIN, WAIT),
        state=state,
    )


def invite_again(state: State) -> Ask:
    """The same step once more; nothing is sent."""
    return invite_ask({str(state.get("field", "")): str(state.get("missing", ""))}, state)

"""Connecting and going on: with a service account's key, or by a person's consent at Google."""

from __future__ import annotations

from collections.abc import Mapping

from storelink.domain.errors import NeedsVerification
from storelink.providers.contract import Ask, Refused, Step
from storelink.providers.google_play.access import Consent, from_secret
from storelink.providers.google_play.admit import connected
from storelink.providers.google_play.by_consent import (
    by_consent,
    client_ask,
    consent_ask,
    known_state,
)
from storelink.providers.google_play.by_key import by_key, key_ask
from storelink.providers.google_play.drafts import Draft, State
from storelink.providers.google_play.kept import kept_access, kept_of
from storelink.providers.google_play.kinds import OAUTH, SERVICE_ACCOUNT
from storelink.providers.google_play.session import session_of
from storelink.providers.google_play.tokens import STORAGE
from storelink.providers.http import PoliteClient


def connect(kind: str, state: State | None, answer: Mapping[str, str], http: PoliteClient) -> Step:
    """One step of connecting; see `providers.contract.Connect`.

    The same account is known by the number of the bucket that holds its statistics, whichever
    key or person opens it.
    """
    if kind == SERVICE_ACCOUNT.key:
        return by_key(state or {}, answer, http)
    if kind == OAUTH.key:
        return by_consent(state or {}, answer, http)
    return Refused(
        f"The Google Play Console knows no way to connect called “{kind}”.", "unknown_kind"
    )


def verify(kind: str, secret: bytes, http: PoliteClient) -> Step:  # noqa: ARG001 - the secret tells
    """Go on with what is kept; see `providers.contract.Verify`. A key or a consent that Google
    still accepts is Connected; a dead consent is asked for anew, a dead key replaced."""
    access = from_secret(secret)
    draft = Draft(tuple((name,) for name in access.buckets))
    session = session_of(access, http)
    try:
        session.client.tokens.current(STORAGE)
        return connected(session, draft)
    except NeedsVerification as refusal:
        if isinstance(access.proof, Consent):
            known = known_state(access.proof.client, draft)
            return consent_ask({"": refusal.sentence}, known)
        kept = kept_access(access, is_dead=True)
        return key_ask({"service_account": refusal.sentence}, kept)


def update(kind: str, secrets: Mapping[str, bytes]) -> Ask:
    """See `providers.updating.Update`: the folders and the key or consent are kept."""
    kept = kept_of(secrets, kind)
    return client_ask({}, kept) if kind == OAUTH.key else key_ask({}, kept)

"""Connecting by a person's consent: the OAuth client, then a visit at Google."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from storelink.domain.errors import BadInput, NeedsVerification
from storelink.providers.contract import Ask, Json, Step
from storelink.providers.google_play.access import Consent
from storelink.providers.google_play.admit import admit, invite_again, invite_ask
from storelink.providers.google_play.consent import Visit, address_of, new_visit, redeem
from storelink.providers.google_play.drafts import (
    Draft,
    State,
    draft_in,
    draft_state,
    object_in,
    typed_draft,
)
from storelink.providers.google_play.kept import KEPT, buckets_in, fields_with, kept_in
from storelink.providers.google_play.kinds import CLIENT_FIELDS, OAUTH, SIGN_IN, WAIT
from storelink.providers.google_play.oauth_client import OAuthClient, clean_oauth_client
from storelink.providers.http import PoliteClient

_NEEDS_PAGES: Final = (
    "This way leads over a page of Google’s, so it has to be begun in the browser, on the page "
    "Integrations. From here, use a service account."
)
_KNOWN: Final = ("buckets", "name", "client")


def by_consent(state: State, answer: Mapping[str, str], http: PoliteClient) -> Step:
    """One step: the client's file, the visit, what the browser brought back."""
    if "refresh_token" in state:
        return _with_consent_again(state, answer, http)
    if "client" in state:
        return _consented(state, answer, http)
    if not answer:
        return client_ask({}, kept_in(state))
    return _with_client(kept_in(state), answer, http)


def _with_client(kept: State, answer: Mapping[str, str], http: PoliteClient) -> Step:
    errors: dict[str, str] = {}
    buckets = answer.get("buckets", "").strip() or buckets_in(kept)
    draft = typed_draft({**answer, "buckets": buckets}, errors)
    typed = answer.get("oauth_client", "").strip()
    is_kept = "client" in kept and not typed
    try:
        client = _client_in(kept) if is_kept else clean_oauth_client(typed)
    except BadInput as wrong:
        return client_ask({**errors, "oauth_client": wrong.sentence}, kept)
    if draft is None:
        return client_ask(errors, kept)
    known = known_state(client, draft)
    if is_kept and answer.get("action") != SIGN_IN.key:
        return _with_consent(Consent(client, str(kept["refresh_token"])), known, answer, http)
    return _visit_ask({}, known, answer.get("return_to", ""), http)


def _consented(state: State, answer: Mapping[str, str], http: PoliteClient) -> Step:
    """The browser came back, or somebody starts the visit (once more)."""
    client = _client_in(state)
    visit = _visit_in(state)
    known = {name: state[name] for name in _KNOWN if name in state}
    if not answer:
        address = address_of(visit, client, http) if visit else ""
        return consent_ask({}, state, address)
    return_to = answer.get("return_to", "") or (visit.return_to if visit else "")
    if visit is None or not (answer.get("code") or answer.get("error")):
        return _visit_ask({}, known, return_to, http)
    try:
        consent = redeem(visit, client, answer, http)
    except BadInput as wrong:
        return _visit_ask({"": wrong.sentence}, known, return_to, http)
    return _with_consent(consent, known, answer, http)


def _with_consent_again(state: State, answer: Mapping[str, str], http: PoliteClient) -> Step:
    if not answer:
        return invite_again(state)
    client = _client_in(state)
    known = {name: state[name] for name in _KNOWN if name in state}
    return _with_consent(Consent(client, str(state["refresh_token"])), known, answer, http)


def _with_consent(
    consent: Consent, known: State, answer: Mapping[str, str], http: PoliteClient
) -> Step:
    errors: dict[str, str] = {}
    draft = _corrected(draft_in(known), answer.get("buckets", ""), errors)
    if draft is None:
        return invite_ask(errors, {**known, "refresh_token": consent.refresh_token})
    kept = {**known, **draft_state(draft), "refresh_token": consent.refresh_token}
    is_waiting = answer.get("action") == WAIT.key
    try:
        return admit(consent, draft, http, state=kept, is_waiting=is_waiting)
    except NeedsVerification as refusal:
        return consent_ask({"": refusal.sentence}, known)


def _corrected(draft: Draft, buckets: str, errors: dict[str, str]) -> Draft | None:
    """The draft, with another reports folder if one was given."""
    if not buckets.strip():
        return draft
    return typed_draft({"buckets": buckets, "name": draft.name}, errors)


def _visit_ask(errors: Mapping[str, str], known: State, return_to: str, http: PoliteClient) -> Ask:
    """A new visit; without a page to come back to, the sentence that says so."""
    if not return_to:
        return consent_ask({"": _NEEDS_PAGES, **errors}, known)
    client = _client_in(known)
    visit = new_visit(return_to)
    state = {**known, "visit": dict[str, Json](visit.to_json())}
    return consent_ask(errors, state, address_of(visit, client, http))


def consent_ask(errors: Mapping[str, str], state: State, visit: str = "") -> Ask:
    """The second step: the visit at Google."""
    return_to = str(object_in(state, "visit").get("return_to", ""))
    redirect = f" Its redirect address must be {return_to}" if return_to else ""
    return Ask(
        step="consent",
        title=OAUTH.steps[1],
        fields=(),
        hint="Google asks whether this server’s OAuth client may read your Play Console."
        + redirect,
        errors=errors,
        state=state,
        visit=visit,
    )


def client_ask(errors: Mapping[str, str], kept: State) -> Ask:
    """The first step. `kept`: of an account that is updated."""
    return Ask(
        step="client",
        title=OAUTH.steps[0],
        fields=fields_with(CLIENT_FIELDS, kept, "client"),
        errors=errors,
        actions=(SIGN_IN,) if "client" in kept else (),
        state={KEPT: dict(kept)} if kept else {},
    )


def known_state(client: OAuthClient, draft: Draft) -> dict[str, Json]:
    """What all steps after the first need to know."""
    return {**draft_state(draft), "client": dict[str, Json](asdict(client))}


def _client_in(state: State) -> OAuthClient:
    return OAuthClient(**{name: str(value) for name, value in object_in(state, "client").items()})


def _visit_in(state: State) -> Visit | None:
    said = object_in(state, "visit")
    return Visit(**{k: str(v) for k, v in said.items()}) if said else None

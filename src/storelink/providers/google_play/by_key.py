"""Connecting with a service account's key: one step, checked by real calls before it is kept."""

from __future__ import annotations

from collections.abc import Mapping

from storelink.domain.errors import BadInput, NeedsVerification
from storelink.providers.contract import Ask, Json, Step
from storelink.providers.google_play.admit import admit, invite_again
from storelink.providers.google_play.drafts import State, object_in, typed_draft
from storelink.providers.google_play.kinds import KEY_FIELDS, SERVICE_ACCOUNT, WAIT
from storelink.providers.google_play.service_key import ServiceKey, clean_service_key
from storelink.providers.google_play.tokens import ENDPOINT, PATH
from storelink.providers.http import PoliteClient


def by_key(state: State, answer: Mapping[str, str], http: PoliteClient) -> Step:
    """One step. What was typed wrongly comes back as an Ask with a sentence at its field."""
    if "typed" in state:
        return _by_key_again(state, answer, http)
    if not answer:
        return key_ask({})
    return _with_key(answer, answer, http)


def _by_key_again(state: State, answer: Mapping[str, str], http: PoliteClient) -> Step:
    """Somebody was asked to invite the account, and presses a button now."""
    if not answer:
        return invite_again(state)
    typed = {name: str(value) for name, value in object_in(state, "typed").items()}
    if answer.get("buckets", "").strip():
        typed["buckets"] = answer["buckets"]
    return _with_key(typed, answer, http)


def _with_key(typed: Mapping[str, str], answer: Mapping[str, str], http: PoliteClient) -> Step:
    errors: dict[str, str] = {}
    key = _key(typed, http, errors)
    draft = typed_draft(typed, errors)
    if key is None or draft is None:
        return key_ask(errors)
    kept: Json = {f.name: typed.get(f.name, "") for f in KEY_FIELDS}
    is_waiting = answer.get("action") == WAIT.key
    try:
        return admit(key, draft, http, state={"typed": kept}, is_waiting=is_waiting)
    except NeedsVerification as refusal:
        return key_ask({"service_account": refusal.sentence})


def _key(typed: Mapping[str, str], http: PoliteClient, errors: dict[str, str]) -> ServiceKey | None:
    try:
        return clean_service_key(typed.get("service_account", ""), http.url(ENDPOINT, PATH))
    except BadInput as wrong:
        errors["service_account"] = wrong.sentence
        return None


def key_ask(errors: Mapping[str, str]) -> Ask:
    """The only step, if all goes well."""
    return Ask(
        step="key", title=SERVICE_ACCOUNT.steps[0], fields=KEY_FIELDS, errors=errors, state={}
    )

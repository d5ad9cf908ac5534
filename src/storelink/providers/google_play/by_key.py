"""Connecting with a service account's key: one step, checked by real calls before it is kept."""

from __future__ import annotations

from collections.abc import Mapping

from storelink.domain.errors import BadInput, NeedsVerification
from storelink.providers.contract import Ask, Json, Step
from storelink.providers.google_play.admit import admit, invite_again
from storelink.providers.google_play.drafts import State, object_in, typed_draft
from storelink.providers.google_play.kept import KEPT, buckets_in, fields_with, kept_in
from storelink.providers.google_play.kinds import KEY_FIELDS, SERVICE_ACCOUNT, WAIT
from storelink.providers.google_play.service_key import ServiceKey, clean_service_key
from storelink.providers.google_play.tokens import ENDPOINT, PATH
from storelink.providers.http import PoliteClient


def by_key(state: State, answer: Mapping[str, str], http: PoliteClient) -> Step:
    """One step. What was typed wrongly comes back as an Ask with a sentence at its field."""
    if "typed" in state:
        return _by_key_again(state, answer, http)
    if not answer:
        return key_ask({}, kept_in(state))
    return _with_key(answer, answer, kept_in(state), http)


def _by_key_again(state: State, answer: Mapping[str, str], http: PoliteClient) -> Step:
    """Somebody was asked to invite the account, and presses a button now."""
    if not answer:
        return invite_again(state)
    typed = {name: str(value) for name, value in object_in(state, "typed").items()}
    if answer.get("buckets", "").strip():
        typed["buckets"] = answer["buckets"]
    return _with_key(typed, answer, kept_in(state), http)


def _with_key(
    typed: Mapping[str, str], answer: Mapping[str, str], kept: State, http: PoliteClient
) -> Step:
    errors: dict[str, str] = {}
    key = _key(typed, kept, http, errors)
    buckets = typed.get("buckets", "").strip() or buckets_in(kept)
    draft = typed_draft({**typed, "buckets": buckets}, errors)
    if key is None or draft is None:
        return key_ask(errors, kept)
    again: Json = {f.name: typed.get(f.name, "") for f in KEY_FIELDS}
    is_waiting = answer.get("action") == WAIT.key
    try:
        state: State = {"typed": again, KEPT: dict(kept)}
        return admit(key, draft, http, state=state, is_waiting=is_waiting)
    except NeedsVerification as refusal:
        left = {"buckets": kept["buckets"]} if "buckets" in kept else {}
        return key_ask({"service_account": refusal.sentence}, left)


def _key(
    typed: Mapping[str, str], kept: State, http: PoliteClient, errors: dict[str, str]
) -> ServiceKey | None:
    if "key" in kept and not typed.get("service_account", "").strip():
        return ServiceKey(**{name: str(said) for name, said in object_in(kept, "key").items()})
    try:
        return clean_service_key(typed.get("service_account", ""), http.url(ENDPOINT, PATH))
    except BadInput as wrong:
        errors["service_account"] = wrong.sentence
        return None


def key_ask(errors: Mapping[str, str], kept: State) -> Ask:
    """The only step, if all goes well. `kept`: of an account that is updated."""
    return Ask(
        step="key",
        title=SERVICE_ACCOUNT.steps[0],
        fields=fields_with(KEY_FIELDS, kept, "key"),
        errors=errors,
        state={KEPT: dict(kept)} if kept else {},
    )

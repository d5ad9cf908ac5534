"""What a person has given stays with the conversation, sealed, so that nothing is given twice.

A file that was chosen is kept while another field is put right, and the whole answer while a person
decides to update an account that is there already. Nothing of it is ever shown again, and it dies
with the conversation. Passwords and codes are not kept: they are typed at the moment they are used.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storelink.integrations.models import ConnectAttempt
from storelink.integrations.secrets import open_state, seal_state
from storelink.providers.contract import Ask, Connected, Field, FieldKind, Json

_HELD = "held"


def is_held(field: Field) -> bool:
    """Whether what is given for it may be kept: a key or a file, never a password."""
    return field.is_secret and field.kind is FieldKind.MULTILINE


def hold(attempt: ConnectAttempt, given: Mapping[str, str], asked: Ask) -> None:
    """Keep what was given for this step, where it was not itself wrong with it."""
    kept = dict(open_state(attempt) or {})
    kept[_HELD] = {
        field.name: given[field.name]
        for field in asked.fields
        if is_held(field) and given.get(field.name) and field.name not in asked.errors
    }
    seal_state(attempt, kept)
    attempt.save(update_fields=["sealed_state"])


def with_held(attempt: ConnectAttempt, given: Mapping[str, str]) -> dict[str, str]:
    """The answers; what was left empty of those that are kept is as it was given before."""
    if not given:
        return {}
    # An empty answer is one too, such as a tick taken away: only what is kept stands in for it.
    kept = {name: text for name, text in _held(attempt).items() if not given.get(name)}
    return {**given, **kept}


def _held(attempt: ConnectAttempt) -> dict[str, str]:
    held = (open_state(attempt) or {}).get(_HELD)
    return {n: str(text) for n, text in held.items()} if isinstance(held, dict) else {}


def held_names(attempt: ConnectAttempt) -> frozenset[str]:
    """Fields that need not be given again. Their names, never what is in them."""
    return frozenset(_held(attempt))


def as_json(step: Connected) -> dict[str, Json]:
    """For the sealed state."""
    return {
        "account_id": step.account_id,
        "name": step.name,
        "secret": base64.b64encode(step.secret).decode(),
        "public_id": step.public_id,
        "facts": dict(step.facts),
        "valid_until": step.valid_until.isoformat() if step.valid_until else None,
        "is_id_of_store": step.is_id_of_store,
        "slot": step.slot,
        "is_named": step.is_named,
        "apps": list[Json](step.apps),
    }


def connected_of(kept: Mapping[str, Any]) -> Connected:
    """What `as_json` wrote."""
    until = kept["valid_until"]
    return Connected(
        **{
            **kept,
            "secret": base64.b64decode(kept["secret"]),
            "valid_until": datetime.fromisoformat(until) if until else None,
            "apps": tuple(kept["apps"]),
        }
    )

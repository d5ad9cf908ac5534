"""What is kept of an account that is updated: nothing of it is asked for again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Final

from storelink.domain.errors import Unexpected
from storelink.providers.contract import Field, Json
from storelink.providers.google_play.access import Access, from_secret
from storelink.providers.google_play.drafts import State, object_in
from storelink.providers.google_play.kinds import BUCKETS
from storelink.providers.google_play.service_key import ServiceKey

KEPT: Final = "kept"
"""Where the state between two steps has it."""


def kept_of(secrets: Mapping[str, bytes], kind: str) -> dict[str, Json]:
    """Of the credential of this kind, and the buckets of another where there is none."""
    for key in sorted(secrets, key=lambda one: one != kind):
        try:
            return kept_access(from_secret(secrets[key]))
        except Unexpected:
            continue
    return {}


def kept_access(access: Access, *, is_dead: bool = False) -> dict[str, Json]:
    """For the sealed state. `is_dead`: Google takes the key no longer, so it has to be given."""
    kept: dict[str, Json] = {"buckets": list[Json](access.buckets)}
    if is_dead:
        return kept
    if isinstance(access.proof, ServiceKey):
        return {**kept, "key": dict[str, Json](asdict(access.proof))}
    client = dict[str, Json](asdict(access.proof.client))
    return {**kept, "client": client, "refresh_token": access.proof.refresh_token}


def kept_in(state: State) -> dict[str, Json]:
    """What an Ask's state has of it; empty where the account is new."""
    return object_in(state, KEPT)


def buckets_in(kept: State) -> str:
    """As a person would type them."""
    names = kept.get("buckets")
    return "\n".join(f"gs://{name}/" for name in names) if isinstance(names, list) else ""


def fields_with(fields: Iterable[Field], kept: State, secret: str) -> tuple[Field, ...]:
    """The fields of the first step: the folders filled in, the secret free to be left empty where
    `secret` is among what is kept."""
    return tuple(_with(one, kept, secret) for one in fields)


def _with(one: Field, kept: State, secret: str) -> Field:
    if one.name == BUCKETS.name:
        return replace(one, known=buckets_in(kept))
    if one.is_secret and secret in kept:
        return replace(
            one, is_required=False, help=f"Leave it empty to keep the present one. {one.help}"
        )
    return one

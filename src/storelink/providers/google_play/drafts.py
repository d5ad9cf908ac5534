"""What somebody gave besides the credential itself, and how it survives between two steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storelink.domain.errors import BadInput
from storelink.providers.contract import Json
from storelink.providers.google_play.bucket_names import Choice, clean_buckets

State = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Draft:
    """The account to be, as far as it was typed."""

    buckets: tuple[Choice, ...]
    name: str = ""


def typed_draft(typed: Mapping[str, str], errors: dict[str, str]) -> Draft | None:
    """What was typed; None, and a sentence among the errors, where it cannot be used."""
    try:
        return Draft(clean_buckets(typed.get("buckets", "")), typed.get("name", ""))
    except BadInput as wrong:
        errors["buckets"] = wrong.sentence
        return None


def draft_state(draft: Draft) -> dict[str, Json]:
    """For the sealed state between two steps."""
    return {"buckets": [list[Json](choice) for choice in draft.buckets], "name": draft.name}


def draft_in(state: State) -> Draft:
    """What `draft_state` wrote."""
    choices = state.get("buckets")
    found = tuple(
        tuple(str(name) for name in choice)
        for choice in (choices if isinstance(choices, list) else [])
        if isinstance(choice, list)
    )
    return Draft(found, str(state.get("name", "")))


def object_in(state: State, name: str) -> dict[str, Json]:
    """An object of the state; an empty one where it is missing."""
    found = state.get(name)
    return found if isinstance(found, dict) else {}

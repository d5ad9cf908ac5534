"""Seals and opens what rows hold. Beside `sync`, the only place that asks the vault."""

from __future__ import annotations

import json
from collections.abc import Mapping

from storelink.integrations.models import ConnectAttempt, Credential
from storelink.integrations.vault import vault
from storelink.providers.contract import Json
from storelink.vault.about import About


def about_credential(credential: Credential) -> About:
    """The place of a credential's secret: its integration and kind."""
    return About(
        table="credential", integration=str(credential.integration_id), kind=credential.kind
    )


def about_attempt(attempt: ConnectAttempt) -> About:
    """The place of an unfinished conversation's state."""
    return About(table="connect_attempt", row=str(attempt.pk), kind=attempt.kind)


def open_secret(credential: Credential) -> bytes:
    """The credential's secret. Hold it only inside the step that needs it."""
    return vault().open(credential.sealed, about_credential(credential))


def seal_secret(credential: Credential, secret: bytes) -> None:
    """Put a secret into the row (not saved yet)."""
    credential.sealed = vault().seal(secret, about_credential(credential))


def open_state(attempt: ConnectAttempt) -> Mapping[str, Json] | None:
    """The conversation's state; None at its start."""
    if not attempt.sealed_state:
        return None
    state: Mapping[str, Json] = json.loads(
        vault().open(attempt.sealed_state, about_attempt(attempt))
    )
    return state


def seal_state(attempt: ConnectAttempt, state: Mapping[str, Json]) -> None:
    """Put the conversation's state into the row (not saved yet)."""
    attempt.sealed_state = vault().seal(
        json.dumps(state, separators=(",", ":")).encode(), about_attempt(attempt)
    )

"""What an account signs in with, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storelink.integrations.models import Credential, Integration
from storelink.providers.contract import PENDING_UNTIL, Provider
from storelink.web.moments import day


@dataclass(frozen=True, slots=True)
class CredentialLine:
    """One credential, without anything secret."""

    method: str
    public_id: str
    state: str
    is_good: bool


def credentials_of(one: Integration, provider: Provider) -> Sequence[CredentialLine]:
    """All of them, the one that was set last first."""
    found = sorted(one.credentials.all(), key=lambda c: c.set_at, reverse=True)
    return [
        CredentialLine(_name(provider, c), c.public_id, _state(c), c.refused_at is None)
        for c in found
    ]


def _name(provider: Provider, credential: Credential) -> str:
    name = method_of(provider, credential)
    return f"{name} ({credential.slot})" if credential.slot else name


def _state(credential: Credential) -> str:
    if credential.refused_at is not None:
        return f"refused on {day(credential.refused_at)}"
    if PENDING_UNTIL in credential.facts:
        return "waiting to be let in"
    if credential.verified_until is not None:
        return f"verified until {day(credential.verified_until)}"
    return f"works, set on {day(credential.set_at)}"


def method_of(provider: Provider, credential: Credential | None) -> str:
    kind = credential.kind if credential else ""
    return next((k.name for k in provider.credential_kinds if k.key == kind), "No credential")


def verified_until_of(credential: Credential | None) -> datetime | None:
    """As promised, or until the store ended it before that."""
    if credential is None or credential.verified_until is None or credential.refused_at is None:
        return credential.verified_until if credential else None
    return min(credential.verified_until, credential.refused_at)


def past_days_of(credential: Credential | None) -> list[int]:
    days = credential.facts.get("past_days", []) if credential else []
    return [day for day in days if isinstance(day, int)] if isinstance(days, list) else []


def roles_of(credential: Credential | None) -> list[str]:
    roles = credential.facts.get("roles", []) if credential else []
    return [str(role) for role in roles] if isinstance(roles, list) else []

"""What opens an account: a service account's key or a person's consent, and the buckets."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from storelink.domain.errors import Unexpected
from storelink.providers.google_play.oauth_client import OAuthClient
from storelink.providers.google_play.service_key import ServiceKey

PATIENCE: Final = timedelta(hours=48)
"""So long can it take until Google lets a newly invited account in. Source:
developers.google.com/android-publisher/api-ref/rest/v3/users"""


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's agreement that this server acts for them."""

    client: OAuthClient
    refresh_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Access:
    """The secret of a credential. Never shows its private parts."""

    proof: ServiceKey | Consent
    buckets: tuple[str, ...]
    invited_at: datetime | None = None
    """When somebody said that the account was just invited: until `PATIENCE` is over, a refusal is
    no fault of theirs."""

    @property
    def who(self) -> str:
        """Whom to invite in the Play Console."""
        return self.proof.email if isinstance(self.proof, ServiceKey) else "your Google account"

    @property
    def project(self) -> str:
        """The cloud project in which the APIs must be on."""
        if isinstance(self.proof, ServiceKey):
            return self.proof.project_id
        return self.proof.client.project_id

    def is_pending(self, now: datetime) -> bool:
        """True while Google may not have let the account in yet."""
        return self.pending_until is not None and now < self.pending_until

    @property
    def pending_until(self) -> datetime | None:
        """Until when a refusal says nothing."""
        return self.invited_at + PATIENCE if self.invited_at is not None else None

    def with_buckets(self, buckets: tuple[str, ...]) -> Access:
        """The same for other buckets."""
        return replace(self, buckets=buckets)

    def to_secret(self) -> bytes:
        """For the vault."""
        kind = "key" if isinstance(self.proof, ServiceKey) else "consent"
        return json.dumps(
            {
                kind: asdict(self.proof),
                "buckets": list(self.buckets),
                "invited_at": self.invited_at.isoformat() if self.invited_at else "",
            }
        ).encode()


def from_secret(secret: bytes) -> Access:
    """What `to_secret` wrote; Unexpected for anything else."""
    try:
        said = json.loads(secret)
        invited_at = said["invited_at"]
        return Access(
            _proof(said),
            tuple(str(name) for name in said["buckets"]),
            datetime.fromisoformat(invited_at) if invited_at else None,
        )
    except (ValueError, TypeError, KeyError):
        raise Unexpected(
            "The stored credential can’t be read. Update the credentials.",
            reason="secret_unreadable",
        ) from None


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def _proof(said: dict[str, Any]) -> ServiceKey | Consent:
    if "key" in said:
        return ServiceKey(**said["key"])
    return Consent(OAuthClient(**said["consent"]["client"]), str(said["consent"]["refresh_token"]))

"""The record of how long sign-ins really lasted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storelink.integrations.models import Credential, Integration, PastSignIn

SHOWN = 6


def note_end(credential: Credential, ended_at: datetime, reason: str) -> None:
    """A sign-in that has an end is over: refused by the store, or replaced by a newer one."""
    began_at = credential.verified_at
    if began_at is None or credential.verified_until is None:
        return
    PastSignIn.objects.get_or_create(
        integration=credential.integration, kind=credential.kind, began_at=began_at,
        defaults={
            "ended_at": ended_at,
            "promised_until": credential.verified_until,
            "reason": reason[:100],
        },
    )  # fmt: skip


def lengths_in_days(integration: Integration) -> Sequence[int]:
    """How many days the last ones lasted, the newest first."""
    past = PastSignIn.objects.filter(integration=integration)[:SHOWN]
    return [(one.ended_at - one.began_at).days for one in past]

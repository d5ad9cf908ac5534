"""Opens a session with an integration's credential, inside the step that needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from storelink.domain.errors import NeedsVerification
from storelink.integrations.client import client_for
from storelink.integrations.models import Credential, Integration
from storelink.integrations.secrets import open_secret
from storelink.providers.contract import Session
from storelink.providers.registry import provider as provider_of
from storelink.sync.limits import limiter_for


@contextmanager
def session_of(integration: Integration) -> Iterator[Session]:
    """NeedsVerification where no credential may be used."""
    credential = usable_credential(integration)
    if credential is None:
        raise NeedsVerification(
            "There is no credential that the store accepts. Update it, and data goes on where it "
            "stopped.",
            reason="no_credential",
        )
    provider = provider_of(integration.provider)
    client = client_for(provider, limiter_for(credential, provider.hour_limit))
    try:
        yield provider.open(open_secret(credential), client)
    finally:
        client.close()
    Credential.objects.filter(pk=credential.pk).update(last_ok_at=timezone.now())


def usable_credential(integration: Integration) -> Credential | None:
    """The newest that the store has not refused."""
    return (
        Credential.objects.filter(integration=integration, refused_at=None)
        .exclude(sealed="")
        .order_by("-set_at")
        .first()
    )

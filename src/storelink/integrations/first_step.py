"""The first step of a conversation: anew, or with what is kept of the account."""

from __future__ import annotations

from storelink.domain.errors import VaultError
from storelink.integrations.models import Integration
from storelink.integrations.secrets import open_secret
from storelink.providers.contract import Provider, Step
from storelink.providers.http import PoliteClient


def first_step(
    provider: Provider, kind: str, integration: Integration | None, client: PoliteClient
) -> Step:
    """What is asked for first. Whoever calls has seen that the person may update the account."""
    if integration is None or provider.update is None:
        return provider.connect(kind, None, {}, client)
    return provider.update(kind, _secrets(integration))


def _secrets(integration: Integration) -> dict[str, bytes]:
    """By kind, the usual slot's where there are several. One that does not open is left out: it is
    what such an update replaces."""
    found: dict[str, bytes] = {}
    for credential in integration.credentials.exclude(sealed="").order_by("-slot"):
        try:
            found[credential.kind] = open_secret(credential)
        except VaultError:
            continue
    return found

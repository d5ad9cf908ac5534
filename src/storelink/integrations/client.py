"""The polite client for a provider, as the settings say."""

from __future__ import annotations

from django.conf import settings

from storelink.providers.contract import Provider
from storelink.providers.http import Limiter, PoliteClient


def client_for(provider: Provider, limiter: Limiter | None = None) -> PoliteClient:
    """Talks to the provider's own addresses, or to the simulator where one is set."""
    simulator = settings.SIMULATOR_URL
    endpoints = (
        dict.fromkeys(provider.endpoints, simulator) if simulator else dict(provider.endpoints)
    )
    return PoliteClient(
        provider=provider.key,
        endpoints=endpoints,
        download_hosts=() if simulator else provider.download_hosts,
        limiter=limiter,
    )

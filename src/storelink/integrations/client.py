"""The polite client for a provider, as the settings say."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from storelink.providers.contract import Provider
from storelink.providers.http import Call, Limiter, PoliteClient


def client_for(
    provider: Provider,
    limiter: Limiter | None = None,
    on_call: Callable[[Call], None] | None = None,
) -> PoliteClient:
    """Talks to the provider's own addresses, or to the simulator where one is set. `on_call` is
    told of each call (`outgoing`)."""
    return PoliteClient(
        provider=provider.key,
        endpoints=endpoints_of(provider),
        download_hosts=() if settings.SIMULATOR_URL else provider.download_hosts,
        limiter=limiter,
        on_call=on_call,
    )


def endpoints_of(provider: Provider) -> dict[str, str]:
    """Where the provider is reached."""
    simulator = settings.SIMULATOR_URL
    return dict.fromkeys(provider.endpoints, simulator) if simulator else dict(provider.endpoints)

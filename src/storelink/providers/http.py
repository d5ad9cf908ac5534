"""The one polite client through which every provider talks to its store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx


@dataclass(frozen=True, slots=True)
class Call:
    """One call to a store, as the ledger of outgoing calls keeps it. Never a secret in it."""

    provider: str
    method: str
    host: str
    path: str
    status: int | None
    took_ms: int


class Limiter(Protocol):
    """Waits until one more request may be sent; shared by all workers of a credential."""

    def acquire(self) -> None: ...

    def learn(self, per_hour: int) -> None:
        """The store told its limit."""


@dataclass
class PoliteClient:
    """Time-outs, limits, redaction, pinned hosts; never follows a redirect by itself."""

    provider: str
    endpoints: Mapping[str, str]
    download_hosts: tuple[str, ...] = ()
    limiter: Limiter | None = None
    on_call: Callable[[Call], None] | None = None
    transport: httpx.BaseTransport | None = None
    _client: httpx.Client | None = field(default=None, repr=False)

    def url(self, endpoint: str, path: str) -> str:
        """Absolute address of a path at one of the provider's endpoints."""
        return self.endpoints[endpoint].rstrip("/") + path

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Send one request; Busy where the store cannot be reached."""
        raise NotImplementedError

    def stream(
        self, method: str, url: str, **options: Any
    ) -> AbstractContextManager[httpx.Response]:
        """The same for large answers."""
        raise NotImplementedError

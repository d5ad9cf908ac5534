"""A provider on the simulator's stage: connected, with a client that keeps a list of its calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from storelink.domain.errors import StoreError
from storelink.providers.contract import Ask, Connected, Provider, Session
from storelink.providers.http import Call, PoliteClient
from storelink.providers.registry import provider as provider_of
from storelink.providers.tests.simulator import Simulator


@dataclass(frozen=True)
class Trouble:
    """How the simulator brings about one of our errors."""

    error: type[StoreError]
    begin: Callable[[Simulator], None]
    meet: Callable[[Session, Path], object]
    """What a session does to run into it."""


@dataclass(frozen=True)
class Stage:
    """What the suite must be told of a provider."""

    provider: str
    kind: str
    answers: Callable[[Simulator], Mapping[str, str]]
    """What a person would type, for an account that may do everything."""
    spoil: Callable[[Mapping[str, str]], Mapping[str, str]]
    """The same with a secret that the store does not know."""
    troubles: Sequence[Trouble]


@dataclass
class Play:
    """A provider, its stage and a simulator that begins anew."""

    stage: Stage
    simulator: Simulator
    calls: list[Call] = field(default_factory=list)
    _clients: list[PoliteClient] = field(default_factory=list)

    @cached_property
    def provider(self) -> Provider:
        return provider_of(self.stage.provider)

    @cached_property
    def http(self) -> PoliteClient:
        return self.client()

    def client(self, **options: Any) -> PoliteClient:
        """A client that reaches the simulator in place of every endpoint."""
        client = PoliteClient(
            self.stage.provider,
            dict.fromkeys(self.provider.endpoints, self.simulator.address),
            self.provider.download_hosts,
            on_call=self.calls.append,
            pause=_do_not_wait,
            **options,
        )
        self._clients.append(client)
        return client

    def end(self) -> None:
        """Close every connection."""
        for client in self._clients:
            client.close()

    def connect(self) -> Connected:
        """Connected, with an account that may do everything."""
        answers = self.stage.answers(self.simulator)
        step = self.provider.connect(self.stage.kind, {}, answers, self.http)
        assert isinstance(step, Connected), step
        return step

    def session(self, **options: Any) -> Session:
        """An open session."""
        return self.provider.open(self.connect().secret, self.client(**options))

    def secrets(self) -> list[str]:
        """Pieces of the secret that must be seen nowhere."""
        answers = self.stage.answers(self.simulator)
        first = self.provider.connect(self.stage.kind, None, {}, self.http)
        assert isinstance(first, Ask)
        given = [answers[f.name] for f in first.fields if f.is_secret]
        return [line for text in given for line in text.split() if len(line) > 20]


def _do_not_wait(seconds: float) -> None:
    """Tests do not wait between tries."""

"""How a store's service joins the server: it owns some paths and answers calls to them.

Every service is served at the root of the same port; Apple's and Google's paths do not collide.
A new one is a folder with a class like this and a line in `application.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from werkzeug.wrappers import Request, Response

from storelink_simulator.stage import Scene


@dataclass
class Call:
    """One request on its way through the simulator, and what the log will say of it."""

    request: Request
    number: int = 0
    key_id: str | None = None
    played: list[str] = field(default_factory=list)
    scene: Scene | None = None
    """What scenarios are matched by, once the service has found it."""


class Service(Protocol):
    """A part of a store's network."""

    prefixes: tuple[str, ...]
    """The beginnings of the paths that it owns; the longest that fits wins."""

    def answer(self, call: Call) -> Response:
        """Answer one call; errors are answers too."""
        ...

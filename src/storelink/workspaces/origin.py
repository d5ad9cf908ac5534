"""From where the present piece of work was asked for: told once at the door, read by the audit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

COMMAND_LINE = "command line"

_origin: ContextVar[str] = ContextVar("origin", default="this server")


@contextmanager
def coming_from(where: str) -> Iterator[None]:
    """All that is done within was asked for from there."""
    token = _origin.set(where[:100])
    try:
        yield
    finally:
        _origin.reset(token)


def origin() -> str:
    """A network address, `command line`, or `this server` where nobody said."""
    return _origin.get()

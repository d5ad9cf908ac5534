"""From where the present piece of work was asked for, and what it is: told once at the door, read
by the audit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

COMMAND_LINE = "command line"

_origin: ContextVar[str] = ContextVar("origin", default="this server")
_asked_for: ContextVar[str] = ContextVar("asked_for", default="")


@contextmanager
def coming_from(where: str, asked_for: str = "") -> Iterator[None]:
    """All that is done within was asked for from there. `asked_for` names a page or a command."""
    origin_token, asked_token = _origin.set(where[:100]), _asked_for.set(asked_for)
    try:
        yield
    finally:
        _origin.reset(origin_token)
        _asked_for.reset(asked_token)


def now_asked_for(what: str) -> None:
    """What is asked for is known only now: from here to the end of `coming_from`."""
    _asked_for.set(what)


def origin() -> str:
    """A network address, `command line`, or `this server` where nobody said."""
    return _origin.get()


def asked_for() -> str:
    """A page or a command by its name, without anything secret; empty where nobody said."""
    return _asked_for.get()

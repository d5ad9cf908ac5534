"""One deadline for a whole exchange with a store: connect, send, headers and body.

A time-out of each single read is not enough: a store that answers `100 Continue` without end, or
sends a header line every two seconds or a byte at a time, meets it for ever. Here every read and
write on the socket gets no more than what is left of the exchange.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import httpcore
import httpx

_WRITTEN_AT_ONCE: Final = 4096
"""Bytes; between two writes the deadline is looked at."""


class Deadline:
    """When an exchange must be over. A file may take longer, as long as it comes at a rate."""

    def __init__(
        self, seconds: float, *, floor_bytes_a_second: float = 0.0, at_most_seconds: float = 0.0
    ) -> None:
        self._began_at: float | None = None
        self._seconds = seconds
        self._floor = floor_bytes_a_second
        self._at_most = max(at_most_seconds, seconds)
        self._received = 0

    def begin(self) -> None:
        """The clock starts with the first try; waiting for one's turn does not count."""
        self._began_at = self._began_at or time.monotonic()

    def received(self, size: int) -> None:
        """So many more bytes of the body are here, which lengthens the time that is allowed."""
        self._received += size

    @property
    def left_seconds(self) -> float:
        """Until the end; not above zero once it is over."""
        earned = self._received / self._floor if self._floor else 0.0
        allowed = min(self._seconds + earned, self._at_most)
        began_at = self._began_at or time.monotonic()
        return began_at + allowed - time.monotonic()

    @property
    def is_over(self) -> bool:
        return self.left_seconds <= 0


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def within(deadline: Deadline) -> Iterator[Deadline]:
    """Whatever this thread sends and receives meanwhile ends by then."""
    deadline.begin()
    token = _current.set(deadline)
    try:
        yield deadline
    finally:
        _current.reset(token)


def received(size: int) -> None:
    """Tell the present deadline of bytes of a file."""
    deadline = _current.get()
    if deadline is not None:
        deadline.received(size)


def keep_deadlines(client: httpx.Client) -> None:
    """Have all connections of a client, those through a proxy too, obey the deadline."""
    # httpx has no public way to hand a network backend to the transports that it makes for the
    # proxies of the environment; httpcore, below it, has one.
    for transport in (client._transport, *client._mounts.values()):
        pool = getattr(transport, "_pool", None)
        if isinstance(pool, httpcore.ConnectionPool):
            pool._network_backend = _Backend(pool._network_backend)


def _limited(timeout: float | None, error: type[Exception]) -> float | None:
    deadline = _current.get()
    if deadline is None:
        return timeout
    left = deadline.left_seconds
    if left <= 0:
        raise error("the exchange did not end in time")
    return left if timeout is None else min(timeout, left)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, inner: httpcore.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *more: Any, **named: Any
    ) -> httpcore.NetworkStream:
        limited = _limited(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.connect_tcp(host, port, limited, *more, **named))

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _limited(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _WRITTEN_AT_ONCE):
            piece = buffer[start : start + _WRITTEN_AT_ONCE]
            self._inner.write(piece, _limited(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        limited = _limited(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, limited))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

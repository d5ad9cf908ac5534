"""The web server's connections: none is held for ever, and none keeps the others out.

waitress reads requests in one thread and answers them in a few. Left as it is, it stops accepting
at its limit, closes a silent connection after two minutes, and never closes one that sends a byte
now and then: some half-sent requests make it answer nobody.
"""

from __future__ import annotations

import resource
import time
from collections import Counter
from typing import Any, Final

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, WSGITask

HEADER_SECONDS: Final = 10.0
"""How long the lines of a request may take to arrive."""
REQUEST_SECONDS: Final = 60.0
"""How long a request with its body may take; at most 2 MiB."""
IDLE_SECONDS: Final = 60.0
"""How long a connection may lie idle between two requests, and an answer may lie unread."""
MOST_CONNECTIONS: Final = 512
"""How many connections are open at the same time; fewer where the system allows few files."""
_LOOKS_EVERY_SECONDS: Final = 0.5


class _NoBodyForHead:
    """Answers HEAD with the header of the answer to GET alone, and keeps the connection usable:
    what followed would be read as the beginning of the next answer."""

    channel: Any
    request: Any
    chunked_response: bool
    content_bytes_written: int

    def write(self, data: bytes) -> None:
        if self._is_head():
            self.content_bytes_written += len(data)
            data = b""
        super().write(data)  # type: ignore[misc]  # of the class that it is mixed into

    def finish(self) -> None:
        if self._is_head():
            self.write(b"")
        else:
            super().finish()  # type: ignore[misc]

    def _is_head(self) -> bool:
        # What answers a failure has a request of its own, which does not know its verb.
        asked = [self.request, *self.channel.requests[:1]]
        return any(getattr(one, "command", "") == "HEAD" for one in asked)


class _Task(_NoBodyForHead, WSGITask):  # type: ignore[misc]  # the library has no types
    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        if self._is_head():
            environ.pop("wsgi.file_wrapper", None)  # Sends a file past `write`.
        return environ


class _ErrorTask(_NoBodyForHead, ErrorTask):  # type: ignore[misc]
    pass


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that knows since when it has waited for the rest of a request."""

    task_class = _Task
    error_task_class = _ErrorTask
    _begun_at: float | None = None
    """When the request that is arriving began to; None between two requests."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._quiet_since = self._begun_at = time.monotonic()

    def received(self, data: bytes) -> bool:
        before = self.request
        taken: bool = super().received(data)
        self._quiet_since = time.monotonic()
        if self.request is None:
            self._begun_at = None
        elif self.request is not before:
            self._begun_at = self._quiet_since
        return taken

    def send(self, data: bytes, do_close: bool = True) -> int:  # noqa: FBT001, FBT002 - the library's
        sent: int = super().send(data, do_close)
        if sent:
            self._quiet_since = time.monotonic()
        return sent

    def write_soon(self, data: Any) -> int:
        if not self.total_outbufs_len:
            self._quiet_since = time.monotonic()  # However long the answer took to be made.
        return int(super().write_soon(data))

    def service(self) -> None:
        super().service()
        self._quiet_since = time.monotonic()
        if self._begun_at is not None:
            self._begun_at = self._quiet_since  # It could not arrive while this was answered.

    def readable(self) -> bool:
        return bool(self.connected and super().readable())

    def writable(self) -> bool:
        return bool(self.connected and super().writable())

    @property
    def may_go(self) -> bool:
        """Whether nothing of it is being answered."""
        return not (self.requests or self.total_outbufs_len)

    @property
    def waits_since(self) -> float:
        return self._begun_at if self._begun_at is not None else self._quiet_since

    def is_overdue(self, now: float) -> bool:
        """Whether it has waited for longer than anybody needs."""
        if self.total_outbufs_len:
            return now - self._quiet_since > IDLE_SECONDS
        if self.requests:
            return False
        if self._begun_at is None:
            return now - self._quiet_since > IDLE_SECONDS
        is_body = self.request is not None and self.request.headers_finished
        return now - self._begun_at > (REQUEST_SECONDS if is_body else HEADER_SECONDS)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Accepts always: where there are too many connections, one that waits makes room."""

    channel_class = Channel
    most_connections = MOST_CONNECTIONS
    _looked_at = 0.0

    def readable(self) -> bool:
        """Asked at every turn of the loop, at least once a second."""
        now = time.monotonic()
        if now - self._looked_at > _LOOKS_EVERY_SECONDS:
            self._looked_at = now
            for one in list(self.active_channels.values()):
                if one.is_overdue(now):
                    # At once: `will_close` waits until the other side reads, which it may never do.
                    one.handle_close()
        return bool(super().readable())

    def handle_accept(self) -> None:
        # The new one first: the number of a closed one must not be its, for events of this turn
        # of the loop would be taken for events of the new one.
        before = set(self.active_channels)
        super().handle_accept()
        while len(self.active_channels) > self.most_connections:
            if not self._makes_room(before):
                self._refuses(before)
                return

    def _refuses(self, before: set[int]) -> None:
        """All are being answered: the new one is told so at once, by an end."""
        for number in set(self.active_channels) - before:
            self.active_channels[number].handle_close()

    def _makes_room(self, before: set[int]) -> bool:
        """Closes the longest waiting connection of whoever has the most: a person whose line is
        slow does not give way to somebody who opens hundreds."""
        known = self.active_channels.items()
        waiting = [one for number, one in known if number in before and one.may_go]
        if not waiting:
            return False
        (busiest, _), *_ = Counter(str(one.addr[0]) for one in waiting).most_common(1)
        theirs = (one for one in waiting if str(one.addr[0]) == busiest)
        min(theirs, key=lambda one: one.waits_since).handle_close()
        return True


def most_connections() -> int:
    """Half of the files that this process may open, at most `MOST_CONNECTIONS`; the rest is for
    databases and data."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, soft // 2)

"""waitress, set up for the product."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

from waitress.adjustments import Adjustments
from waitress.task import ThreadedTaskDispatcher

from storelink.cli.connections import Server, most_connections
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.ports import taken

_THREADS = 8
_LARGEST_REQUEST_BYTES = 2 * 1024 * 1024
_LARGEST_HEADER_BYTES = 64 * 1024
_BYTES_IN_MEMORY = 64 * 1024
"""Of a request's body; what exceeds it waits in a file."""
_NO_LIMIT = 1_000_000
"""`connections` holds the limit: waitress would stop accepting at its own."""
_PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}


def serve(
    application: Callable[..., Any], *, host: str, port: int, trusted_proxy: str = ""
) -> None:
    """Serve until the process is told to end. CommandFailed (busy) where the port is taken.

    What `X-Forwarded-…` headers say is believed from the address `trusted_proxy` alone, and
    removed from everybody else's requests.
    """
    try:
        servers = listening(application, host=host, port=port, trusted_proxy=trusted_proxy)
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise
        raise CommandFailed(taken(host, port, error), Exit.BUSY) from error
    try:
        servers[0].run()
    finally:
        for server in servers:
            server.close()


def listening(
    application: Callable[..., Any], *, host: str, port: int, trusted_proxy: str = ""
) -> list[Server]:
    """A server for each address that `host` stands for. Running the first one runs all."""
    proxy = {"trusted_proxy": trusted_proxy, "trusted_proxy_headers": _PROXY_HEADERS}
    set_up = Adjustments(
        host=host,
        port=port,
        threads=_THREADS,
        ident=None,
        max_request_body_size=_LARGEST_REQUEST_BYTES,
        max_request_header_size=_LARGEST_HEADER_BYTES,
        inbuf_overflow=_BYTES_IN_MEMORY,
        connection_limit=_NO_LIMIT,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=True,
        **(proxy if trusted_proxy else {}),
    )
    sockets: dict[int, Any] = {}
    threads = ThreadedTaskDispatcher()
    threads.set_thread_count(set_up.threads)
    found = [
        Server(application, sockets, dispatcher=threads, adj=set_up, sockinfo=one)
        for one in set_up.listen
    ]
    for server in found:
        server.most_connections = most_connections()
    return found

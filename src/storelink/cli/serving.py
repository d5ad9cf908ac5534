"""waitress, set up for the product."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

from waitress.server import create_server

from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.ports import taken

_THREADS = 8
_LARGEST_REQUEST_BYTES = 2 * 1024 * 1024
_PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}


def serve(
    application: Callable[..., Any], *, host: str, port: int, trusted_proxy: str = ""
) -> None:
    """Serve until the process is told to end. CommandFailed (busy) where the port is taken.

    What `X-Forwarded-…` headers say is believed from the address `trusted_proxy` alone, and
    removed from everybody else's requests.
    """
    proxy = {"trusted_proxy": trusted_proxy, "trusted_proxy_headers": _PROXY_HEADERS}
    try:
        server = create_server(
            application,
            host=host,
            port=port,
            threads=_THREADS,
            ident=None,
            max_request_body_size=_LARGEST_REQUEST_BYTES,
            clear_untrusted_proxy_headers=True,
            **(proxy if trusted_proxy else {}),
        )
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise
        raise CommandFailed(taken(host, port, error), Exit.BUSY) from error
    try:
        server.run()
    finally:
        server.close()

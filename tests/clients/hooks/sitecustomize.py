"""Loaded by Python before a client: the stores' names lead to the machine of the tests.

Nothing of the client is changed; it speaks TLS with the names that it knows.
"""

import os
import socket

_PORT = int(os.environ["STORE_PORT"])
_NAMES = frozenset(os.environ["STORE_NAMES"].split(","))
_resolved = socket.getaddrinfo


def _here(host, port, *rest, **more):
    name = host.decode() if isinstance(host, bytes) else host
    if name in _NAMES:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", _PORT))]
    return _resolved(host, port, *rest, **more)


socket.getaddrinfo = _here

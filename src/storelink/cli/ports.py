"""Ports of this machine: is one free, is somebody answering."""

from __future__ import annotations

import socket
import time

from storelink.cli.exits import CommandFailed, Exit


def refuse_if_taken(host: str, port: int) -> None:
    """CommandFailed (busy) where something else listens there already."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise CommandFailed(taken(host, port, error), Exit.BUSY) from error


def taken(host: str, port: int, error: OSError) -> str:
    """The sentence for a port that cannot be had."""
    return (
        f"Storelink can't listen on {host}, port {port}: {error.strerror}. End what uses the port, "
        f"or choose another by STORELINK_PORT, for example {port + 1}."
    )


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_answering(host: str, port: int, *, within_seconds: float) -> bool:
    """Whether somebody accepts connections there, waiting a while for it."""
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        try:
            with socket.create_connection((host, port), timeout=1):
                return True
        except OSError:
            time.sleep(0.05)
    return False

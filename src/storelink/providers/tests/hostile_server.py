"""A server that never ends its answer, each in its own way, over a real socket of this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from storelink.domain.errors import Busy
from storelink.providers.http import PoliteClient

_GIVES_UP_SECONDS = 60.0
"""After that the server closes, so that a client without a deadline fails instead of hanging."""
_BETWEEN_SECONDS = 0.02
SHORT_SECONDS = 0.3
"""The deadline of an exchange here."""


class Hostile:
    """Accepts any number of connections and plays one way of not ending on each."""

    def __init__(self, play: Callable[[socket.socket], None]) -> None:
        self._play = play
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._gives_up_at = time.monotonic() + _GIVES_UP_SECONDS
        self._ended = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def end(self) -> None:
        self._ended.set()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            client.settimeout(_GIVES_UP_SECONDS)
            while not self._ended.is_set() and time.monotonic() < self._gives_up_at:
                self._play(client)


def _after_request(client: socket.socket, answer: bytes, drip: bytes) -> None:
    client.recv(1 << 16)
    client.sendall(answer)
    while True:
        client.sendall(drip)
        time.sleep(_BETWEEN_SECONDS)


def endless_continue(client: socket.socket) -> None:
    _after_request(client, b"", b"HTTP/1.1 100 Continue\r\n\r\n")


def flood_of_continue(client: socket.socket) -> None:
    client.recv(1 << 16)
    while True:
        client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 500)


def slow_headers(client: socket.socket) -> None:
    _after_request(client, b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n")


def slow_body(client: socket.socket) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999999\r\n\r\n"
    _after_request(client, head, b"x")


def slow_chunks(client: socket.socket) -> None:
    _after_request(client, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n")


def slow_refusal(client: socket.socket) -> None:
    _after_request(client, b"HTTP/1.1 403 Forbidden\r\nContent-Length: 999999\r\n\r\n", b"x")


def never_reads(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    while True:
        client.recv(1)
        time.sleep(_BETWEEN_SECONDS)


def silent(client: socket.socket) -> None:
    client.recv(1 << 16)
    time.sleep(_BETWEEN_SECONDS)


WAYS = (
    endless_continue, flood_of_continue, slow_headers, slow_body, slow_chunks, slow_refusal, silent,
)  # fmt: skip


@contextmanager
def hostile(play: Callable[[socket.socket], None]) -> Iterator[Hostile]:
    """The server until the block ends."""
    server = Hostile(play)
    try:
        yield server
    finally:
        server.end()


def http_of(address: str, *endpoints: str, **more: Any) -> PoliteClient:
    """A client of a provider with these endpoints, all of them at that address."""
    return PoliteClient(
        "store", dict.fromkeys(endpoints, address), exchange_seconds=SHORT_SECONDS,
        pause=lambda _: None, **more,
    )  # fmt: skip


def held_by(
    play: Callable[[socket.socket], None],
    endpoints: Iterable[str],
    call: Callable[[PoliteClient], object],
) -> None:
    """Whoever calls is let go by the deadline, and says so."""
    with hostile(play) as server, http_of(server.address, *endpoints) as http:
        with pytest.raises(Busy) as caught:
            call(http)
        assert caught.value.reason == "timed_out"

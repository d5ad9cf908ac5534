"""Answers that begin and never end, written to the line itself, past the web server."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Iterator
from itertools import count

from waitress.channel import ClientDisconnected

from storelink_simulator.service import Call
from storelink_simulator.simulation import Simulation
from storelink_simulator.stage import Scene

SOCKET_KEY = "storelink_simulator.socket"
_TICK_SECONDS = 0.05
_JSON_HEAD = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


def _continues() -> Iterator[bytes]:
    while True:
        yield b"HTTP/1.1 100 Continue\r\n\r\n"


def _header_lines() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in count(1):
        yield f"X-Note-{number}: wait\r\n".encode()


def _body_bytes() -> Iterator[bytes]:
    yield f"HTTP/1.1 200 OK\r\n{_JSON_HEAD}".encode()
    while True:
        yield b"1\r\n \r\n"


_ENDLESS: dict[str, Callable[[], Iterator[bytes]]] = {
    "endless_continue": _continues,
    "slow_headers": _header_lines,
    "slow_body": _body_bytes,
}


def never_end(simulation: Simulation, call: Call, scene: Scene) -> None:
    """Send pieces until the client leaves, the scenario is switched off or the limit is reached.

    Returns only where no such scenario is on.
    """
    for name, pieces in _ENDLESS.items():
        if trouble := simulation.stage.play(name, scene):
            call.played.append(name)
            _send(simulation, call, pieces(), trouble.number_of("milliseconds") / 1000)
            break_line(call)


def hold(simulation: Simulation, call: Call, seconds: float) -> bool:
    """Wait. False where the client left or everything was switched off meanwhile."""
    has_left = call.request.environ.get("waitress.client_disconnected", lambda: False)
    cleared = simulation.stage.cleared
    ends_at = time.monotonic() + min(seconds, simulation.settings.stall_limit_seconds)
    while (left := ends_at - time.monotonic()) > 0:
        if cleared.wait(min(left, _TICK_SECONDS)) or has_left():
            return False
    return True


def break_line(call: Call) -> None:
    """Close the connection so that the client's system reports a reset, and say nothing."""
    line: socket.socket | None = call.request.environ.get(SOCKET_KEY)
    if line is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ClientDisconnected


def _send(simulation: Simulation, call: Call, pieces: Iterator[bytes], apart: float) -> None:
    line: socket.socket | None = call.request.environ.get(SOCKET_KEY)
    ends_at = time.monotonic() + simulation.settings.stall_limit_seconds
    for piece in pieces:
        if line is None or time.monotonic() >= ends_at:
            return
        try:
            line.send(piece)
        except BlockingIOError:
            pass  # nobody reads; the next piece is as good as this one
        except OSError:
            return
        if not hold(simulation, call, apart):
            return

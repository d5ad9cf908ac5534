"""Troubles of the line and of the machines behind it, the same for every service."""

from __future__ import annotations

import socket
import struct
import time

from waitress.channel import ClientDisconnected
from werkzeug.wrappers import Response

from storelink_simulator.service import Call
from storelink_simulator.simulation import Simulation
from storelink_simulator.stage import Scene

SOCKET_KEY = "storelink_simulator.socket"
_TICK_SECONDS = 0.05
_PAGE = (
    "<!DOCTYPE html><html><head><title>{status} {title}</title></head>"
    "<body><center><h1>{status} {title}</h1></center><hr><center>Apple</center></body></html>\n"
)
_TITLES = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Temporarily Unavailable"}


def html_error(status: int) -> Response:
    """A page of a web server that is not the service itself."""
    title = _TITLES.get(status, "Error")
    page = _PAGE.format(status=status, title=title)
    return Response(page, status, content_type="text/html; charset=utf-8")


def weather(simulation: Simulation, call: Call, scene: Scene) -> Response | None:
    """Wait, hang, break the line, or answer with a page of an error. None: nothing in the way."""
    stage = simulation.stage
    if slow := stage.play("slow", scene):
        call.played.append("slow")
        _wait(simulation, call, slow.number_of("milliseconds") / 1000)
    if hanging := stage.play("hanging", scene):
        call.played.append("hanging")
        _wait(simulation, call, hanging.number_of("seconds"))
    if stage.play("connection_reset", scene):
        call.played.append("connection_reset")
        _reset(call)
    if stage.play("bad_gateway_once", scene):
        call.played.append("bad_gateway_once")
        return html_error(502)
    if broken := stage.play("server_error_html", scene):
        call.played.append("server_error_html")
        return html_error(broken.integer("status"))
    return None


def _wait(simulation: Simulation, call: Call, seconds: float) -> None:
    """Hold the answer back, until the client leaves or the scenario is switched off."""
    environ = call.request.environ
    has_left = environ.get("waitress.client_disconnected", lambda: False)
    cleared = simulation.stage.cleared
    ends_at = time.monotonic() + min(seconds, simulation.settings.stall_limit_seconds)
    while (left := ends_at - time.monotonic()) > 0:
        if cleared.wait(min(left, _TICK_SECONDS)) or has_left():
            return


def _reset(call: Call) -> None:
    """Close the connection so that the client's system reports a reset, and say nothing."""
    line: socket.socket | None = call.request.environ.get(SOCKET_KEY)
    if line is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ClientDisconnected

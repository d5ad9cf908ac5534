"""Troubles of the line and of the machines behind it, the same for every service."""

from __future__ import annotations

import json

from werkzeug.wrappers import Response

from storelink_simulator.endless import break_line, hold, never_end
from storelink_simulator.service import Call
from storelink_simulator.simulation import Simulation
from storelink_simulator.stage import Scene

_PAGE = (
    "<!DOCTYPE html><html><head><title>{status} {title}</title></head>"
    "<body><center><h1>{status} {title}</h1></center><hr><center>Apple</center></body></html>\n"
)
_BAD_GATEWAY = (
    "<html><head><title>502 Bad Gateway</title></head><body><h3>Bad Gateway</h3>"
    "<p>Could not process this request. Please try again later.</p></body></html>\n"
)
_SIGN_IN = (
    "<!DOCTYPE html><html><head><title>Sign In</title></head>"
    "<body><h1>Sign in to continue</h1></body></html>\n"
)
_TITLES = {
    404: "Not Found",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Temporarily Unavailable",
}


def html_error(status: int) -> Response:
    """A page of a web server that is not the service itself."""
    if status == 502:
        return Response(_BAD_GATEWAY, status, content_type="text/html; charset=utf-8")
    title = _TITLES.get(status, "Error")
    page = _PAGE.format(status=status, title=title)
    return Response(page, status, content_type="text/html; charset=utf-8")


def weather(simulation: Simulation, call: Call, scene: Scene) -> Response | None:
    """Wait, hang, break the line, or answer with a page of an error. None: nothing in the way."""
    stage = simulation.stage
    call.scene = scene
    if slow := stage.play("slow", scene):
        call.played.append("slow")
        hold(simulation, call, slow.number_of("milliseconds") / 1000)
    if hanging := stage.play("hanging", scene):
        call.played.append("hanging")
        hold(simulation, call, hanging.number_of("seconds"))
    if stage.play("connection_reset", scene):
        call.played.append("connection_reset")
        break_line(call)
    never_end(simulation, call, scene)
    if stage.play("bad_gateway_once", scene):
        call.played.append("bad_gateway_once")
        return html_error(502)
    if broken := stage.play("server_error_html", scene):
        call.played.append("server_error_html")
        return html_error(broken.integer("status"))
    return _not_understood(simulation, call, scene)


def _not_understood(simulation: Simulation, call: Call, scene: Scene) -> Response | None:
    """An answer that says nothing about what was asked."""
    stage = simulation.stage
    if stage.play("html_with_200", scene):
        call.played.append("html_with_200")
        return Response(_SIGN_IN, 200, content_type="text/html; charset=utf-8")
    if stage.play("empty_body_200", scene):
        call.played.append("empty_body_200")
        return Response(b"", 200, content_type="application/json")
    if unknown := stage.play("unknown_404", scene):
        call.played.append("unknown_404")
        return _unknown(unknown.text("style"))
    return None


def _unknown(style: str) -> Response:
    """404 in the words of something that stands before the service."""
    if style == "html":
        return html_error(404)
    entry = {
        "status": "404",
        "code": "NOT_FOUND",
        "title": "The requested resource could not be routed",
        "detail": "No upstream has this resource.",
    }
    document = {"errors": [entry]} if style == "json" else {"message": "no Route matched"}
    return Response(json.dumps(document), 404, content_type="application/json")


def afterwards(simulation: Simulation, call: Call, response: Response) -> Response:
    """The answer as it leaves: whole, or cut in the middle of its JSON."""
    is_json = response.mimetype == "application/json" and call.scene is not None
    if not is_json or not simulation.stage.play("truncated_json", call.scene or Scene()):
        return response
    call.played.append("truncated_json")
    data = response.get_data()
    response.set_data(data[: len(data) // 2])
    return response

"""The WSGI application: finds the service that owns a path, answers, and keeps the log.

A further store joins by a line in `_services`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from storelink_simulator.admin.credentials import Credentials
from storelink_simulator.admin.service import Admin
from storelink_simulator.apple.assembly import build_apple
from storelink_simulator.call_log import Logged, harmless
from storelink_simulator.google.admin.service import GoogleAdmin
from storelink_simulator.google.assembly import build_google
from storelink_simulator.page import front_page
from storelink_simulator.service import Call, Service
from storelink_simulator.settings import Settings
from storelink_simulator.simulation import Simulation
from storelink_simulator.weather import afterwards

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Application:
    """One simulation behind one address; a reset replaces it whole."""

    def __init__(self, settings: Settings) -> None:
        self.first_settings = settings
        self.simulation = Simulation(settings)
        self._by_prefix = self._routed(self.simulation)

    def reset(self, settings: Settings) -> None:
        """Begin anew. Whoever still hangs in the old simulation is let go."""
        self.simulation.stage.switch_off()
        simulation = Simulation(settings)
        self._by_prefix = self._routed(simulation)
        self.simulation = simulation

    def _routed(self, simulation: Simulation) -> dict[str, Service]:
        services = self._services(simulation)
        return {prefix: service for service in services for prefix in service.prefixes}

    def _services(self, simulation: Simulation) -> list[Service]:
        apple, google = build_apple(simulation), build_google(simulation)
        ours: list[Service] = [Admin(apple, self), GoogleAdmin(google), Credentials(apple, google)]
        return [apple.api, apple.storage, *apple.web, *google.services, *ours]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """WSGI."""
        simulation = self.simulation
        if simulation.settings.cookie_domains:
            environ["wsgi.url_scheme"] = "https"  # a proxy has taken the TLS off
        request = Request(environ)
        call = Call(request, simulation.log.next_number())
        status = 0
        try:
            response = self._answered(call)
            status = response.status_code
        finally:
            _keep(simulation, call, status)
        return response(environ, start_response)

    def _answered(self, call: Call) -> Response:
        path = call.request.path
        if path == "/":
            return front_page()
        fitting = [prefix for prefix in self._by_prefix if path.startswith(prefix)]
        if not fitting:
            return Response("Nothing is simulated here.\n", 404, content_type="text/plain")
        response = self._by_prefix[max(fitting, key=len)].answer(call)
        return afterwards(self.simulation, call, response)


def _keep(simulation: Simulation, call: Call, status: int) -> None:
    """Log a call; status 0 is one that was never answered. The admin's own calls are left out."""
    request = call.request
    if request.path.startswith("/_simulator/"):
        return
    simulation.log.add(
        Logged(
            call.number,
            simulation.clock.now(),
            request.method,
            request.path,
            harmless(request.query_string.decode("ascii", "replace")),
            call.key_id,
            status,
            tuple(call.played),
        )
    )

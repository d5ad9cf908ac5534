"""The HTTP server: waitress with threads, on the loopback address only."""

from __future__ import annotations

import threading
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import WSGITask

from storelink_simulator.application import Application
from storelink_simulator.endless import SOCKET_KEY
from storelink_simulator.settings import Settings

HOST = "127.0.0.1"
_THREADS = 12
_LARGEST_BODY_BYTES = 1 << 20


class _Task(WSGITask):  # type: ignore[misc]
    """A task that lets the application break its own line (see `weather`)."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ[SOCKET_KEY] = self.channel.socket
        return environ


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _Task


class Server:
    """A simulator that listens. Use as a context, or `run` it in the foreground."""

    def __init__(self, settings: Settings, port: int = 0) -> None:
        """Bind the port (0: a free one). Raises OSError where it is taken."""
        self.application = Application(settings)
        self._server = create_server(
            self.application,
            host=HOST,
            port=port,
            threads=_THREADS,
            ident="daiquiri/5",
            max_request_body_size=_LARGEST_BODY_BYTES,
            channel_request_lookahead=1,
            clear_untrusted_proxy_headers=True,
        )
        self._server.channel_class = _Channel
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.effective_port)

    @property
    def address(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    def run(self) -> None:
        """Serve until the process is told to end."""
        try:
            self._server.run()
        finally:
            self.close()

    def __enter__(self) -> Server:
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening, let go of everybody who hangs, and end the threads."""
        self.application.simulation.stage.switch_off()
        lines = self._server._map
        if self._thread is None:
            wasyncore.close_all(lines, ignore_all=True)
        else:
            self._server.trigger.pull_trigger(lambda: wasyncore.close_all(lines, ignore_all=True))
            self._thread.join(timeout=5)
            self._thread = None
        self._server.task_dispatcher.shutdown()

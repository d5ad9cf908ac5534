"""`storelink web`: the web server alone."""

from __future__ import annotations

from storelink.cli.web_server import main


def run() -> None:
    """Run the web server alone, at STORELINK_HOST and STORELINK_PORT, until SIGTERM or Ctrl-C."""
    main(is_supervised=False)

"""`storelink worker`: one process that brings accounts up to date."""

from __future__ import annotations

from storelink.sync import worker


def run() -> None:
    """Run one worker alone, until SIGTERM or Ctrl-C. Any number may run, on any machine."""
    worker.main()

"""A worker that ends with its supervisor."""

from __future__ import annotations

import gc

from storelink.cli.lifeline import end_with_supervisor
from storelink.sync import worker


def main() -> None:
    """Bring accounts up to date until SIGTERM."""
    end_with_supervisor()
    gc.freeze()  # what is imported stays for good, and need not be looked at again and again
    worker.main()

"""`python -m storelink.cli`: how the product starts its own processes."""

from __future__ import annotations

from storelink.cli.command import entry

entry()

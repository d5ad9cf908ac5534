"""Refuse to build a wheel whose pages would have no chart and no font."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("src", "storelink", "web", "static", "vendor")


class FrontendFilesAreThere(BuildHookInterface[Any]):
    """Runs before a wheel is built; an editable install comes before the files and is let pass."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        folder = Path(self.root) / VENDOR
        if version != "editable" and not any(folder.glob("*/LICENSE")):
            raise FileNotFoundError(
                f"{VENDOR} is empty: the wheel would have no chart and no font. Run `make setup` "
                "(or `python tools/frontend.py fetch`) and build again."
            )

"""What a package carries beyond the tree, the licence's full text, and what it must not lack."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("src", "storelink", "web", "static", "vendor")
LICENCE = "LICENSE-APACHE-2.0.txt"
PLACES = {"wheel": f"storelink/licences/{LICENCE}", "sdist": LICENCE}
"""Kind of package → where the licence's text stands in it."""


class BuildHook(BuildHookInterface[Any]):
    """Runs before a wheel or source distribution is built; an editable install is let pass."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        folder = Path(self.root) / VENDOR
        if self.target_name == "wheel" and not any(folder.glob("*/LICENSE")):
            raise FileNotFoundError(
                f"{VENDOR} is empty: the wheel would have no chart and no font. Run `make setup` "
                "(or `python tools/frontend.py fetch`) and build again."
            )
        build_data["force_include"][str(licence_text())] = PLACES[self.target_name]


def licence_text() -> Path:
    """The Apache License 2.0 as `packaging` carries it, which every build environment has."""
    for file in distribution("packaging").files or ():
        if file.name == "LICENSE.APACHE":
            return Path(str(file.locate()))
    raise FileNotFoundError(
        "The installed `packaging` carries no LICENSE.APACHE, so that the package would lack the "
        "licence's text. Install the version in deploy/build.lock."
    )
